"""How a series comes back, said without any rule to type: how often, which days, which hours, without which days."""

from typing import Any

from django import forms

from palier.agenda.actions.series import PUBLISHES
from palier.agenda.models import EventFormat, Series
from palier.agenda.recurrence import RANKS, Repetition, Rhythm, UnsaidRepetition, read_rule, rule_of
from palier.directory.hours.french import WEEKDAY_NAMES
from palier.directory.models import Place, Structure
from palier.web.days import day_field
from palier.web.programme.forms import text_area
from palier.web.programme.when import hour_field
from palier.web.registration.forms import FormKeyMixin

RHYTHMS = [
    (Rhythm.MONTHLY, "Chaque mois"),
    (Rhythm.WEEKLY, "Chaque semaine"),
    (Rhythm.FORTNIGHTLY, "Une semaine sur deux"),
]
RANK_CHOICES = [(str(rank), f"le {name}") for rank, name in RANKS.items()]
DAY_CHOICES = [(str(number), name) for number, name in enumerate(WEEKDAY_NAMES)]
DAY_MINUTES = 24 * 60


class RepeatForm(forms.Form):
    """How a series comes back."""

    title = forms.CharField(label="Le titre", required=False, max_length=150)
    rhythm = forms.ChoiceField(
        label="Elle revient", choices=RHYTHMS, widget=forms.RadioSelect, initial="mois"
    )
    weekdays = forms.MultipleChoiceField(
        label="Quel jour ?", choices=DAY_CHOICES, widget=forms.CheckboxSelectMultiple
    )
    ranks = forms.MultipleChoiceField(
        label="Lequel du mois ?",
        required=False,
        choices=RANK_CHOICES,
        widget=forms.CheckboxSelectMultiple,
        help_text="Seulement pour « chaque mois ». Par exemple : le 2e samedi.",
    )
    start = hour_field("De")
    end = hour_field("À")
    ends_on = day_field("Jusqu’au", required=False, help_text="Ce jour compris. Vide : sans fin.")
    skips_public_holidays = forms.BooleanField(label="Sauf les jours fériés", required=False, initial=True)
    skips_school_holidays = forms.BooleanField(label="Sauf les vacances scolaires", required=False)
    publishes = forms.BooleanField(
        label="Publier chaque séance dès qu’elle est créée", required=False, initial=True
    )
    room = forms.CharField(label="La salle", required=False, max_length=100)
    capacity_max = forms.IntegerField(label="Places au plus", required=False, min_value=1, max_value=5000)
    description = text_area("Présentation de chaque séance", required=False, max_length=5000)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            try:
                self.rule = rule_of(
                    Repetition(
                        Rhythm(data["rhythm"]),
                        tuple(int(day) for day in data["weekdays"]),
                        tuple(int(rank) for rank in data["ranks"]),
                    )
                )
            except UnsaidRepetition as missing:
                self.add_error("ranks" if data["weekdays"] else "weekdays", str(missing))
        if {"start", "end"} <= set(data) and data["start"] == data["end"]:
            self.add_error("end", "La fin doit venir après le début.")
        return data

    def values(self) -> dict[str, Any]:
        """Return the series as the actions take it."""
        data = self.cleaned_data
        start, end = (60 * hour.hour + hour.minute for hour in (data["start"], data["end"]))
        own = ("room", "description", "capacity_max")
        said = {name: data[name] for name in own if name in self.fields and data[name]}
        return {
            "recurrence": self.rule,
            "start_time": data["start"],
            "duration_min": (end - start) % DAY_MINUTES,
            "ends_on": data["ends_on"],
            "skips_public_holidays": data["skips_public_holidays"],
            "skips_school_holidays": data["skips_school_holidays"],
            "defaults": {**said, PUBLISHES: data["publishes"]},
        }


class NewSeriesForm(FormKeyMixin, RepeatForm):
    """A new series: of which format, where, from when."""

    format = forms.ChoiceField(label="Quelle séance ?")
    place = forms.ChoiceField(label="Le lieu")
    organiser = forms.ChoiceField(label="La structure qui organise", required=False)
    starts_on = day_field("À partir du")
    thread = text_area(
        "Fil rouge", required=False, rows=3, help_text="Ce qui relie les séances entre elles, pour l’équipe."
    )

    def __init__(
        self,
        *args: Any,
        formats: list[EventFormat],
        places: list[Place],
        structures: list[Structure],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.formats = {row.code: row for row in formats}
        self.places = {row.public_id: row for row in places}
        self.structures = {row.public_id: row for row in structures}
        self.fields["format"].choices = [(row.code, row.label) for row in formats]  # type: ignore[attr-defined]
        names = [(row.public_id, f"{row.name}, {row.commune.name}") for row in places]
        self.fields["place"].choices = names  # type: ignore[attr-defined]
        owners = [(row.public_id, row.name) for row in structures]
        self.fields["organiser"].choices = [("", "Celle qui tient le lieu"), *owners]  # type: ignore[attr-defined]
        if len(structures) < 2:
            del self.fields["organiser"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "place" in data and self.chosen_organiser is None:
            self.add_error("place", "Aucune structure ne tient ce lieu : la coordination peut le corriger.")
        return data

    @property
    def chosen_place(self) -> Place:
        """The place that was chosen."""
        return self.places[self.cleaned_data["place"]]

    @property
    def chosen_format(self) -> EventFormat:
        """The format that was chosen."""
        return self.formats[self.cleaned_data["format"]]

    @property
    def chosen_organiser(self) -> Structure | None:
        """The structure that was chosen, else the one that keeps the place."""
        return self.structures.get(self.cleaned_data.get("organiser", "")) or self.chosen_place.owner

    def values(self) -> dict[str, Any]:
        """Return the series as the action takes it."""
        data = self.cleaned_data
        title = data["title"].strip() or self.chosen_format.label
        own = {"title": title, "starts_on": data["starts_on"], "thread": data["thread"]}
        return super().values() | own


class ChangeSeriesForm(RepeatForm):
    """A series changed from one of its sessions on."""

    reason = forms.CharField(
        label="La raison",
        required=False,
        max_length=300,
        help_text="Nécessaire si des séances déjà publiées tombent : les personnes inscrites la liront.",
    )

    def values(self) -> dict[str, Any]:
        """Return the changes as the action takes them."""
        title = self.cleaned_data["title"].strip()
        return super().values() | ({"title": title} if title else {})


def initial_series(series: Series) -> dict[str, Any]:
    """Return what the form shows of a series; a rule that it cannot write leaves its days empty."""
    said = read_rule(series.recurrence)
    minutes = 60 * series.start_time.hour + series.start_time.minute + series.duration_min
    end = series.start_time.replace(hour=minutes // 60 % 24, minute=minutes % 60)
    rhythm = {"rhythm": said.rhythm.value, "weekdays": [str(d) for d in said.weekdays]} if said else {}
    return {
        "title": series.title,
        **rhythm,
        "ranks": [str(rank) for rank in said.ranks] if said else [],
        "start": series.start_time,
        "end": end,
        "ends_on": series.ends_on,
        "skips_public_holidays": series.skips_public_holidays,
        "skips_school_holidays": series.skips_school_holidays,
        "publishes": bool(series.defaults.get(PUBLISHES)),
        **{name: series.defaults.get(name, "") for name in ("room", "description", "capacity_max")},
    }
