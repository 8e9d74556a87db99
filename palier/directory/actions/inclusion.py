"""Structures that ask to appear: asked, completed, accepted, refused, sent back. One answer wins."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from palier.accounts.models import User
from palier.directory import mails
from palier.directory.actions.editing import (
    Author,
    add_edited_service,
    create_edited_place,
    create_edited_structure,
)
from palier.directory.enums import ChangeVia, ContactKind, InclusionStatus, PlaceStatus, ServiceStatus
from palier.directory.hours import parse_french_hours
from palier.directory.models import ContactChannel, InclusionRequest, Need, Structure

# What somebody may write in a request, and complete later.
ASKED = (
    "name",
    "commune",
    "address",
    "contact_kind",
    "contact_value",
    "service_text",
    "need",
    "hours_text",
    "is_volunteer_run",
    "is_only_public_service",
    "sender_name",
    "sender_contact",
)
WITHOUT_ADDRESS = "L’adresse exacte n’est pas encore connue : appelez avant de venir."
FORGOTTEN = "(effacé)"


class InclusionMovedOn(Exception):
    """Somebody has answered already, or the request is not at this step."""


class ReasonMissing(Exception):
    """A refusal, or a request sent back, says why."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a coordinator makes of a request.

    `structure`: one that exists; None with `creates_structure` makes one of the same name; else the place has none.
    `hours_text` is French, read when it is written; what is not understood is shown as it is.
    """

    name: str
    address: str
    hours_text: str
    service_name: str
    need: Need
    structure: Structure | None = None
    creates_structure: bool = False


@transaction.atomic
def ask_inclusion(*, values: Mapping[str, Any], now: datetime) -> InclusionRequest:
    """Put a request in the queue of the coordination. Raises ValidationError({field: [sentences]})."""
    request = InclusionRequest(created_at=now)
    _write(request, values)
    return request


@transaction.atomic
def complete_inclusion(
    *, request: InclusionRequest, values: Mapping[str, Any], now: datetime
) -> InclusionRequest:
    """Put a request that was sent back in the queue again, completed; the reason stays, to see what was asked.

    Raises InclusionMovedOn, ValidationError.
    """
    _claim(request, {InclusionStatus.SENT_BACK}, status=InclusionStatus.NEW)
    _write(request, values)
    return request


@transaction.atomic
def accept_inclusion(
    *, request: InclusionRequest, accepted: Accepted, by: User, now: datetime
) -> InclusionRequest:
    """Publish the place and its service, with the structure if wanted, and tell the sender.

    Without an address the place is shown at the centre of its commune, and says so. Of two coordinators at once,
    one is told that it came late, and nothing is created twice. Raises InclusionMovedOn, ValidationError.
    """
    _claim(
        request,
        {InclusionStatus.NEW, InclusionStatus.SENT_BACK},
        status=InclusionStatus.ACCEPTED,
        decided_by=by,
        decided_at=now,
    )
    how: dict[str, Any] = {"author": Author.of(by), "via": ChangeVia.INCLUSION, "now": now}
    structure = accepted.structure
    if accepted.creates_structure and structure is None:
        said = {"name": accepted.name, "commune": request.commune.insee_code}
        structure = create_edited_structure(values=said, **how)
    place = create_edited_place(values=_place_values(request, accepted, structure), **how)
    service = {
        "name": accepted.service_name,
        "description": request.service_text,
        "needs": [f"{accepted.need.framework.code}/{accepted.need.code}"],
        "modalities": ["ON_SITE"],
        "provider": structure.public_id if structure else None,
        "status": ServiceStatus.PUBLISHED.value,
    }
    add_edited_service(place=place, values=service, **how)
    InclusionRequest.objects.filter(pk=request.pk).update(place=place)
    request.refresh_from_db()
    mails.send_inclusion_answer(request=request)
    return request


@transaction.atomic
def refuse_inclusion(*, request: InclusionRequest, reason: str, by: User, now: datetime) -> InclusionRequest:
    """Answer no, with a reason that the sender reads. Raises InclusionMovedOn, ReasonMissing."""
    steps = {InclusionStatus.NEW, InclusionStatus.SENT_BACK}
    return _answer(request, steps, status=InclusionStatus.REFUSED, reason=reason, by=by, now=now)


@transaction.atomic
def send_inclusion_back(
    *, request: InclusionRequest, reason: str, by: User, now: datetime
) -> InclusionRequest:
    """Ask the sender to complete the request, with a reason. Raises InclusionMovedOn, ReasonMissing."""
    return _answer(
        request, {InclusionStatus.NEW}, status=InclusionStatus.SENT_BACK, reason=reason, by=by, now=now
    )


@transaction.atomic
def forget_old_inclusions(*, contacts_before: datetime, messages_before: datetime) -> int:
    """Forget who sent requests answered before one day, and the words of those refused before another.

    The requests stay, to be counted. Returns how many rows changed; safe to run twice.
    """
    answered = InclusionRequest.objects.filter(status__in=["ACCEPTED", "REFUSED"])
    senders = answered.filter(decided_at__lt=contacts_before).exclude(sender_name="", sender_contact="")
    refused = answered.filter(status="REFUSED", decided_at__lt=messages_before)
    words = refused.exclude(contact_value=FORGOTTEN)
    return senders.update(sender_name="", sender_contact="") + words.update(
        contact_value=FORGOTTEN, service_text=FORGOTTEN, hours_text="", address=""
    )


def reply_address(request: InclusionRequest) -> str:
    """Return the mail address where the sender may be answered, "" if none was left."""
    return mails.inclusion_reply_address(request)


def _answer(
    request: InclusionRequest,
    steps: set[InclusionStatus],
    *,
    status: InclusionStatus,
    reason: str,
    by: User,
    now: datetime,
) -> InclusionRequest:
    if not reason.strip():
        raise ReasonMissing
    _claim(request, steps, status=status, reason=reason.strip()[:2000], decided_by=by, decided_at=now)
    mails.send_inclusion_answer(request=request)
    return request


def _claim(request: InclusionRequest, steps: set[InclusionStatus], **fields: object) -> None:
    """Move by a conditional UPDATE: of two answers at once, one is told that it came late."""
    if not InclusionRequest.objects.filter(pk=request.pk, status__in=steps).update(**fields):
        raise InclusionMovedOn
    request.refresh_from_db()


def _write(request: InclusionRequest, values: Mapping[str, Any]) -> None:
    for name in ASKED:
        if name in values:
            value = values[name]
            setattr(request, name, value.strip() if isinstance(value, str) else value)
    if not request.service_text and request.need is not None:
        request.service_text = request.need.label
    contact = ContactChannel(kind=request.contact_kind, value=request.contact_value)
    try:
        contact.clean()
    except ValidationError as error:
        raise ValidationError({"contact_value": error.messages}) from error
    request.contact_value = contact.value
    request.full_clean()
    request.save()


def _place_values(
    request: InclusionRequest, accepted: Accepted, structure: Structure | None
) -> dict[str, Any]:
    commune = request.commune
    read = parse_french_hours(accepted.hours_text)
    owner = structure.public_id if structure else None
    contact = {
        "kind": request.contact_kind,
        "value": request.contact_value,
        "is_preferred": request.contact_kind == ContactKind.PHONE,
    }
    values: dict[str, Any] = {
        "name": accepted.name,
        "commune": commune.insee_code,
        "address": accepted.address,
        "opening_hours": read.osm,
        "hours_note": "" if read.is_whole else accepted.hours_text,
        "contacts": [contact],
        "owner": owner,
        "operator": owner,
        "is_volunteer_run": request.is_volunteer_run,
        "is_only_public_service": request.is_only_public_service,
        "status": PlaceStatus.PUBLISHED.value,
    }
    if not accepted.address:
        values |= {"point": [commune.lat, commune.lon], "access_notes": WITHOUT_ADDRESS}
    return values
