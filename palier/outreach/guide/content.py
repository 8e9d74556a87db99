"""The content of an edition, read from live records: what is frozen, and what a proof shows before."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from palier.directory.documents import published_services
from palier.directory.queries.places import places_in_full
from palier.outreach.enums import Readership
from palier.outreach.guide.comparing import differences
from palier.outreach.guide.entries import Entry, entries_of
from palier.outreach.models import GuideEdition
from palier.printing import Dot, Label, Outlines, map_svg
from palier.territory.models import Commune
from palier.territory.territories import condition_within


def guide_places(territory: str, *, on: date) -> Q:
    """Return the condition on places that belong in a guide: there, and with a service or held by a structure.

    A town hall of which nothing is known but the counter is left out.
    """
    served = Exists(published_services(on=on).filter(place=OuterRef("pk")))
    return condition_within(territory, commune="commune") & (Q(served) | Q(owner__isnull=False))


def live_entries(territory: str, *, on: date, readership: Readership) -> list[Entry]:
    """Return the entries of a guide made today. Constant number of queries."""
    levels = readership.levels
    places = places_in_full(guide_places(territory, on=on), on=on, levels=levels)
    return entries_of(places, on=on, levels=levels)


def live_content(
    edition: GuideEdition, previous: GuideEdition | None, *, on: date, readership: Readership
) -> dict[str, Any]:
    """Return {"made_on", "entries", "since"}; `since` compares with `previous`, and is None for a first edition."""
    entries = live_entries(edition.territory, on=on, readership=readership)
    since = None
    if previous is not None:
        before = content_for(previous, readership)["entries"]
        since = {"year": previous.year, "count": len(before), **differences(before, entries)}
    return {"made_on": on.isoformat(), "entries": entries, "since": since}


def content_for(edition: GuideEdition, readership: Readership) -> dict[str, Any]:
    """Return the frozen content of an edition for its readers, and reads no other column."""
    is_public = readership is Readership.PUBLIC
    content: dict[str, Any] = edition.public_content if is_public else edition.professional_content
    return content


def draw_map(territory: str, entries: list[Entry]) -> str:
    """Return the map of the territory as SVG: its communes, a dot per place, the names of the largest communes."""
    rows = list(
        Commune.objects.filter(condition_within(territory))
        .order_by("-population", "pk")
        .values_list("insee_code", "name", "lat", "lon", "outline")
    )
    places = [place for entry in entries for place in entry["places"]]
    dots = [Dot(p["lat"], p["lon"]) for p in places if p["lat"] is not None and p["lon"] is not None]
    served = {place["insee_code"] for place in places}
    labels = [Label(name, lat, lon) for code, name, lat, lon, _ in rows if code in served]
    outlines = Outlines([outline for *_, outline in rows if outline])
    return map_svg(outlines, dots, labels=labels[:24])
