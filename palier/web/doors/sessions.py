"""Coming sessions as a door shows them: when, how far the preparation is, how many questions wait."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from palier.agenda import wording
from palier.agenda.models import Session
from palier.agenda.queries.programme import NextSession
from palier.directory.models import Place
from palier.web.programme.networks import month_name
from palier.web.programme.present import Badge, badges_of, preparation_line


@dataclass(frozen=True, slots=True)
class DoorSession:
    """One coming session: its words, and where its page, its preparation and its questions are."""

    title: str
    when: str
    place: str
    badges: list[Badge]
    preparation: str
    questions: int
    url: str
    preparation_url: str
    board_url: str


@dataclass(frozen=True, slots=True)
class MissingMonth:
    """A month in which a place has nothing published, and where to make its session."""

    place: str
    month: str
    value: str
    url: str


def session_lines(coming: Iterable[NextSession]) -> list[DoorSession]:
    """Return what a door says of coming sessions."""
    return [_line(found) for found in coming]


def missing_lines(places: Iterable[Place], months: Mapping[int, list[date]]) -> list[MissingMonth]:
    """Return the months that places miss, place by place."""
    return [
        MissingMonth(place.name, month_name(month), month.isoformat(), _url("programme:missing", place))
        for place in places
        for month in months.get(place.pk, [])
    ]


def _line(found: NextSession) -> DoorSession:
    session = found.session
    return DoorSession(
        title=session.title,
        when=wording.when_line(session),
        place=wording.place_line(session),
        badges=[badge for badge in badges_of(session) if badge.tone != "present"],
        preparation=preparation_line(items=found.items, ready=found.ready),
        questions=found.open_questions,
        url=_url("programme:session", session),
        preparation_url=_url("preparation:page", session),
        board_url=_url("desk:board", session),
    )


def _url(name: str, of: Place | Session) -> str:
    return reverse(name, args=[of.public_id])
