"""What a person says of a place: kept apart from what sources say, and always shown."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from palier.accounts.models import User
from palier.directory.actions.imports.fields import (
    CONTACT_FIELDS,
    CORRECTABLE_FIELDS,
    PAIR_LISTS,
    SCALARS,
)
from palier.directory.actions.imports.projecting import project_place
from palier.directory.models import ContactChannel, Correction, Place, Scheme
from palier.territory.models import Commune


class UnknownField(Exception):
    """Corrections are about the fields of `CORRECTABLE_FIELDS`, and no other."""


@transaction.atomic
def correct_place(*, place: Place, field: str, value: Any, by: User | None, now: datetime) -> Correction:
    """Write what `by` says of one field, in the shape of `fields`, and show it. A second correction replaces the first.

    Raises UnknownField, and ValidationError with a sentence if the value cannot be shown; nothing is then written.
    """
    if field not in CORRECTABLE_FIELDS:
        raise UnknownField(field)
    correction, _ = Correction.objects.update_or_create(
        place=place, field=field, defaults={"value": _checked(field, value), "by": by, "made_at": now}
    )
    project_place(place=place, now=now)
    place.refresh_from_db()
    place.clean_fields(exclude=["owner", "carrier", "operator", "funding_scheme"])
    return correction


def _checked(field: str, value: Any) -> Any:
    """Return the value as it is stored. Raises ValidationError."""
    if field in SCALARS:
        if not isinstance(value, str) or (field == "name" and not value.strip()):
            raise ValidationError("Écrivez un texte.", code="correction")
        column = Place._meta.get_field(SCALARS[field])
        assert isinstance(column, models.Field)
        return column.clean(value.strip(), None) if value.strip() else ""
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
