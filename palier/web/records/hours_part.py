"""Hours in a form: seven days of two ranges, « même chose que la veille », or a text to paste and check."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from django import forms
from django.http import QueryDict

from palier.directory.hours import InvalidHours, describe_hours, parse_french_hours
from palier.web.records.grid import DAY_NAMES, RANGES_A_DAY, Grid, Span, grid_of, osm_of, same_hours

TIME_FORMATS = ["%H:%M", "%H:%M:%S", "%Hh%M", "%Hh", "%H"]
NOT_A_TIME = "Écrivez une heure, par exemple 9:30."
ENDS = ("from", "to")


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day of the grid as the template lays it out: pairs of bound fields, and « même chose que la veille »."""

    name: str
    pairs: list[tuple[forms.BoundField, forms.BoundField]]
    same: forms.BoundField | None
    errors: list[str]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood of a pasted text, in French, and what was left aside as it was typed."""

    understood: list[str]
    left_aside: list[str]


class HoursPart:
    """The inputs of one set of hours. `name`: the field of the record; `note`: the field of what OSM cannot say."""

    def __init__(self, form: forms.Form, *, name: str, note: str, legend: str, hint: str) -> None:
        self.form, self.name, self.note, self.legend, self.hint = form, name, note, legend, hint
        self.reading: Reading | None = None
        for key, field in self._fields().items():
            form.fields[f"{name}-{key}"] = field

    def _fields(self) -> dict[str, forms.Field]:
        fields: dict[str, forms.Field] = {
            "base": forms.CharField(required=False, widget=forms.HiddenInput, max_length=4000),
            "holidays": forms.BooleanField(label="Fermé les jours fériés", required=False),
            "drop": forms.BooleanField(label="Oublier ces précisions", required=False),
            "text": forms.CharField(
                label="Ou collez vos horaires, tels que vous les écrivez",
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text="Par exemple : « du mardi au samedi 9h-12h et 14h-18h, fermé le lundi ». "
                "Vous vérifierez ce que nous avons compris avant d’enregistrer.",
            ),
        }
        for number, day in enumerate(DAY_NAMES):
            if number:
                label = f"Même chose que {DAY_NAMES[number - 1]}"
                fields[f"{number}-same"] = forms.BooleanField(label=label, required=False)
            for rank in range(RANGES_A_DAY):
                for end in ENDS:
                    said = ("de" if end == "from" else "à") + ("" if rank == 0 else ", deuxième plage")
                    fields[f"{number}-{rank}-{end}"] = forms.TimeField(
                        label=f"{day.capitalize()}, {said}",
                        required=False,
                        input_formats=TIME_FORMATS,
                        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
                        error_messages={"invalid": NOT_A_TIME},
                    )
        return fields

    def initial(self, osm: str) -> dict[str, Any]:
        """Return the first values of the inputs, from the hours of the record."""
        grid = grid_of(osm)
        values: dict[str, Any] = {"base": osm, "holidays": grid.closed_on_holidays}
        for number, spans in enumerate(grid.days):
            for rank, span in enumerate(spans):
                for end, moment in zip(ENDS, span, strict=True):
                    values[f"{number}-{rank}-{end}"] = moment
        return {f"{self.name}-{key}": value for key, value in values.items()}

    def values(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """Return {field of the record: OSM hours}; what is wrong is added to the form."""
        base = str(cleaned.get(f"{self.name}-base") or "")
        kept = "" if cleaned.get(f"{self.name}-drop") else grid_of(base).kept
        days: list[tuple[Span, ...]] = []
        for number in range(7):
            if number and cleaned.get(f"{self.name}-{number}-same"):
                days.append(days[-1])
            else:
                days.append(self._spans(cleaned, number))
        grid = Grid(tuple(days), bool(cleaned.get(f"{self.name}-holidays")), kept)
        if same_hours(grid, base):
            return {self.name: base}
        try:
            return {self.name: osm_of(grid)}
        except InvalidHours as error:
            self.form.add_error(f"{self.name}-0-0-from", str(error))
            return {}

    def _spans(self, cleaned: Mapping[str, Any], number: int) -> tuple[Span, ...]:
        spans: list[Span] = []
        day = DAY_NAMES[number].capitalize()
        for rank in range(RANGES_A_DAY):
            names = [f"{self.name}-{number}-{rank}-{end}" for end in ENDS]
            start, end = (cleaned.get(name) for name in names)
            if start is None and end is None:
                continue
            if not isinstance(start, time) or not isinstance(end, time):
                if not any(name in self.form.errors for name in names):
                    which = "du début" if start is None else "de fin"
                    self.form.add_error(
                        names[0 if start is None else 1], f"{day} : il manque l’heure {which}."
                    )
            elif start >= end:
                self.form.add_error(names[1], f"{day} : la fin vient avant le début.")
            elif spans and f"{start:%H:%M}" < spans[-1][1]:
                self.form.add_error(names[0], f"{day} : les deux plages se chevauchent.")
            else:
                spans.append((f"{start:%H:%M}", f"{end:%H:%M}"))
        return tuple(spans)

    def read_text(self, data: QueryDict) -> bool:
        """Put what a pasted text says in the grid of `data`, to be checked; tell whether there was a text.

        What was left aside goes to the note of these hours, so that nothing typed is lost.
        """
        text = data.get(f"{self.name}-text", "").strip()
        if not text:
            return False
        parsed = parse_french_hours(text[:2000])
        osm = parsed.osm or parsed.helper_osm
        self.reading = Reading(describe_hours(osm), parsed.left_aside)
        if osm:
            for key in self._fields():
                data.pop(f"{self.name}-{key}", None)
            for name, value in self.initial(osm).items():
                if value and value is not True:
                    data[name] = value
                elif value:
                    data[name] = "on"
        data[f"{self.name}-text"] = "" if osm else text
        aside = "\n".join(line for line in parsed.left_aside if line not in data.get(self.note, ""))
        if osm and aside:
            data[self.note] = "\n".join(filter(None, [data.get(self.note, "").strip(), aside]))
        return True

    # --- For the template -----------------------------------------------------------------------------------

    @property
    def rows(self) -> list[DayRow]:
        """The days, for the template."""
        rows = []
        for number, day in enumerate(DAY_NAMES):
            pairs = [
                (
                    self.form[f"{self.name}-{number}-{rank}-from"],
                    self.form[f"{self.name}-{number}-{rank}-to"],
                )
                for rank in range(RANGES_A_DAY)
            ]
            same = self.form[f"{self.name}-{number}-same"] if number else None
            errors = [str(error) for pair in pairs for bound in pair for error in bound.errors]
            rows.append(DayRow(day.capitalize(), pairs, same, errors))
        return rows

    @property
    def kept(self) -> list[str]:
        """What the grid cannot show, in French."""
        return grid_of(str(self.form[f"{self.name}-base"].value() or "")).kept_in_french

    @property
    def base(self) -> forms.BoundField:
        """The hidden input that holds the hours the grid was made from."""
        return self.form[f"{self.name}-base"]

    @property
    def holidays(self) -> forms.BoundField:
        """« Fermé les jours fériés »."""
        return self.form[f"{self.name}-holidays"]

    @property
    def drop(self) -> forms.BoundField:
        """« Oublier ces précisions »."""
        return self.form[f"{self.name}-drop"]

    @property
    def text(self) -> forms.BoundField:
        """The text to paste."""
        return self.form[f"{self.name}-text"]

    @property
    def note_field(self) -> forms.BoundField:
        """The precision beside the hours."""
        return self.form[self.note]
