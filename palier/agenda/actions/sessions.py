"""Making a session and putting it online."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from palier.accounts.models import User
from palier.agenda.actions.checklists import prepare_checklist
from palier.agenda.enums import FormatKind, SessionStatus, ThemeRule
from palier.agenda.models import EventFormat, Session
from palier.directory.models import Place, Structure
from palier.territory.queries import time_zone_of

# What a session takes from its format unless told otherwise.
FROM_FORMAT = (
    "level",
    "minimum_age",
    "capacity_preferred",
    "capacity_max",
    "registration_mode",
    "is_open_door",
    "brings_own_device",
    "purposes",
)
LISTS = ("topics", "needs", "audiences", "languages")
CAFES = (FormatKind.DIGITAL_CAFE, FormatKind.STAFF_CAFE)


class SessionNotReady(Exception):
    """Something is missing to put the session online; the message says what, in French."""


@transaction.atomic
def create_session(
    *,
    format: EventFormat,
    organiser: Structure,
    place: Place | None,
    starts_at: datetime,
    ends_at: datetime,
    values: Mapping[str, Any],
    by: User | None,
    now: datetime,
) -> Session:
    """Write a draft with the defaults of its format, and its preparation list.

    `values`: fields of Session by name, and lists (`topics`, `needs`, `audiences`, `languages`) of rows. The clock of a
    session is that of its place, else of its commune. With fewer seats than the format prefers, all are preferred.
    Raises ValidationError({field: [sentences]}).
    """
    own = {name: value for name, value in values.items() if name not in LISTS}
    session = Session(
        format=format,
        organiser=organiser,
        place=place,
        starts_at=starts_at,
        ends_at=ends_at,
        created_by=by,
        created_at=now,
        updated_at=now,
        **{**_defaults(format, seats=own.get("capacity_max")), **own},
    )
    if place is not None:
        session.commune = place.commune
    if session.commune is not None:
        session.time_zone = time_zone_of(session.commune).key
    check_session(session)
    session.save()
    for name in LISTS:
        if name in values:
            getattr(session, name).set(values[name])
    prepare_checklist(session=session)
    return session


def _defaults(format: EventFormat, *, seats: int | None) -> dict[str, Any]:
    """What a session takes from its format; no more seats are preferred than the `seats` that somebody chose."""
    taken = {name: getattr(format, name) for name in FROM_FORMAT}
    if seats and format.capacity_preferred:
        taken["capacity_preferred"] = min(format.capacity_preferred, seats)
    return taken | {"title": format.label, "is_staff_only": format.is_staff_only}


def check_session(session: Session) -> None:
    """Refuse what the rules of its format refuse. Raises ValidationError({field: [sentences]})."""
    errors: dict[str, str] = {}
    if session.format.kind in CAFES and session.theme:
        errors["theme"] = (
            "Un café numérique reste ouvert à toutes les questions : proposez un thème d’accroche."
        )
    if session.format.kind in CAFES and session.level:
        errors["level"] = "Un café numérique accepte tous les niveaux."
    if session.ends_at <= session.starts_at:
        errors["ends_at"] = "La fin doit venir après le début."
    if session.capacity_max is not None and (session.capacity_preferred or 0) > session.capacity_max:
        errors["capacity_preferred"] = "Il y a plus de places souhaitées que de places au plus."
    if session.commune is None and not session.online_url:
        errors["place"] = (
            "Dites où : un lieu, une commune et une adresse, ou l’adresse d’une visioconférence."
        )
    if session.format.is_staff_only and not session.is_staff_only:
        errors["is_staff_only"] = "Ce format est réservé à l’équipe."
    if errors:
        raise ValidationError(errors)
    session.clean_fields(exclude=["search_text"])


@transaction.atomic
def publish_session(*, session: Session, now: datetime) -> None:
    """Put a draft online; a published session stays as it is. Raises SessionNotReady."""
    if session.format.theme_rule == ThemeRule.REQUIRED and not session.theme:
        raise SessionNotReady("Ce format annonce un thème : écrivez-le avant de publier.")
    if session.format.needs_school_level and not session.school_level:
        raise SessionNotReady("Choisissez le niveau de la classe avant de publier.")
    if session.format.needs_speaker and not session.credits.filter(role="SPEAKER").exists():
        raise SessionNotReady("Ajoutez au moins un intervenant extérieur avant de publier.")
    draft = Session.objects.filter(pk=session.pk, status=SessionStatus.DRAFT)
    draft.update(status=SessionStatus.PUBLISHED, published_at=now, updated_at=now)
    session.refresh_from_db()
