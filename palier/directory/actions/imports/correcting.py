"""What a person says of a place or of a service: kept apart from what sources say, and always shown."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from palier.accounts.models import User
from palier.directory.actions.imports.fields import (
    CONTACT_FIELDS,
    CORRECTABLE_FIELDS,
    CORRECTABLE_SERVICE_FIELDS,
    PAIR_LISTS,
    SCALARS,
    SERVICE_CONTACTS,
    SERVICE_TEXTS,
)
from palier.directory.actions.imports.offered import need_ids
from palier.directory.actions.imports.projecting import project_place
from palier.directory.enums import AccessMode, Modality, Price
from palier.directory.models import (
    Audience,
    ContactChannel,
    Correction,
    Place,
    Scheme,
    Service,
    SpecialSupport,
)
from palier.territory.models import Commune

_CHOICES = {
    "prices": frozenset(Price.values) - {Price.UNKNOWN.value},
    "access_modes": frozenset(AccessMode.values),
    "modalities": frozenset(Modality.values),
}


class UnknownField(Exception):
    """Corrections are about `CORRECTABLE_FIELDS` of a place and `CORRECTABLE_SERVICE_FIELDS` of a service."""


@transaction.atomic
def correct_place(*, place: Place, field: str, value: Any, by: User | None, now: datetime) -> Correction:
    """Write what `by` says of one field, in the shape of `fields`, and show it. A second correction replaces the first.

    Raises UnknownField, and ValidationError with a sentence if the value cannot be shown; nothing is then written.
    """
    if field not in CORRECTABLE_FIELDS:
        raise UnknownField(field)
    correction, _ = Correction.objects.update_or_create(
        place=place,
        service=None,
        field=field,
        defaults={"value": _checked(field, value), "by": by, "made_at": now},
    )
    project_place(place=place, now=now)
    place.refresh_from_db()
    place.clean_fields(exclude=["owner", "carrier", "operator", "funding_scheme"])
    return correction


@transaction.atomic
def correct_service(
    *, service: Service, field: str, value: Any, by: User | None, now: datetime
) -> Correction:
    """Write what `by` says of one field of a service, in the shape of `fields`, and show it whatever sources say.

    Lists are given whole: what is not in them is taken away. `needs` takes any need in force of any list, so that a
    person picks among all those of the directory: a bare code is a national service, « besoins/impots » is the need
    `impots` of the list `besoins` (`need_reference` writes both). A service that its source no longer says stays
    ended; the correction is kept and shows if it comes back. A second correction of the field replaces the first.
    Raises UnknownField, and ValidationError with a sentence if the value cannot be shown; nothing is then written.
    """
    if field not in CORRECTABLE_SERVICE_FIELDS:
        raise UnknownField(field)
    correction, _ = Correction.objects.update_or_create(
        service=service,
        field=field,
        defaults={
            "place_id": service.place_id,
            "value": _checked_of_service(field, value),
            "by": by,
            "made_at": now,
        },
    )
    project_place(place=service.place, now=now)
    service.refresh_from_db()
    return correction


@transaction.atomic
def withdraw_correction(*, correction: Correction, now: datetime) -> None:
    """Forget a correction: the field shows again what sources say. Withdrawing it twice changes nothing.

    If no source says the field it is emptied: what somebody took back must not stay on show. What a place or a
    service cannot be without stays as it was corrected until somebody says otherwise: name, commune, the needs of a
    service written here. A service whose source names no need is ended.
    """
    place = correction.place
    Correction.objects.filter(pk=correction.pk).delete()
    project_place(place=place, now=now)


def _checked_of_service(field: str, value: Any) -> Any:
    """Return the value as it is stored. Raises ValidationError."""
    if field in SERVICE_TEXTS:
        return _checked_text(Service, field, value)
    if field in SERVICE_CONTACTS:
        return [_contact(CONTACT_FIELDS[field], text) for text in _texts(value)]
    codes = list(dict.fromkeys(_texts(value)))
    if field == "needs" and not codes:
        raise ValidationError("Choisissez au moins un besoin.", code="correction")
    if set(codes) - _known_codes(field, codes):
        raise ValidationError("Cette valeur ne convient pas à ce champ.", code="correction")
    return codes


def _known_codes(field: str, codes: list[str]) -> frozenset[str]:
    if field in _CHOICES:
        return _CHOICES[field]
    if field == "needs":
        return frozenset(need_ids(codes))
    model: type[Audience] | type[SpecialSupport] = Audience if field == "audiences" else SpecialSupport
    return frozenset(model._default_manager.filter(code__in=codes).values_list("code", flat=True))


def _checked_text(model: type[models.Model], name: str, value: Any) -> str:
    if not isinstance(value, str) or (name == "name" and not value.strip()):
        raise ValidationError("Écrivez un texte.", code="correction")
    column = model._meta.get_field(name)
    assert isinstance(column, models.Field)
    return str(column.clean(value.strip(), None)) if value.strip() else ""


def _checked(field: str, value: Any) -> Any:
    """Return the value as it is stored. Raises ValidationError."""
    if field in SCALARS:
        return _checked_text(Place, SCALARS[field], value)
    if field in CONTACT_FIELDS:
        return [_contact(CONTACT_FIELDS[field], text) for text in _texts(value)]
    if field == "published" and isinstance(value, bool):
        return value
    if field == "point":
        return _point(value)
    if field == "commune" and Commune.objects.filter(insee_code=value).exists():
        return value
    if field == "labels" and Scheme.objects.filter(code__in=_texts(value)).count() == len(set(_texts(value))):
        return _texts(value)
    if (
        field in PAIR_LISTS
        and isinstance(value, list)
        and all(isinstance(v, list) and len(v) == 2 for v in value)
    ):
        return value
    raise ValidationError("Cette valeur ne convient pas à ce champ.", code="correction")


def _texts(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValidationError("Donnez une liste de textes.", code="correction")
    return value


def _contact(kind: str, text: str) -> str:
    contact = ContactChannel(kind=kind, value=text.strip())
    contact.clean()
    return contact.value


def _point(value: Any) -> list[float] | None:
    if value is None:
        return None
    is_pair = isinstance(value, list) and len(value) == 2 and all(isinstance(v, int | float) for v in value)
    if not is_pair or not (-90 <= value[0] <= 90 and -180 <= value[1] <= 180):
        raise ValidationError("Donnez la latitude puis la longitude, en degrés.", code="correction")
    return [float(value[0]), float(value[1])]
