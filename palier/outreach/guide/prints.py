"""Content to paper: the guide, sheets of places, the directory of a collectivité."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from palier.core.text import fold
from palier.directory.hours.french import MONTH_NAMES, day_of_month
from palier.outreach.enums import Readership
from palier.outreach.guide.comparing import index_by_commune, index_by_need
from palier.outreach.guide.entries import Entry
from palier.outreach.models import GuideEdition
from palier.printing import qr_svg, render_pdf

_PAGES = Path(__file__).resolve().parent.parent / "typst"


def guide_pdf(
    edition: GuideEdition,
    content: dict[str, Any],
    *,
    readership: Readership,
    where: str,
    url: str,
    map_svg: str,
    at: datetime,
    is_proof: bool = False,
) -> bytes:
    """Return the guide as PDF. `where`: the name of the territory; `url`: the address of the web edition."""
    entries: list[Entry] = content["entries"]
    data = {
        "title": edition.title,
        "year": edition.year,
        "where": where,
        "made_on": said_day(content["made_on"]),
        "is_professional": readership is Readership.PROFESSIONAL,
        "is_proof": is_proof,
        "is_invented": any(entry["is_invented"] for entry in entries),
        "has_map": bool(map_svg),
        "url": url,
        "short_url": url.split("://", 1)[-1],
        "since": content["since"],
        "figures": figures_of(entries),
        "letters": by_letter([_printed(entry) for entry in entries]),
        "needs": index_by_need(entries),
        "communes": index_by_commune(entries),
    }
    images = {"qr": qr_svg(url), "map": map_svg}
    return render_pdf(_PAGES / "guide.typ", data, at=at, images=images)


def sheets_pdf(places: Sequence[dict[str, Any]], *, title: str, site_url: str, at: datetime) -> bytes:
    """Return one page per place (`place_data`), with its phone first and a QR code to its page."""
    urls = [f"{site_url}/lieux/{place['id']}/" for place in places]
    pages = [
        {
            **place,
            "call": _first_phone(place),
            "verified_on": said_day(place["verified_on"]),
            "url": url,
            "short_url": url.split("://", 1)[-1],
        }
        for place, url in zip(places, urls, strict=True)
    ]
    images = {place["id"]: qr_svg(url) for place, url in zip(places, urls, strict=True)}
    data: dict[str, Any] = {"title": title, "made_on": said_day(at.date().isoformat()), "places": pages}
    return render_pdf(_PAGES / "sheet.typ", data, at=at, images=images)


def directory_pdf(entries: Sequence[Entry], *, where: str, map_svg: str, at: datetime) -> bytes:
    """Return the directory of a collectivité: places by commune, each with the day when its record was verified."""
    communes: dict[str, list[dict[str, Any]]] = {}
    for entry in entries:
        for place in entry["places"]:
            row = {
                **place,
                "held_by": entry["name"] if fold(entry["name"]) != fold(place["name"]) else "",
                "call": _first_phone(place) or entry["call"],
                "verified_on": said_day(place["verified_on"]),
            }
            communes.setdefault(place["commune"], []).append(row)
    groups: list[dict[str, Any]] = [
        {"name": name, "places": sorted(places, key=lambda place: fold(str(place["name"])))}
        for name, places in sorted(communes.items(), key=lambda item: fold(item[0]))
    ]
    data = {
        "where": where,
        "made_on": said_day(at.date().isoformat()),
        "figures": figures_of(entries),
        "groups": groups,
        "has_map": bool(map_svg),
        "is_invented": any(entry["is_invented"] for entry in entries),
    }
    return render_pdf(_PAGES / "directory.typ", data, at=at, images={"map": map_svg})


def figures_of(entries: Sequence[Entry]) -> dict[str, int]:
    """Return how many structures, places, services and communes."""
    places = [place for entry in entries for place in entry["places"]]
    return {
        "structures": len(entries),
        "places": len(places),
        "services": sum(len(place["services"]) for place in places),
        "communes": len({place["insee_code"] for place in places}),
        "verified": sum(place["verified_on"] is not None for place in places),
    }


def by_letter(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """Return [{"letter", "entries"}], in order; names that begin with no letter are under « 0–9 »."""
    letters: dict[str, list[Entry]] = {}
    for entry in entries:
        first = fold(entry["name"])[:1].upper()
        letters.setdefault(first if first.isalpha() else "0–9", []).append(entry)
    return [{"letter": letter, "entries": held} for letter, held in letters.items()]


def said_day(day: str | None) -> str:
    """« 24 novembre 2026 »; "" for no day."""
    if not day:
        return ""
    read = date.fromisoformat(day)
    return f"{day_of_month(read.day)} {MONTH_NAMES[read.month - 1]} {read.year}"


def _printed(entry: Entry) -> Entry:
    """The same entry, its days in words."""
    places = [{**place, "verified_on": said_day(place["verified_on"])} for place in entry["places"]]
    return {**entry, "places": places}


def _first_phone(place: dict[str, Any]) -> dict[str, Any] | None:
    contacts = [*place["contacts"], *(c for service in place["services"] for c in service["contacts"])]
    return next((contact for contact in contacts if contact["kind"] == "PHONE"), None)
