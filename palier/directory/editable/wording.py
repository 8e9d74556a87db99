"""A value said in French, and a difference between two, for forms, proposals, reports and history."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from palier.directory.editable.fields import FIELDS, Field, Kind, RecordKind
from palier.directory.enums import Answer, ContactKind, Visibility
from palier.directory.hours import describe_hours
from palier.directory.models import Audience, Language, Need, Scheme, SpecialSupport, Structure
from palier.territory.models import Commune

NOTHING = "(rien)"
_LISTS: dict[str, tuple[type[Any], str]] = {
    "labels": (Scheme, "name"),
    "audiences": (Audience, "label"),
    "special_supports": (SpecialSupport, "label"),
    "languages": (Language, "label"),
}


def difference_in_words(kind: RecordKind, changes: Mapping[str, list[Any]]) -> list[tuple[str, str, str]]:
    """Return (label, before, after) in French for {field: [before, after]}, in the order of the form."""
    fields = FIELDS[kind]
    return [
        (field.label, say_value(field, changes[name][0]), say_value(field, changes[name][1]))
        for name, field in fields.items()
        if name in changes
    ]


def say_value(field: Field, value: Any) -> str:
    """Return a value as people read it; « (rien) » when there is none."""
    if value in (None, "", [], {}):
        return NOTHING
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


def _say_commune(_field: Field, value: str) -> str:
    return Commune.objects.filter(insee_code=value).values_list("name", flat=True).first() or value


def _say_structure(_field: Field, value: str) -> str:
    return Structure.objects.filter(public_id=value).values_list("name", flat=True).first() or value


def _say_codes(field: Field, value: list[str]) -> str:
    if field.name == "needs":
        codes = [reference.rpartition("/")[2] for reference in value]
        labels = dict(Need.objects.filter(code__in=codes).values_list("code", "label"))
        return ", ".join(labels.get(code, code) for code in codes)
    model, column = _LISTS[field.name]
    names = dict(model._default_manager.filter(code__in=value).values_list("code", column))
    return ", ".join(str(names.get(code, code)) for code in value)


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
    Kind.COMMUNE: _say_commune,
    Kind.STRUCTURE: _say_structure,
    Kind.CODES: _say_codes,
    Kind.CONTACTS: _say_contacts,
}
