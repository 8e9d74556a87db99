"""Values written on the rows of a record. Everything is checked, every refusal said at once, field by field."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from palier.directory.editable.fields import FIELDS, Field, Kind, RecordKind
from palier.directory.enums import Answer, GrantStatus
from palier.directory.models import (
    Audience,
    Capability,
    ContactChannel,
    ExceptionalClosure,
    LabelGrant,
    Language,
    Need,
    NonDigitalActivity,
    Place,
    PlaceType,
    Scheme,
    Service,
    ServiceAccessMode,
    ServiceModality,
    SpecialSupport,
    Structure,
)
from palier.territory.models import Commune, is_postal_code

Record = Place | Service | Structure
Errors = dict[str, list[str]]
CONTACT_KEYS = ("kind", "value", "label", "is_preferred", "phone_hours", "visibility", "is_named")
_OWNER = {Place: "place", Service: "service", Structure: "structure"}
_CODELISTS: dict[str, type[Any]] = {
    "audiences": Audience,
    "special_supports": SpecialSupport,
    "languages": Language,
}
_COLUMN_OF = {"lat": "point", "lon": "point"}  # a refusal of the model → the field that people see
PLAIN = (Kind.TEXT, Kind.LINES, Kind.HOURS, Kind.CHOICE, Kind.FLAG, Kind.NUMBER)


class UnknownEditableField(Exception):
    """The record has no field of this name."""


def write_values(*, record: Record, values: Mapping[str, Any]) -> None:
    """Write `values` on a stored record and on the rows that hang on it. The caller holds a transaction.

    Raises UnknownEditableField, and ValidationError({field: [sentences]}) naming every refused field.
    """
    fields = FIELDS[kind_of(record)]
    if unknown := set(values) - set(fields):
        raise UnknownEditableField(", ".join(sorted(unknown)))
    errors: Errors = {}
    for name, value in values.items():
        if fields[name].kind in _COLUMNS:
            _collect(errors, name, lambda name=name, value=value: _set_column(record, fields[name], value))  # type: ignore[misc]
    if isinstance(record, Structure):
        record.siret = record.siret or None  # two empty texts would not be unique
    _check(record, errors)
    if errors:
        raise ValidationError(dict(errors))
    record.save()
    for name, value in values.items():
        if fields[name].kind not in _COLUMNS:
            _collect(errors, name, lambda name=name, value=value: _ROWS[name](record, value))  # type: ignore[misc]
    if errors:
        raise ValidationError(dict(errors))


def kind_of(record: Record) -> RecordKind:
    """Return which kind of record this is."""
    return RecordKind(_OWNER[type(record)])


def _collect(errors: Errors, name: str, write: Callable[[], None]) -> None:
    try:
        write()
    except ValidationError as error:
        errors.setdefault(name, []).extend(error.messages)


def _check(record: Record, errors: Errors) -> None:
    try:
        record.full_clean()
    except ValidationError as error:
        for column, messages in error.message_dict.items():
            name = _COLUMN_OF.get(column, column)
            errors.setdefault(name if name in FIELDS[kind_of(record)] else "name", []).extend(messages)


# --- Columns ----------------------------------------------------------------------------------------------


def _set_column(record: Record, field: Field, value: Any) -> None:
    _COLUMNS[field.kind](record, field, value)


def _set_plain(record: Record, field: Field, value: Any) -> None:
    if field.kind in (Kind.TEXT, Kind.LINES, Kind.HOURS, Kind.CHOICE):
        if not isinstance(value, str):
            raise ValidationError("Écrivez un texte.")
        value = value.strip()
    elif field.kind == Kind.FLAG and not isinstance(value, bool):
        raise ValidationError("Répondez par oui ou par non.")
    elif field.kind == Kind.NUMBER and (isinstance(value, bool) or not isinstance(value, int | None)):
        raise ValidationError("Écrivez un nombre entier.")
    if field.choices is not None and value not in field.choices.values:
        raise ValidationError("Choisissez dans la liste.")
    if field.name == "postal_code" and value:
        is_postal_code(value)
    setattr(record, field.name, value)


def _set_date(record: Record, field: Field, value: Any) -> None:
    try:
        day = date.fromisoformat(value) if value else None
    except (TypeError, ValueError):
        raise ValidationError("Écrivez une date, par exemple 2026-11-24.") from None
    setattr(record, field.name, day)


def _set_point(record: Record, _field: Field, value: Any) -> None:
    assert isinstance(record, Place)
    if value is None:
        record.lat = record.lon = None
        return
    is_pair = (
        isinstance(value, list | tuple)
        and len(value) == 2
        and all(isinstance(part, int | float) and not isinstance(part, bool) for part in value)
    )
    if not is_pair or not (-90 <= value[0] <= 90 and -180 <= value[1] <= 180):
        raise ValidationError("Donnez la latitude puis la longitude, en degrés.")
    record.lat, record.lon = float(value[0]), float(value[1])


def _set_commune(record: Record, _field: Field, value: Any) -> None:
    assert not isinstance(record, Service)
    commune = Commune.objects.filter(insee_code=value).first() if value else None
    if commune is None and (value or isinstance(record, Place)):
        raise ValidationError("Choisissez une commune dans la liste.")
    record.commune = commune


def _set_structure(record: Record, field: Field, value: Any) -> None:
    structure = Structure.objects.filter(public_id=value).first() if value else None
    if value and structure is None:
        raise ValidationError("Cette structure n’existe pas : choisissez-la dans la liste.")
    setattr(record, field.name, structure)


_COLUMNS: dict[Kind, Callable[[Record, Field, Any], None]] = {
    **dict.fromkeys(PLAIN, _set_plain),
    Kind.DATE: _set_date,
    Kind.POINT: _set_point,
    Kind.COMMUNE: _set_commune,
    Kind.STRUCTURE: _set_structure,
}


# --- Rows that hang on the record -------------------------------------------------------------------------


def _pairs(value: Any, choices: Iterable[str]) -> list[tuple[str, str]]:
    known = set(choices)
    is_list = isinstance(value, list) and all(
        isinstance(pair, list | tuple) and len(pair) == 2 and all(isinstance(part, str) for part in pair)
        for pair in value
    )
    if not is_list or any(first not in known for first, _ in value):
        raise ValidationError("Choisissez dans la liste.")
    return list(dict.fromkeys((first, second) for first, second in value))


def _texts(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValidationError("Choisissez dans la liste.")
    return list(dict.fromkeys(item.strip() for item in value if item.strip()))


def _write_types(place: Any, value: Any) -> None:
    wanted = _pairs(value, FIELDS[RecordKind.PLACE]["types"].choices.values)  # type: ignore[union-attr]
    for row in place.types.all():
        if (row.kind, row.national_code) not in wanted:
            row.delete()
    PlaceType.objects.bulk_create(
        [PlaceType(place=place, kind=kind, national_code=code[:20]) for kind, code in wanted],
        ignore_conflicts=True,
    )


def _write_capabilities(place: Any, value: Any) -> None:
    wanted = dict(_pairs(value, FIELDS[RecordKind.PLACE]["capabilities"].choices.values))  # type: ignore[union-attr]
    if not set(wanted.values()) <= {Answer.YES.value, Answer.NO.value}:
        raise ValidationError("Répondez par oui, par non, ou laissez « non précisé ».")
    Capability.objects.filter(place=place).exclude(kind__in=wanted).delete()
    for kind, answer in wanted.items():
        Capability.objects.update_or_create(place=place, kind=kind, defaults={"answer": answer})


def _write_labels(place: Any, value: Any) -> None:
    codes = _texts(value)
    schemes = {scheme.code: scheme for scheme in Scheme.objects.filter(code__in=codes)}
    if missing := [code for code in codes if code not in schemes]:
        raise ValidationError(f"Ce label n’est pas dans nos listes : {missing[0]}.")
    granted = LabelGrant.objects.filter(place=place, status=GrantStatus.GRANTED, since_on=None)
    granted.exclude(scheme__code__in=codes).delete()
    have = set(granted.values_list("scheme__code", flat=True))
    LabelGrant.objects.bulk_create(
        LabelGrant(place=place, scheme=schemes[code], status=GrantStatus.GRANTED)
        for code in codes
        if code not in have
    )


def _write_activities(place: Any, value: Any) -> None:
    names = [name[:120] for name in _texts(value)]
    NonDigitalActivity.objects.filter(place=place).exclude(name__in=names).delete()
    NonDigitalActivity.objects.bulk_create(
        [NonDigitalActivity(place=place, name=name) for name in names], ignore_conflicts=True
    )


def _write_closures(record: Any, value: Any) -> None:
    """Write the list whole; a closure that is still there keeps its row."""
    is_list = isinstance(value, list) and all(
        isinstance(item, list | tuple) and len(item) == 3 and all(isinstance(part, str) for part in item)
        for item in value
    )
    if not is_list:
        raise ValidationError("Donnez le premier jour, le dernier jour et la raison.")
    is_service = isinstance(record, Service)
    whole = {"place": record.place, "service": record} if is_service else {"place": record, "service": None}
    stored = {
        (row.starts_on, row.ends_on, row.reason): row for row in ExceptionalClosure.objects.filter(**whole)
    }
    wanted = {(_day(first), _day(last), reason.strip()) for first, last, reason in value}
    for key in sorted(wanted - set(stored)):
        row = ExceptionalClosure(**whole, starts_on=key[0], ends_on=key[1], reason=key[2])
        if row.ends_on < row.starts_on:
            raise ValidationError("Le dernier jour vient avant le premier : vérifiez les deux dates.")
        row.full_clean()
        row.save()
    for key, row in stored.items():
        if key not in wanted:
            row.delete()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValidationError("Écrivez une date, par exemple 2026-11-24.") from None


def _write_needs(service: Any, value: Any) -> None:
    wanted: list[Need] = []
    for reference in _texts(value):
        framework, _, code = reference.rpartition("/")
        need = Need.objects.filter(
            framework__code=framework or "services-nationaux", framework__is_current=True, code=code
        ).first()
        if need is None:
            raise ValidationError(f"Ce besoin n’est pas dans la liste : {reference}.")
        wanted.append(need)
    service.needs.set(wanted)


def _write_codes(name: str) -> Callable[[Any, Any], None]:
    def write(service: Any, value: Any) -> None:
        codes = _texts(value)
        rows = list(_CODELISTS[name]._default_manager.filter(code__in=codes))
        if len(rows) != len(codes):
            raise ValidationError("Choisissez dans la liste.")
        getattr(service, name).set(rows)

    return write


def _write_modalities(service: Any, value: Any) -> None:
    wanted = _choices("modalities", value)
    ServiceModality.objects.filter(service=service).exclude(modality__in=wanted).delete()
    ServiceModality.objects.bulk_create(
        [ServiceModality(service=service, modality=code) for code in wanted], ignore_conflicts=True
    )


def _write_access_modes(service: Any, value: Any) -> None:
    wanted = _choices("access_modes", value)
    ServiceAccessMode.objects.filter(service=service).exclude(mode__in=wanted).delete()
    ServiceAccessMode.objects.bulk_create(
        [ServiceAccessMode(service=service, mode=code) for code in wanted], ignore_conflicts=True
    )


def _choices(name: str, value: Any) -> list[str]:
    wanted = _texts(value)
    choices = FIELDS[RecordKind.SERVICE][name].choices
    assert choices is not None
    if not set(wanted) <= set(choices.values):
        raise ValidationError("Choisissez dans la liste.")
    return wanted


def _write_contacts(record: Any, value: Any) -> None:
    """Write the list whole: a contact that is still there keeps its row, so that marks on it stay."""
    if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
        raise ValidationError("Donnez une liste de contacts.")
    owner = _OWNER[type(record)]
    rows = [_contact(owner, record, item) for item in value]
    if sum(row.is_preferred for row in rows) > 1:
        raise ValidationError("Un seul contact peut être « à utiliser d’abord ».")
    stored = {(row.kind, row.value): row for row in ContactChannel.objects.filter(**{owner: record})}
    kept = {(row.kind, row.value) for row in rows}
    gone = Q(pk__in=[row.pk for key, row in stored.items() if key not in kept])
    ContactChannel.objects.filter(gone).delete()
    # No two preferred ones, even for an instant: the database would refuse.
    ContactChannel.objects.filter(**{owner: record}).update(is_preferred=False)
    for row in rows:
        if (old := stored.get((row.kind, row.value))) is not None:
            row.pk = old.pk
        row.save(force_update=row.pk is not None)


def _contact(owner: str, record: Any, item: Mapping[str, Any]) -> ContactChannel:
    row = ContactChannel(**{owner: record}, **{key: item[key] for key in CONTACT_KEYS if key in item})
    row.value = str(row.value).strip()
    row.agreed_on = _day(str(item["agreed_on"])) if item.get("agreed_on") else None
    row.full_clean(validate_unique=False, validate_constraints=False)
    if row.is_named and row.visibility == "PUBLIC" and row.agreed_on is None:
        raise ValidationError(
            "Le contact d’une personne n’est public que si elle l’accepte : cochez son accord, "
            "ou réservez-le aux professionnels."
        )
    return row


_ROWS: dict[str, Callable[[Any, Any], None]] = {
    "types": _write_types,
    "capabilities": _write_capabilities,
    "labels": _write_labels,
    "activities": _write_activities,
    "needs": _write_needs,
    "audiences": _write_codes("audiences"),
    "special_supports": _write_codes("special_supports"),
    "languages": _write_codes("languages"),
    "modalities": _write_modalities,
    "access_modes": _write_access_modes,
    "contacts": _write_contacts,
    "closures": _write_closures,
}
