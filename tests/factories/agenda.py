"""Formats and sessions that go through the actions, with the rules of the formats shipped with the product."""

import tomllib
from datetime import datetime, timedelta
from typing import Any

from palier.agenda import actions
from palier.agenda.actions.formats import FORMATS_FILE, load_formats
from palier.agenda.enums import CreditRole, FormatKind, ThemeRule
from palier.agenda.models import EventFormat, Session, SessionCredit
from palier.directory.models import Place, Structure
from tests.factories.directory import NOW, StructureFactory, a_place

_APART = ("sheet", "checklist", "derived_from", "kind", "code")
_SHIPPED = {FormatKind(one["kind"]): one for one in tomllib.loads(FORMATS_FILE.read_text())["format"]}


def a_format(kind: FormatKind = FormatKind.DIGITAL_CAFE, **fields: Any) -> EventFormat:
    """Return the format of this kind with the rules that the product ships, without its texts; `fields` change it."""
    shipped = _SHIPPED[kind]
    rules = {name: value for name, value in shipped.items() if name not in _APART}
    made, _ = EventFormat.objects.update_or_create(
        code=shipped["code"], defaults={"kind": kind, **rules, **fields}
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
    """Return a session at a place of its own in Craon unless told otherwise, published unless told otherwise.

    A format that needs a theme or a speaker gets one.
    """
    if place is None:
        organiser = organiser or StructureFactory(name="Médiathèque de Craon")
        place = a_place("Médiathèque de Craon", insee_code="53084", owner=organiser)
    format = format or a_format(kind)
    if published and format.theme_rule == ThemeRule.REQUIRED:
        values = {"theme": "Un thème", **values}
    session = actions.create_session(
        format=format,
        organiser=organiser or place.owner or StructureFactory(),
        place=place,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=hours),
        values=values,
        by=None,
        now=NOW,
    )
    if published and format.needs_speaker:
        SessionCredit.objects.create(
            session=session, role=CreditRole.SPEAKER, name="Une invitée", is_public=False
        )
    if published:
        actions.publish_session(session=session, now=NOW)
    return session
