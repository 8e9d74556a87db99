"""Reads of outreach: editions of the guide, and how far their campaigns went."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from palier.core.text import fold
from palier.directory.models import Place, VerificationRequestLine
from palier.directory.queries.perimeters import Perimeter, territories_inside
from palier.directory.queries.places import place_detail, places_in_full
from palier.outreach.enums import EditionStatus, Readership
from palier.outreach.guide.content import guide_places
from palier.outreach.guide.entries import place_data, structure_of
from palier.outreach.models import GuideEdition, GuidePrint

_CONTENTS = ("professional_content", "public_content", "map_svg")


class Answer(StrEnum):
    """What a structure did since the campaign began."""

    ANSWERED = "a répondu"
    WAITING = "n’a pas encore répondu"
    NOT_ASKED = "pas encore interrogée"


@dataclass(frozen=True, slots=True)
class Followed:
    """A structure of the campaign, or a place that no structure holds; `by`: how it was asked, « courriel »."""

    name: str
    structure_id: str
    places: int
    verified: int
    answer: Answer
    by: str


def editions_within(perimeter: Perimeter) -> list[GuideEdition]:
    """Return the editions of the territories that are inside the perimeter, latest first, without their contents."""
    rows = list(GuideEdition.objects.defer(*_CONTENTS))
    inside = territories_inside(perimeter, {row.territory for row in rows})
    return [row for row in rows if row.territory in inside]


def frozen_editions() -> QuerySet[GuideEdition]:
    """Every frozen edition, latest first, without their contents."""
    return GuideEdition.objects.filter(status=EditionStatus.FROZEN).defer(*_CONTENTS)


def edition_by_pk(pk: int) -> GuideEdition | None:
    """Return one edition, without its contents."""
    return GuideEdition.objects.defer(*_CONTENTS).filter(pk=pk).first()


def frozen_edition(territory: str, year: int, *, readership: Readership) -> GuideEdition | None:
    """Return a frozen edition that these readers may open, with its content for them only."""
    hidden = "public_content" if readership is Readership.PROFESSIONAL else "professional_content"
    rows = GuideEdition.objects.filter(territory=territory, year=year, status=EditionStatus.FROZEN)
    if readership is Readership.PUBLIC:
        rows = rows.filter(has_public_edition=True)
    return rows.defer(hidden).first()


def previous_edition(edition: GuideEdition) -> GuideEdition | None:
    """Return the frozen edition of the same territory before this one, with its contents."""
    rows = GuideEdition.objects.filter(territory=edition.territory, status=EditionStatus.FROZEN)
    return rows.filter(year__lt=edition.year).order_by("-year").first()


def editions_of(territory: str) -> list[GuideEdition]:
    """Return the frozen editions of a territory, oldest first, without their contents: how the number evolved."""
    return list(frozen_editions().filter(territory=territory).order_by("year"))


def readerships_of(edition: GuideEdition) -> list[Readership]:
    """Return for whom an edition is printed."""
    public = [Readership.PUBLIC] if edition.has_public_edition else []
    return [Readership.PROFESSIONAL, *public]


def steps_of(edition: GuideEdition) -> tuple[int, int]:
    """Return how many steps of the freezing are done, and how many there are: the content, then each PDF."""
    done = edition.prints.count() + (edition.frozen_at is not None)
    return done, 1 + len(readerships_of(edition))


def print_of(edition: GuideEdition, readership: Readership) -> bytes | None:
    """Return the PDF of a frozen edition for its readers; None if it was not made for them."""
    row = GuidePrint.objects.filter(edition=edition, readership=readership).first()
    return None if row is None else bytes(row.pdf)


def answers_of(edition: GuideEdition, *, now: datetime) -> list[Followed]:
    """Return how far the campaign went, structure by structure, those that did not answer first. Two queries.

    A structure answered when each of its places was verified since the campaign began, by the link or on the site.
    """
    on = timezone.localdate(now)
    rows = Place.objects.filter(guide_places(edition.territory, on=on), status="PUBLISHED")
    places = list(
        rows.select_related("operator", "carrier", "owner")
        .defer("description", "internal_notes")
        .order_by("pk")
    )
    asked = _asked(edition, places)
    running = frozenset(pk for place in places for pk in (place.operator_id, place.carrier_id) if pk)
    groups: dict[tuple[str, str], list[Place]] = {}
    for place in places:
        head = structure_of(place, running=running)
        key = (head.name, head.public_id) if head else (place.name, f":{place.pk}")
        groups.setdefault(key, []).append(place)
    followed = [_followed(name, key, held, edition, asked) for (name, key), held in groups.items()]
    order = [Answer.WAITING, Answer.NOT_ASKED, Answer.ANSWERED]
    return sorted(followed, key=lambda row: (order.index(row.answer), fold(row.name)))


def _asked(edition: GuideEdition, places: list[Place]) -> dict[int, str]:
    """Place → how it was asked since the campaign began, or is still being asked."""
    if edition.asked_at is None:
        return {}
    lines = VerificationRequestLine.objects.filter(
        Q(is_open=True) | Q(request__created_at__gte=edition.asked_at),
        place__in=[place.pk for place in places],
    )
    rows = lines.select_related("request").order_by("pk")
    return {line.place_id: str(line.request.get_channel_display()) for line in rows}


def _followed(
    name: str, key: str, places: list[Place], edition: GuideEdition, asked: dict[int, str]
) -> Followed:
    since = timezone.localdate(edition.asked_at) if edition.asked_at else None
    verified = sum(bool(since and p.verified_on and p.verified_on >= since) for p in places)
    hows = {asked[place.pk] for place in places if place.pk in asked}
    unanswered = Answer.WAITING if hows else Answer.NOT_ASKED
    answer = Answer.ANSWERED if verified == len(places) else unanswered
    structure_id = "" if key.startswith(":") else key
    return Followed(name, structure_id, len(places), verified, answer, ", ".join(sorted(hows)))


# --- Sheets and directories -----------------------------------------------------------------------------------


def sheet_of(public_id: str, *, now: datetime) -> dict[str, Any] | None:
    """Return what the sheet of a published place says to everybody; None if it is not shown."""
    on = timezone.localdate(now)
    place = place_detail(public_id, on=on)
    return None if place is None else place_data(place, on=on, levels=Readership.PUBLIC.levels)


def sheets_of(places: QuerySet[Place], *, now: datetime, at_most: int) -> list[dict[str, Any]]:
    """Return what the sheets of these places say to everybody, by name; those that are not shown are left out."""
    on, levels = timezone.localdate(now), Readership.PUBLIC.levels
    rows = places_in_full(Q(pk__in=places.order_by().values("pk")), on=on, levels=levels)
    chosen = rows.order_by("commune__search_text", "search_text", "pk")[:at_most]
    return [place_data(place, on=on, levels=levels) for place in chosen]
