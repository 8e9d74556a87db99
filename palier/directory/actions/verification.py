"""Having records verified by those who own them: asking by mail or letter, answers by link, letters posted."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from palier.core.mails.masks import mask_address
from palier.directory import mails
from palier.directory.actions.editing import Author, EditConflict, edit_place, edit_service
from palier.directory.actions.places import verify_place
from palier.directory.actions.proposals import values_today
from palier.directory.editable import read_place
from palier.directory.enums import (
    ChangeVia,
    PlaceStatus,
    VerificationChannel,
    VerificationOutcome,
    Visibility,
)
from palier.directory.models import Place, Service, VerificationRequest, VerificationRequestLine
from palier.directory.queries import verification as queries
from palier.directory.queries.proposals import contacts_gone

BATCH = 200


class AlreadyAnswered(Exception):
    """The link has been used for this place, or has expired, or the place is no longer shown."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What one run did: mails and letters prepared, places they are about, old requests given up."""

    mails: int = 0
    letters: int = 0
    places: int = 0
    expired: int = 0


def ask_for_verification(*, now: datetime, at_most: int = BATCH) -> Asked:
    """Ask the owners of records that nobody verified for long; at most `at_most` mails and letters.

    One mail or letter per recipient, whatever the number of places; each in a transaction of its own, so that a
    run may be stopped anywhere and another may run beside it: the database keeps one open request per place.
    VERIFY_REMIND_AFTER_MONTHS = 0 asks nobody.
    """
    expired = expire_requests(now=now)
    months = settings.VERIFY_REMIND_AFTER_MONTHS
    if not months:
        return Asked(expired=expired)
    lately = now - timedelta(weeks=settings.VERIFY_REMIND_EVERY_WEEKS)
    due = queries.recipients_due(now=now, months=months, not_asked_since=lately)
    return replace(_ask_each(due[:at_most], now=now), expired=expired)


def ask_owners(*, among: Q, now: datetime, at_most: int = BATCH) -> Asked:
    """Ask the owners of these places, verified lately or not; at most `at_most` mails and letters.

    For somebody who decides to ask a whole territory. Places that already wait for an answer are left alone, so that
    running twice asks nobody twice: a run that asks about no place says that everybody was asked.
    """
    expired = expire_requests(now=now)
    return replace(_ask_each(queries.recipients_among(among)[:at_most], now=now), expired=expired)


def _ask_each(recipients: Collection[queries.Due], *, now: datetime) -> Asked:
    sent = letters = places = 0
    for due in recipients:
        asked = _ask(due, now=now)
        sent += bool(asked and due.email)
        letters += bool(asked and not due.email)
        places += asked
    return Asked(sent, letters, places)


@transaction.atomic
def _ask(due: queries.Due, *, now: datetime) -> int:
    """Ask about the places that no other request holds; return how many."""
    request = VerificationRequest.objects.create(
        structure_id=due.structure_id,
        channel=VerificationChannel.EMAIL if due.email else VerificationChannel.LETTER,
        sent_to=due.email,
        sent_at=now if due.email else None,
        created_at=now,
        expires_at=now + timedelta(days=settings.VERIFY_LINK_DAYS),
    )
    lines = [VerificationRequestLine(request=request, place_id=pk) for pk in due.place_ids]
    # A place that another run has just asked about is refused by the constraint, and left out.
    VerificationRequestLine.objects.bulk_create(lines, ignore_conflicts=True)
    held = queries.lines_of(request)
    if not held:
        request.delete()
        return 0
    if due.email:
        mails.send_verification_request(request=request, places=[line.place for line in held])
    else:
        to = next((line.place for line in held if line.place.address), held[0].place)
        name = request.structure.name if request.structure else ""
        request.sent_to = "\n".join(queries.address_lines(to, name))[:300]
        request.save(update_fields=["sent_to"])
    return len(held)


def expire_requests(*, now: datetime) -> int:
    """Give up waiting for answers whose link has expired: these places may be asked about again. Safe to run twice."""
    over = VerificationRequestLine.objects.filter(is_open=True, request__expires_at__lte=now)
    return over.update(is_open=False, outcome=VerificationOutcome.EXPIRED, answered_at=now)


# --- Answers by link --------------------------------------------------------------------------------------


