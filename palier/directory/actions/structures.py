"""Structures, their ties, and how to reach them."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from palier.directory.actions.search import refresh_search_docs
from palier.directory.enums import ContactKind, RelationKind, Visibility
from palier.directory.models import (
    ContactChannel,
    Department,
    Place,
    PlaceOccupant,
    Service,
    Structure,
    StructureRelation,
)


@transaction.atomic
def create_structure(*, name: str, **fields: Any) -> Structure:
    """Create a structure; every other field of the model is optional, the SIRET included.

    Raises ValidationError, with a sentence per field, if a value is refused.
    """
    structure = Structure(name=name.strip(), **fields)
    structure.siret = structure.siret or None
    structure.full_clean()
    structure.save()
    return structure


@transaction.atomic
def update_structure(*, structure: Structure, now: datetime, **changes: Any) -> None:
    """Change fields of a structure, for instance the SIRET it had not yet. Raises ValidationError.

    The places where it works are found by its new name from now on.
    """
    for field, value in changes.items():
        setattr(structure, field, value)
    structure.siret = structure.siret or None
    structure.full_clean()
    structure.save()
    refresh_search_docs(place_ids=places_that_name(structure), on=now.date())


def places_that_name(structure: Structure) -> set[int]:
    """The ids of the places whose document holds the name of this structure."""
    of_services = ("provider", "host", "carrier", "partners__structure")
    roles = ["operator", "carrier", "occupants__structure", *(f"services__{role}" for role in of_services)]
    named = (Place.objects.filter(Q(**{role: structure})).values_list("pk", flat=True) for role in roles)
    return {pk for ids in named for pk in ids}


@transaction.atomic
def relate_structures(
    *,
    source: Structure,
    kind: RelationKind,
    target: Structure,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> StructureRelation:
    """Write that `source` is `kind` `target`. Raises ValidationError if told twice or with itself."""
    relation = StructureRelation(
        source=source, kind=kind, target=target, starts_on=starts_on, ends_on=ends_on
    )
    relation.full_clean()
    relation.save()
    return relation


@transaction.atomic
def add_department(*, structure: Structure, name: str, equipment: str = "") -> Department:
    """Add a part of a structure that has its own offer (CDI, CRD…). Raises ValidationError if it has it already."""
    department = Department(structure=structure, name=name.strip(), equipment=equipment)
    department.full_clean()
    department.save()
    return department


@transaction.atomic
def add_contact(
    *,
    of: Structure | Place | PlaceOccupant | Service,
    kind: ContactKind,
    value: str,
    label: str = "",
    is_preferred: bool = False,
    phone_hours: str = "",
    visibility: Visibility = Visibility.PUBLIC,
) -> ContactChannel:
    """Add a way to reach `of`; phones are stored as international numbers (E.164).

    A preferred channel takes the place of the one that was. Raises ValidationError.
    """
    owner = {Structure: "structure", Place: "place", PlaceOccupant: "occupant", Service: "service"}[type(of)]
    if is_preferred:
        ContactChannel.objects.filter(**{owner: of}, is_preferred=True).update(is_preferred=False)
    contact = ContactChannel(
        **{owner: of},
        kind=kind,
        value=value.strip(),
        label=label,
        is_preferred=is_preferred,
        phone_hours=phone_hours,
        visibility=visibility,
    )
    # One owner and one preferred channel hold by construction; asking the database costs seven queries a contact.
    contact.full_clean(validate_constraints=False)
    contact.save()
    return contact
