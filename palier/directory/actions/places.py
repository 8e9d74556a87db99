"""Places: create, publish, keep true, close."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from palier.accounts.models import User
from palier.core.geo import Point
from palier.directory import tasks
from palier.directory.actions.search import refresh_search_docs
from palier.directory.enums import (
    Answer,
    CapabilityKind,
    GrantStatus,
    PlaceKind,
    PlaceStatus,
    VerificationOutcome,
)
from palier.directory.models import (
    Capability,
    CorrectionProposal,
    ExceptionalClosure,
    LabelGrant,
    NonDigitalActivity,
    Place,
    PlaceOccupant,
    PlaceRedirect,
    PlaceType,
    Scheme,
    Service,
    Structure,
    Verification,
    VerificationRequestLine,
)
from palier.territory.models import Commune


class PlaceNotPublishable(Exception):
    """The place lacks a commune centre, an address or any way to be reached: nobody could find it."""


@transaction.atomic
def create_place(
    *,
    name: str,
    commune: Commune,
    point: Point | None = None,
    kinds: list[PlaceKind] | None = None,
    activities: list[str] | None = None,
    **fields: Any,
) -> Place:
    """Create a draft place with what it is and what else happens there.

    `fields` are those of the model. Raises ValidationError, with a sentence per field.
    """
    place = Place(
        name=name.strip(), commune=commune, lat=point and point.lat, lon=point and point.lon, **fields
    )
    place.full_clean()
    place.save()
    PlaceType.objects.bulk_create(PlaceType(place=place, kind=kind) for kind in kinds or [])
    NonDigitalActivity.objects.bulk_create(
        NonDigitalActivity(place=place, name=text) for text in activities or []
    )
    return place


@transaction.atomic
def update_place(*, place: Place, now: datetime, **changes: Any) -> None:
    """Change fields of a place; every door shows them at the next page load. Raises ValidationError."""
    for field, value in changes.items():
        setattr(place, field, value)
    place.full_clean()
    place.save()
    refresh_search_docs(place_ids=[place.pk], on=now.date())


@transaction.atomic
def publish_place(*, place: Place, now: datetime) -> None:
    """Put `place` online, with or without services. Publishing a published place changes nothing.

    Raises PlaceNotPublishable if there is neither an address nor a point.
    """
    _put_online(place, now=now)
    refresh_search_docs(place_ids=[place.pk], on=now.date())


@transaction.atomic
def publish_places(*, places: Iterable[Place], now: datetime) -> int:
    """Put many places online at the cost of one index refresh; those already online change nothing.

    Returns how many are in the index. Raises PlaceNotPublishable, and publishes none, if one could not be found.
    """
    batch = list(places)
    for place in batch:
        _put_online(place, now=now)
    return refresh_search_docs(place_ids=[place.pk for place in batch], on=now.date())


def _put_online(place: Place, *, now: datetime) -> None:
    if not place.address and place.point is None:
        raise PlaceNotPublishable
    if place.status != PlaceStatus.PUBLISHED:
        place.status, place.published_at = PlaceStatus.PUBLISHED, place.published_at or now
        place.save()


@transaction.atomic
def unpublish_place(*, place: Place, now: datetime) -> None:
    """Take `place` off every public page without losing anything."""
    place.status = PlaceStatus.UNPUBLISHED
    place.save()
    refresh_search_docs(place_ids=[place.pk], on=now.date())


@transaction.atomic
def close_place(*, place: Place, now: datetime, moved_to: Place | None = None) -> None:
    """Close `place` for good; with `moved_to`, its address leads there from now on."""
    place.status = PlaceStatus.CLOSED
    place.save()
    if moved_to is not None:
        redirect_place(public_id=place.public_id, to=moved_to)
    refresh_search_docs(place_ids=[place.pk], on=now.date())


@transaction.atomic
def redirect_place(*, public_id: str, to: Place) -> None:
    """Make an old identifier lead to `to`; those that led to the old place follow. Safe to run twice.

    If `to` has itself moved on, the identifier leads to where `to` leads: whatever the order in which
    A → B and B → C are told, A leads to C. A place never leads to itself.
    """
    onward = PlaceRedirect.objects.filter(public_id=to.public_id).select_related("place").first()
    if onward is not None and to.status != PlaceStatus.PUBLISHED:
        to = onward.place
    PlaceRedirect.objects.filter(place__public_id=public_id).update(place=to)
    PlaceRedirect.objects.filter(public_id=to.public_id, place=to).delete()
    if public_id != to.public_id:
        PlaceRedirect.objects.update_or_create(public_id=public_id, defaults={"place": to})


@transaction.atomic
def declare_capability(
    *, place: Place, kind: CapabilityKind, answer: Answer, now: datetime, detail: str = ""
) -> None:
    """Write what the place has or has not; UNKNOWN forgets the answer. Nothing is inferred from the type."""
    if answer == Answer.UNKNOWN:
        Capability.objects.filter(place=place, kind=kind).delete()
    else:
        Capability.objects.update_or_create(
            place=place, kind=kind, defaults={"answer": answer, "detail": detail}
        )
    refresh_search_docs(place_ids=[place.pk], on=now.date())


@transaction.atomic
def add_occupant(*, place: Place, structure: Structure, now: datetime, **fields: Any) -> PlaceOccupant:
    """Say that `structure` works in `place`, with its own hours. Raises ValidationError."""
    occupant = PlaceOccupant(place=place, structure=structure, **fields)
    occupant.full_clean()
    occupant.save()
    refresh_search_docs(place_ids=[place.pk], on=now.date())
    return occupant


@transaction.atomic
def add_closure(
    *,
    place: Place,
    starts_on: date,
    ends_on: date,
    now: datetime,
    reason: str = "",
    service: Service | None = None,
) -> ExceptionalClosure:
    """Shut the place, or one of its services, from `starts_on` to `ends_on` included.

    Raises ValidationError if the days are out of order or the service is of another place.
    """
    if service is not None and service.place_id != place.pk:
        raise ValidationError("Ce service n’est pas de ce lieu : choisissez-en un de la liste.")
    closure = ExceptionalClosure(
        place=place, service=service, starts_on=starts_on, ends_on=ends_on, reason=reason
    )
    closure.full_clean()
    closure.save()
    refresh_search_docs(place_ids=[place.pk], on=now.date())
    return closure


@transaction.atomic
def grant_label(
    *,
    place: Place,
    scheme: Scheme,
    now: datetime,
    status: GrantStatus = GrantStatus.GRANTED,
    since_on: date | None = None,
    until_on: date | None = None,
    structure: Structure | None = None,
) -> LabelGrant:
    """Write that a label is asked for, held or lost. Raises ValidationError."""
    grant = LabelGrant(
        place=place, scheme=scheme, status=status, since_on=since_on, until_on=until_on, structure=structure
    )
    grant.full_clean()
    grant.save()
    refresh_search_docs(place_ids=[place.pk], on=now.date())
    return grant


@transaction.atomic
def verify_place(*, place: Place, by_label: str, now: datetime, by: User | None = None) -> Verification:
    """State that the record is right today, in somebody’s name. Raises ValidationError without a name."""
    verification = Verification(place=place, verified_at=now, by=by, by_label=by_label)
    verification.full_clean()
    verification.save()
    # Nothing more to ask: whoever verified has answered the mail or letter that waits.
    VerificationRequestLine.objects.filter(place=place, is_open=True, request__created_at__lte=now).update(
        is_open=False, outcome=VerificationOutcome.CONFIRMED, answered_at=now
    )
    place.verified_on, place.verified_by = now.date(), by_label
    place.save(update_fields=["verified_on", "verified_by", "updated_at"])
    refresh_search_docs(place_ids=[place.pk], on=now.date())
    return verification


@transaction.atomic
def report_error(
    *,
    place: Place,
    message: str,
    contact: str,
    now: datetime,
    changes: Mapping[str, Any] | None = None,
    before: Mapping[str, Any] | None = None,
    by: User | None = None,
) -> CorrectionProposal:
    """Keep what somebody says is wrong, and tell the team once it is stored. Changes nothing of the place.

    `changes`: {field of `directory.editable`: proposed value}; `before`: what these fields said to the person.
    Raises ValidationError if there is neither message nor change.
    """
    report = CorrectionProposal(
        place=place,
        message=message.strip(),
        changes=dict(changes or {}),
        before={name: value for name, value in (before or {}).items() if name in (changes or {})},
        contact=contact.strip(),
        by=by,
        created_at=now,
    )
    report.full_clean()
    report.save()
    transaction.on_commit(partial(tasks.announce_error_report.enqueue, report.pk))
    return report


@transaction.atomic
def forget_old_proposals(*, contacts_before: datetime, messages_before: datetime) -> int:
    """Forget contacts left before one day and whole reports made before another; return how many rows changed.

    Safe to run twice.
    """
    deleted, _by_model = CorrectionProposal.objects.filter(created_at__lt=messages_before).delete()
    old = CorrectionProposal.objects.filter(created_at__lt=contacts_before)
    return deleted + old.exclude(contact="").update(contact="")
