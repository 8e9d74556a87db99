"""Formats and sessions that go through the actions, with the rules of the formats shipped with the product."""

from datetime import datetime, timedelta
from typing import Any

from palier.agenda import actions
from palier.agenda.actions.formats import load_formats
from palier.agenda.enums import FormatKind, RegistrationMode, ThemeRule
from palier.agenda.models import EventFormat, Session
from palier.directory.models import Place, Structure
from tests.factories.directory import NOW, StructureFactory, a_place

_RULES: dict[FormatKind, dict[str, Any]] = {
    FormatKind.DIGITAL_CAFE: {
        "theme_rule": ThemeRule.HOOK,
        "registration_mode": RegistrationMode.ADVISED,
        "is_open_door": True,
        "brings_own_device": True,
        "minimum_age": 10,
        "capacity_max": 10,
        "purposes": ["INCLUSION", "SHARING", "SOCIAL_LINK"],
    },
    FormatKind.STAFF_CAFE: {
        "theme_rule": ThemeRule.HOOK,
        "registration_mode": RegistrationMode.FREE,
        "is_open_door": True,
        "is_staff_only": True,
    },
    FormatKind.DISCOVERY: {
        "registration_mode": RegistrationMode.REQUIRED,
        "level": "FIRST_CONTACT",
        "capacity_max": 8,
    },
}


def a_format(kind: FormatKind = FormatKind.DIGITAL_CAFE, **fields: Any) -> EventFormat:
    """Return the format of this kind, made at the first call; `fields` change it."""
    defaults = {"registration_mode": RegistrationMode.REQUIRED, **_RULES.get(kind, {})}
    code = kind.value.lower().replace("_", "-")
    made, _ = EventFormat.objects.update_or_create(
        code=code, defaults={"kind": kind, "label": kind.label, **defaults, **fields}
    )
    return made


def a_shipped_format(kind: FormatKind = FormatKind.DIGITAL_CAFE) -> EventFormat:
    """Return the format of this kind as the product ships it, with its words and its preparation list."""
    load_formats()
    return EventFormat.objects.get(kind=kind)


def a_session(
    kind: FormatKind = FormatKind.DIGITAL_CAFE,
    *,
    format: EventFormat | None = None,
    place: Place | None = None,
    organiser: Structure | None = None,
    starts_at: datetime = NOW + timedelta(days=7),
    hours: float = 2,
    published: bool = True,
    **values: Any,
) -> Session:
    """Return a session at a place of its own in Craon unless told otherwise, published unless told otherwise."""
    if place is None:
        organiser = organiser or StructureFactory(name="Médiathèque de Craon")
        place = a_place("Médiathèque de Craon", insee_code="53084", owner=organiser)
    session = actions.create_session(
        format=format or a_format(kind),
        organiser=organiser or place.owner or StructureFactory(),
        place=place,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=hours),
        values=values,
        by=None,
        now=NOW,
    )
    if published:
        actions.publish_session(session=session, now=NOW)
    return session
