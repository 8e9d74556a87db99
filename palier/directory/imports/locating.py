"""Where a row is: its commune from what it says, its point checked against the commune. No query per row."""

import math
import re
from dataclasses import dataclass

from palier.core.geo import Point, haversine_km
from palier.directory.imports.lambert import point_of_lambert93
from palier.territory import finding, typed
from palier.territory.enums import MatchCertainty
from palier.territory.gazetteer import Entry, Gazetteer, gazetteer
from palier.territory.models import Commune, Departement

FAR_KM = 30.0
_LARGE_KM2 = 500.0  # communes of Guyane reach 18 000 km²: their radius is added to FAR_KM
_SURE = (MatchCertainty.EXACT, MatchCertainty.CORRECTED)
# Boxes (south, north, west, east) of France and of its parts overseas.
_FRANCE = (
    (41.0, 51.5, -5.6, 9.9), (2.0, 6.0, -54.8, -51.5), (14.2, 18.3, -63.3, -60.6), (-21.6, -20.7, 55.0, 56.0),
    (-13.1, -12.5, 44.9, 45.4), (46.6, 47.3, -56.6, -56.0), (-28.2, -7.7, -155.1, -134.2), (-23.0, -18.0, 158.0, 172.3),
    (-14.5, -13.0, -178.4, -175.9),
)  # fmt: skip
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:e[+-]?\d+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Located:
    """The commune of a row (INSEE code, "" if not settled), its département, and the remarks."""

    insee_code: str
    departement_code: str
    notes: tuple[str, ...]


class Territory:
    """The communes, in memory for the time of an import."""

    def __init__(
        self, book: Gazetteer, areas_km2: dict[str, float], school_zones: dict[str, str] | None = None
    ) -> None:
        self._book = book
        self._areas_km2 = areas_km2
        self._school_zones = school_zones or {}
        self._found: dict[tuple[str, str, str], finding.Finding] = {}

    @classmethod
    def load(cls) -> "Territory":
        """Read the communes of the database once."""
        large = Commune.objects.filter(area_km2__gt=_LARGE_KM2).values_list("insee_code", "area_km2")
        zones = dict(Departement.objects.values_list("code", "school_zone"))
        return cls(gazetteer(), {code: float(area or 0) for code, area in large}, zones)

    @property
    def has_communes(self) -> bool:
        """Tell whether there is any commune: nothing can be located without."""
        return bool(self._book.entries)

    def school_zone(self, departement_code: str) -> str:
        """Return the zone of school holidays of a département, "" if it has none (Corsica, overseas)."""
        return self._school_zones.get(departement_code, "")

    def locate(self, *, name: str, postal_code: str, insee_code: str, point: Point | None) -> Located:
        """Return the commune that two clues agree on; a single clue that is sure is enough if it is alone."""
        found = self._find(name, postal_code, insee_code)
        if found.certainty == MatchCertainty.CORRECTED and found.entry is not None and postal_code:
            namesake = self._exact_name_in_departement(name, found.entry)
            if namesake is not None:
                return _located(
                    namesake, (f"Le code postal {postal_code} n’est pas le sien : le nom a été suivi.",)
                )
        if found.certainty in _SURE and found.entry is not None:
            return _located(found.entry, found.remarks)
        if found.certainty == MatchCertainty.AMBIGUOUS and point is not None:
            near = [e for e in found.candidates if self.distance_km(e.insee_code, point) <= FAR_KM / 3]
            best = min(near, key=lambda e: haversine_km(e.point, point), default=None)
            if best is not None:
                return _located(best, (f"{best.name} retenue grâce à la position donnée.",))
        if found.certainty == MatchCertainty.CONTRADICTORY:
            return self._by_majority(found, name, postal_code, insee_code, point)
        if found.certainty == MatchCertainty.NOT_FOUND and not (name or postal_code or insee_code):
            return Located("", "", ("Commune : la ligne n’en donne aucune.",))
        return Located("", "", (*found.remarks, "Commune : pas assez sûre, à préciser."))

    def _exact_name_in_departement(self, name: str, corrected: Entry) -> Entry | None:
        """A name that exists as it is written, in the same département, is no slip for another name."""
        named = self._find(name, "", "")
        if named.certainty not in (MatchCertainty.EXACT, MatchCertainty.AMBIGUOUS):
            return None
        here = [e for e in named.candidates if e.departement_code == corrected.departement_code]
        return here[0] if len(here) == 1 and here[0].insee_code != corrected.insee_code else None

    def _by_majority(
        self, found: finding.Finding, name: str, postal_code: str, insee_code: str, point: Point | None
    ) -> Located:
        """Of the code, the postal code with the name, and the point, follow the two that agree."""
        clues = (
            [(name, "", insee_code), ("", postal_code, insee_code), (name, postal_code, "")]
            if insee_code
            else []
        )
        for clue in clues:
            if sum(1 for part in clue if part) < 2:
                continue
            other = self._find(*clue)
            if other.certainty in _SURE and other.entry is not None:
                return _located(other.entry, found.remarks)
        named = self._find(name, "", "")
        candidates = {e.insee_code: e for e in (*found.candidates, *named.candidates)}
        if point is not None:
            near = [e for e in candidates.values() if haversine_km(e.point, point) <= FAR_KM / 3]
            if len(near) == 1:
                return _located(
                    near[0], (*found.remarks, f"{near[0].name} retenue grâce à la position donnée.")
                )
        in_departement = [e for e in named.candidates if postal_code[:2] == e.departement_code[:2]]
        if len(in_departement) == 1 and named.entry is not None:
            return _located(in_departement[0], (*found.remarks, "Le nom de la commune a été suivi."))
        return Located("", "", (*found.remarks, "Commune : les indications se contredisent, à préciser."))

    def _find(self, name: str, postal_code: str, insee_code: str) -> finding.Finding:
        key = (name, postal_code, insee_code)
        if key not in self._found:
            if len(self._found) > 50_000:
                self._found.clear()
            parts = typed.from_parts(name=name, postal_code=postal_code, insee_code=insee_code)
            self._found[key] = finding.find(parts, self._book)
        return self._found[key]

    def distance_km(self, insee_code: str, point: Point) -> float:
        """Return how far `point` is from the commune: from its centre or that of a part, its size set aside."""
        centres = [self._book.entries[rank].point for rank in self._book.by_insee_code.get(insee_code, ())]
        nearest = min((haversine_km(centre, point) for centre in centres), default=math.inf)
        return max(0.0, nearest - math.sqrt(self._areas_km2.get(insee_code, 0.0) / math.pi))

    def postal_code_fits(self, postal_code: str, located: Located) -> bool:
        """Tell whether a postal code is of the commune or, for a CEDEX, begins like those of its département."""
        if not located.insee_code or postal_code.startswith(located.departement_code):
            return True
        if located.departement_code in ("2A", "2B") and postal_code.startswith("20"):
            return True
        entries = self._book.by_insee_code.get(located.insee_code, ())
        return any(postal_code in self._book.entries[rank].postal_codes for rank in entries)

    def check_point(self, point: Point | None, insee_code: str) -> tuple[Point | None, tuple[str, ...]]:
        """Return the point if it is where the commune is, else None, and why. A swapped pair is put in order."""
        if point is None or not insee_code:
            return point, ()
        far_km = self.distance_km(insee_code, point)
        if far_km <= FAR_KM:
            return point, ()
        swapped = Point(point.lon, point.lat)
        if abs(point.lon) <= 90 and self.distance_km(insee_code, swapped) <= FAR_KM:
            return swapped, ("Position : latitude et longitude échangées, remises dans l’ordre.",)
        if not in_france(point):
            return None, ("Position : hors de France, laissée de côté.",)
        return None, (f"Position : à {far_km:.0f} km de la commune, laissée de côté.",)


