"""A value said in French, and a difference between two, for forms, proposals, reports and history."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from palier.directory.editable.fields import FIELDS, Field, Kind, RecordKind
from palier.directory.enums import Answer, ContactKind, Visibility
from palier.directory.hours import describe_hours, format_date
from palier.directory.models import Audience, Language, Need, Scheme, SpecialSupport, Structure
from palier.territory.models import Commune

NOTHING = "(rien)"
_LISTS: dict[str, tuple[type[Any], str]] = {
    "needs": (Need, "label"),
    "labels": (Scheme, "name"),
    "audiences": (Audience, "label"),
    "special_supports": (SpecialSupport, "label"),
    "languages": (Language, "label"),
}


@dataclass(frozen=True, slots=True)
class Names:
    """What the codes of some values are called: read once for a whole list, so that its length costs nothing."""

    communes: Mapping[str, str]
    structures: Mapping[str, str]
    codes: Mapping[tuple[str, str], str]  # (field, code) → name


def names_of(said: Iterable[tuple[Field, Any]]) -> Names:
    """Return the names of every code found in these values, in six queries at most."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for field, value in said:
        if field.kind in (Kind.COMMUNE, Kind.STRUCTURE) and isinstance(value, str):
            wanted[field.kind].add(value)
        elif field.kind == Kind.CODES:
            wanted[field.name].update(str(code).rpartition("/")[2] for code in value or [])
    named: dict[tuple[str, str], str] = {}
    for name, (model, column) in _LISTS.items():
        if wanted[name]:
            rows = model._default_manager.filter(code__in=wanted[name]).values_list("code", column)
            named |= {(name, code): str(text) for code, text in rows}
    communes = Commune.objects.filter(insee_code__in=wanted[Kind.COMMUNE])
    structures = Structure.objects.filter(public_id__in=wanted[Kind.STRUCTURE])
    return Names(
        dict(communes.values_list("insee_code", "name")) if wanted[Kind.COMMUNE] else {},
        dict(structures.values_list("public_id", "name")) if wanted[Kind.STRUCTURE] else {},
        named,
    )


def difference_in_words(
    kind: RecordKind, changes: Mapping[str, list[Any]], *, names: Names | None = None
) -> list[tuple[str, str, str]]:
    """Return (label, before, after) in French for {field: [before, after]}, in the order of the form.

    `names`: those of a whole list of differences (`names_of`), so that many cost no more than one.
    """
    fields = FIELDS[kind]
    said = [(field, changes[name]) for name, field in fields.items() if name in changes]
    known = names or names_of((field, value) for field, pair in said for value in pair)
    return [
        (field.label, say_value(field, pair[0], names=known), say_value(field, pair[1], names=known))
        for field, pair in said
    ]


def say_value(field: Field, value: Any, *, names: Names | None = None) -> str:
    """Return a value as people read it; « (rien) » when there is none."""
    if value in (None, "", [], {}):
        return NOTHING
    if field.kind in _NAMED:
        return _NAMED[field.kind](field, value, names or names_of([(field, value)]))
    return _SAYERS.get(field.kind, _say_text)(field, value)


def _say_text(_field: Field, value: Any) -> str:
    return str(value)


def _say_lines(_field: Field, value: str) -> str:
    return " ; ".join(line.strip() for line in value.splitlines() if line.strip())


def _say_flag(_field: Field, value: bool) -> str:
    return "oui" if value else "non"


def _say_hours(_field: Field, value: str) -> str:
    return " ; ".join(describe_hours(value)) or value


def _say_date(_field: Field, value: str) -> str:
    day = date.fromisoformat(value)
    return f"{day:%d/%m/%Y}"


def _say_choice(field: Field, value: str) -> str:
    assert field.choices is not None
    return str(dict(field.choices.choices).get(value, value))


def _say_choices(field: Field, value: list[str]) -> str:
    return ", ".join(_say_choice(field, item) for item in value)


def _say_pairs(field: Field, value: list[list[str]]) -> str:
    answers = {choice.value: str(choice.label) for choice in Answer}
    said = [
        _say_choice(field, first) + (f" : {answers[second]}" if second in answers else "")
        for first, second in value
    ]
    return ", ".join(dict.fromkeys(said))


def _say_names(_field: Field, value: list[str]) -> str:
    return ", ".join(value)


def _say_point(_field: Field, value: list[float]) -> str:
    return f"{value[0]:.5f}, {value[1]:.5f}".replace(".", ",")


def _say_closures(_field: Field, value: list[list[str]]) -> str:
    said = []
    for first, last, reason in value:
        start, end = format_date(date.fromisoformat(first), with_year=True), date.fromisoformat(last)
        days = f"le {start}" if first == last else f"du {start} au {format_date(end, with_year=True)}"
        said.append(days + (f" ({reason})" if reason else ""))
    return " ; ".join(said)


def _say_commune(_field: Field, value: str, names: Names) -> str:
    return names.communes.get(value, value)


def _say_structure(_field: Field, value: str, names: Names) -> str:
    return names.structures.get(value, value)


def _say_codes(field: Field, value: list[str], names: Names) -> str:
    codes = [reference.rpartition("/")[2] for reference in value]
    return ", ".join(dict.fromkeys(names.codes.get((field.name, code), code) for code in codes))


def _say_contacts(_field: Field, value: list[dict[str, Any]]) -> str:
    return " ; ".join(_say_contact(contact) for contact in value)


def _say_contact(contact: dict[str, Any]) -> str:
    kinds = dict(ContactKind.choices)
    text = f"{kinds.get(contact['kind'], contact['kind'])} {contact['value']}"
    if contact.get("label"):
        text += f" ({contact['label']})"
    if contact.get("visibility", Visibility.PUBLIC) != Visibility.PUBLIC:
        text += f", {dict(Visibility.choices)[contact['visibility']]} seulement"
    return text


_SAYERS: dict[Kind, Callable[[Field, Any], str]] = {
    Kind.LINES: _say_lines,
    Kind.FLAG: _say_flag,
    Kind.HOURS: _say_hours,
    Kind.DATE: _say_date,
    Kind.CHOICE: _say_choice,
    Kind.CHOICES: _say_choices,
    Kind.PAIRS: _say_pairs,
    Kind.NAMES: _say_names,
    Kind.POINT: _say_point,
    Kind.CONTACTS: _say_contacts,
    Kind.CLOSURES: _say_closures,
}
_NAMED: dict[Kind, Callable[[Field, Any, Names], str]] = {
    Kind.COMMUNE: _say_commune,
    Kind.STRUCTURE: _say_structure,
    Kind.CODES: _say_codes,
}
