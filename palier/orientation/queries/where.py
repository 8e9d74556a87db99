"""« Où ? »: from what was typed, or from the browser’s rounded position, to a commune."""

from palier.core.geo import Point
from palier.orientation.results import Where
from palier.territory import queries as territory
from palier.territory.queries import CommuneMatch


def where_from_text(text: str) -> tuple[Where | None, CommuneMatch | None]:
    """Return the place meant by `text` and how it was understood; (None, None) for an empty text."""
    if not text.strip():
        return None, None
    match = territory.parse_where(text)
    if match.commune is None or match.point is None:
        return None, match
    return Where(
        commune=match.commune, point=match.point, label=match.matched_name or match.commune.name
    ), match


def where_from_point(lat: float, lon: float) -> Where | None:
    """Return the nearest commune, searched from a position rounded to about a kilometre; None far from France."""
    point = Point(round(lat, 2), round(lon, 2))
    commune = territory.nearest_commune(point)
    return None if commune is None else Where(commune=commune, point=point, label=f"vous, à {commune.name}")