def answering(line: VerificationRequestLine) -> str:
    """Return who answers by a link: the structure asked, else the owner of the place, else the place itself."""
    structure = line.request.structure or line.place.owner
    return structure.name if structure else "le lieu lui-même"


def author_of_link(line: VerificationRequestLine) -> Author:
    """Return how history names who answers by a link: the address stays masked."""
    request = line.request
    is_mail = request.channel == VerificationChannel.EMAIL
    how = f"courriel envoyé à {mask_address(request.sent_to)}" if is_mail else "lettre"
    return Author(label=f"{answering(line)[:100]}, par lien de vérification ({how})")


@transaction.atomic
def confirm_by_link(*, line: VerificationRequestLine, now: datetime) -> None:
    """Take « tout est juste » for one place. Raises AlreadyAnswered."""
    _claim(line, VerificationOutcome.CONFIRMED, now=now)
    _verify(line, now=now)


@transaction.atomic
def correct_by_link(
    *,
    line: VerificationRequestLine,
    values: Mapping[str, Any],
    services: Mapping[Service, Mapping[str, Any]],
    expected: Mapping[str, Any],
    now: datetime,
) -> None:
    """Write what the owner of a place corrects, at once, and count it as a verification.

    `values` and `expected` (what they saw) are those of `edit_place`; the status CLOSED says that the place is no more.
    Without any difference it is a confirmation. Raises AlreadyAnswered, and what `edit_place` and `edit_service` raise.
    """
    _claim(line, VerificationOutcome.CONFIRMED, now=now)
    how: dict[str, Any] = {"author": author_of_link(line), "via": ChangeVia.LINK, "now": now}
    place = Place.objects.select_for_update().get(pk=line.place_id)
    unseen = {name: value for name, value in expected.items() if name != "contacts"}
    wanted = _with_contacts_of_today(place, values, expected)
    changes = [edit_place(place=line.place, values=wanted, expected=unseen, **how)]
    changes += [edit_service(service=service, values=said, **how) for service, said in services.items()]
    if any(changes):
        is_over = values.get("status") == PlaceStatus.CLOSED
        line.outcome = VerificationOutcome.CLOSED if is_over else VerificationOutcome.CORRECTED
        line.save(update_fields=["outcome"])
    _verify(line, now=now)


def _with_contacts_of_today(
    place: Place, values: Mapping[str, Any], expected: Mapping[str, Any]
) -> dict[str, Any]:
    """Raises EditConflict if a contact that the owner replaces is no longer there."""
    if "contacts" in values:
        current = read_place(place)["contacts"]
        there = {(contact["kind"], contact["value"]) for contact in current}
        if contacts_gone(expected.get("contacts", []), values["contacts"]) - there:
            raise EditConflict({"contacts": [c for c in current if c["visibility"] == Visibility.PUBLIC]})
    return values_today(place, before=expected, changes=values)


def _claim(line: VerificationRequestLine, outcome: VerificationOutcome, *, now: datetime) -> None:
    """Answer for one place once, whoever else has the link. Raises AlreadyAnswered."""
    waiting = VerificationRequestLine.objects.filter(pk=line.pk, is_open=True)
    still = Place.objects.filter(status=PlaceStatus.PUBLISHED).values("pk")
    claimed = waiting.filter(place__in=still, request__in=_valid(now))
    if not claimed.update(is_open=False, outcome=outcome, answered_at=now):
        raise AlreadyAnswered
    line.refresh_from_db(fields=["is_open", "outcome", "answered_at"])


def _valid(now: datetime) -> Any:
    return VerificationRequest.objects.filter(expires_at__gt=now).values("pk")


def _verify(line: VerificationRequestLine, *, now: datetime) -> None:
    by_label = f"{answering(line)[:150]}, par lien de vérification"
    verify_place(place=line.place, by_label=by_label, now=now)


# --- Letters ----------------------------------------------------------------------------------------------


def note_letters_posted(*, requests: Collection[VerificationRequest], now: datetime) -> int:
    """Write that these letters were posted; those already noted keep their date. Returns how many are noted now."""
    rows = VerificationRequest.objects.filter(
        pk__in=[request.pk for request in requests], channel=VerificationChannel.LETTER, sent_at=None
    )
    return rows.update(sent_at=now)
