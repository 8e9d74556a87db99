"""Changing a session that exists: its words, its day, its end, its copies."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F

from palier.accounts.models import User
from palier.agenda import preparation
from palier.agenda.actions.seats import bring_forward, offer_free_seats
from palier.agenda.actions.sessions import LISTS, check_session, create_session
from palier.agenda.actions.telling import REMIND_BEFORE, tell_registered
from palier.agenda.enums import CallBackReason, CreditRole, SessionStatus
from palier.agenda.models import (
    EventFormat,
    RelatedSession,
    SeriesException,
    Session,
    SessionCredit,
    SessionDocument,
    SessionPartner,
)
from palier.core.text import fold
from palier.territory.queries import time_zone_of

# What « modifier » changes; the day and the place are changed by `move_session`, which tells those who registered.
EDITABLE = (
    "title",
    "theme",
    "hook_theme",
    "description",
    "level",
    "school_level",
    "purposes",
    "minimum_age",
    "brings_own_device",
    "is_open_door",
    "is_open_to_all",
    "price_text",
    "registration_mode",
    "capacity_preferred",
    "capacity_max",
    "answer_hours",
)
WHERE = ("place", "commune", "address", "room", "online_url")
COPIED = (*EDITABLE, "is_staff_only", "commune", "address", "room", "online_url")
TOO_FEW_SEATS = "Des places sont déjà prises ou réservées : le nombre de places ne peut pas descendre autant."
ALIVE = (SessionStatus.DRAFT, SessionStatus.PROPOSED, SessionStatus.PUBLISHED)


class SessionChangedMeanwhile(Exception):
    """Somebody else changed the session since it was shown: look at it again before changing it."""


class SessionOver(Exception):
    """What is asked makes no sense by now: the session is cancelled, refused, not yet online, or has taken place."""


@transaction.atomic
def edit_session(*, session: Session, values: Mapping[str, Any], now: datetime, revision: int) -> Session:
    """Change the words, rules and seats of a session; an occurrence of a series is then kept apart from the others.

    `values`: fields of EDITABLE and lists of rows. `revision`: the one that was shown. When the session grows, the
    waiting list is offered the seats. Returns the session as it now is. Raises ValidationError,
    SessionChangedMeanwhile and SessionOver.
    """
    edited = _alive(session)
    before = edited.capacity_max
    own = {name: value for name, value in values.items() if name in EDITABLE}
    for name, value in own.items():
        setattr(edited, name, value)
    check_session(edited)
    apart = {"edited_apart": True} if edited.series_day is not None else {}
    _change(edited, revision=revision, now=now, **own, **apart)
    for name in LISTS:
        if name in values:
            getattr(edited, name).set(values[name])
    grew = before is not None and (edited.capacity_max is None or edited.capacity_max > before)
    if grew:
        offer_free_seats(session_id=edited.pk, now=now)
    return Session.objects.get(pk=edited.pk)


@transaction.atomic
def move_session(
    *,
    session: Session,
    starts_at: datetime,
    ends_at: datetime,
    where: Mapping[str, Any],
    now: datetime,
    revision: int,
) -> Session:
    """Change the day, the hours or the place of a session, and tell everyone who registered.

    `where`: fields of WHERE. The clock becomes that of the new place. Moving it where it is changes nothing and tells
    nobody. Returns the session as it now is. Raises ValidationError, SessionChangedMeanwhile, and SessionOver for one
    that is cancelled, or has taken place.
    """
    moved = _alive(session)
    wanted = {"starts_at": starts_at, "ends_at": ends_at} | {k: v for k, v in where.items() if k in WHERE}
    if wanted.get("place") is not None:
        wanted["commune"] = wanted["place"].commune
    if all(getattr(moved, name) == value for name, value in wanted.items()):
        return moved
    if moved.status == SessionStatus.PUBLISHED and moved.ends_at <= now:
        raise SessionOver
    was_at = moved.starts_at
    for name, value in wanted.items():
        setattr(moved, name, value)
    if moved.commune is not None:
        wanted["time_zone"] = moved.time_zone = time_zone_of(moved.commune).key
    check_session(moved)
    apart = {"edited_apart": True} if moved.series_day is not None else {}
    _change(moved, revision=revision, now=now, **wanted, **apart)
    moved = Session.objects.get(pk=moved.pk)
    bring_forward(session=moved, now=now)
    if moved.starts_at > now + REMIND_BEFORE:  # a reminder sent was of another day
        moved.registrations.update(reminded_at=None)
    preparation.session_changed(moved, now)
    if moved.status == SessionStatus.PUBLISHED:
        tell_registered(session=moved, reason=CallBackReason.MOVED, now=now, was_at=was_at)
    return moved


@transaction.atomic
def cancel_session(*, session: Session, reason: str, now: datetime) -> Session:
    """Cancel a published session and tell everyone who registered; it stays on the pages, said as cancelled.

    Raises SessionOver if it is not online or has taken place, ValidationError without a reason.
    """
    if not reason.strip():
        raise ValidationError({"reason": "Dites pourquoi : les personnes inscrites le liront."})
    published = Session.objects.filter(pk=session.pk, status=SessionStatus.PUBLISHED, ends_at__gt=now)
    cancelled = published.update(
        status=SessionStatus.CANCELLED,
        cancelled_at=now,
        cancelled_reason=reason.strip(),
        revision=F("revision") + 1,
        updated_at=now,
    )
    if not cancelled:
        raise SessionOver
    session = Session.objects.get(pk=session.pk)
    preparation.session_changed(session, now)
    tell_registered(session=session, reason=CallBackReason.CANCELLED, now=now)
    return session


@transaction.atomic
def drop_draft(*, session: Session, now: datetime) -> None:
    """Take away a draft that nobody saw; its series does not make it again. Raises SessionOver if it went online."""
    draft = Session.objects.filter(pk=session.pk, status__in=(SessionStatus.DRAFT, SessionStatus.REFUSED))
    found = draft.first()
    if found is None or found.registrations.exists():
        raise SessionOver
    found.status = SessionStatus.REFUSED  # so that what was reserved for it is freed
    found.save(update_fields=["status"])
    preparation.session_changed(found, now)
    if found.series is not None and found.series_day is not None:
        SeriesException.objects.get_or_create(series=found.series, on=found.series_day)
    found.delete()


@transaction.atomic
def duplicate_session(
    *,
    session: Session,
    starts_at: datetime,
    ends_at: datetime,
    by: User | None,
    now: datetime,
    values: Mapping[str, Any] | None = None,
    format: EventFormat | None = None,
) -> Session:
    """Make a draft of another day from a session: its words, lists, documents, partners and who gives it.

    `values` change what is copied. Participants who were credited gave their agreement for one session: they are not
    copied. Raises ValidationError.
    """
    copied = {name: getattr(session, name) for name in COPIED}
    copied |= {name: list(getattr(session, name).all()) for name in LISTS}
    copy = create_session(
        format=format or session.format,
        organiser=session.organiser,
        place=session.place,
        starts_at=starts_at,
        ends_at=ends_at,
        values=copied | dict(values or {}),
        by=by,
        now=now,
    )
    _copy_around(session, copy)
    return copy


@transaction.atomic
def derive_session(
    *,
    session: Session,
    format: EventFormat,
    speaker: SessionCredit,
    starts_at: datetime,
    ends_at: datetime,
    values: Mapping[str, Any],
    by: User | None,
    now: datetime,
) -> Session:
    """Make the draft of a talk or a debate from a café: a theme, a first outside speaker, its own number of seats.

    `values`: `theme` is required, `title`, `capacity_max` and others may be given. `speaker`: unsaved, with a name.
    Both sessions point to each other. Raises ValidationError.
    """
    if not str(values.get("theme", "")).strip():
        raise ValidationError({"theme": "Dites le thème : c’est lui qu’on annonce."})
    where = {name: getattr(session, name) for name in ("commune", "address", "room", "online_url")}
    topics = {"topics": list(session.topics.all())}
    derived = create_session(
        format=format,
        organiser=session.organiser,
        place=session.place,
        starts_at=starts_at,
        ends_at=ends_at,
        values=where | topics | dict(values),
        by=by,
        now=now,
    )
    speaker.session, speaker.role = derived, CreditRole.SPEAKER
    speaker.clean_fields()
    speaker.save()
    RelatedSession.objects.create(session=session, other=derived)
    RelatedSession.objects.create(session=derived, other=session)
    return derived


def _copy_around(session: Session, copy: Session) -> None:
    """Copy documents, partners and colleagues: nobody of the public, whose agreement was for one session."""
    SessionDocument.objects.bulk_create(
        SessionDocument(session=copy, kind=d.kind, title=d.title, reference=d.reference, url=d.url)
        for d in session.documents.all()
    )
    SessionPartner.objects.bulk_create(
        SessionPartner(session=copy, structure_id=p.structure_id, role=p.role) for p in session.partners.all()
    )
    colleagues = session.credits.filter(is_participant=False).exclude(role=CreditRole.EXPERT_USER)
    SessionCredit.objects.bulk_create(
        SessionCredit(
            session=copy,
            role=c.role,
            user_id=c.user_id,
            name=c.name,
            structure_id=c.structure_id,
            is_public=c.is_public,
        )
        for c in colleagues
    )


def _alive(session: Session) -> Session:
    found = Session.objects.select_related("format", "place__commune__departement", "commune__departement")
    alive = found.filter(pk=session.pk, status__in=ALIVE).first()
    if alive is None:
        raise SessionOver
    return alive


def _change(session: Session, *, revision: int, now: datetime, **values: Any) -> None:
    """Write the columns of a session if nobody changed it meanwhile: seats are counted by others, and left alone."""
    words = fold(f"{session.title} {session.theme} {session.hook_theme}")
    shown = Session.objects.filter(pk=session.pk, revision=revision)
    try:
        with transaction.atomic():
            changed = shown.update(**values, search_text=words, revision=F("revision") + 1, updated_at=now)
    except IntegrityError:
        raise ValidationError({"capacity_max": TOO_FEW_SEATS}) from None
    if not changed:
        raise SessionChangedMeanwhile