def _located(entry: Entry, notes: tuple[str, ...]) -> Located:
    return Located(entry.insee_code, entry.departement_code, tuple(f"Commune : {note}" for note in notes))


def in_france(point: Point) -> bool:
    """Tell whether a point is in one of the boxes that hold France and its parts overseas."""
    return any(s <= point.lat <= n and w <= point.lon <= e for s, n, w, e in _FRANCE)


def read_point(first: str, second: str, *, projection: str, notes: list[str]) -> Point | None:
    """Return the point of two cells: latitude and longitude, or northing and easting in Lambert-93.

    Decimal commas are read; 0,0 and what is not a number are unknown.
    """
    if not first and not second:
        return None
    numbers = [_number(first), _number(second)]
    lat, lon = numbers
    if lat is None or lon is None:
        notes.append("Position : la latitude et la longitude ne sont pas deux nombres, laissées de côté.")
        return None
    if lat == 0 and lon == 0:
        notes.append("Position : 0, 0 veut dire inconnue.")
        return None
    if projection == "Lambert-93":
        point = point_of_lambert93(lon, lat)
        if point is None:
            notes.append("Position : pas en Lambert-93 comme le dit la correspondance, laissée de côté.")
            return None
        return Point(round(point.lat, 6), round(point.lon, 6))
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        hint = " Est-ce du Lambert-93 ?" if lat > 1_000_000 or lon > 1_000_000 else ""
        notes.append(f"Position : ni latitude ni longitude, laissée de côté.{hint}")
        return None
    return Point(lat, lon)


def _number(text: str) -> float | None:
    compact = re.sub(r"[\s\u00a0\u202f°]", "", text)
    if not _NUMBER.fullmatch(compact):
        return None
    value = float(compact.replace(",", "."))
    return value if math.isfinite(value) else None
