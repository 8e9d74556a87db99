"""A territory drawn as SVG: outlines, dots, a few names. Knows longitudes and latitudes only."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from palier.printing.fonts import FAMILY

WIDTH = 1000.0
MAX_HEIGHT = 1250.0
MARGIN = 24.0
_LAND, _BORDER, _DOT, _INK, _PAPER = "#eaf3f2", "#a9bdb8", "#0c5a4a", "#1b2430", "#ffffff"


@dataclass(frozen=True, slots=True)
class Dot:
    """A point to show, in degrees (WGS 84)."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Label:
    """A name written at a point, in degrees (WGS 84)."""

    text: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Outlines:
    """Areas as GeoJSON geometries (Polygon or MultiPolygon, degrees); other geometries draw nothing."""

    geometries: Sequence[dict[str, Any]]

    def rings(self) -> Iterator[list[Sequence[float]]]:
        """Yield every ring, outer or not, as [lon, lat] pairs."""
        for geometry in self.geometries:
            if geometry["type"] == "Polygon":
                yield from geometry["coordinates"]
            elif geometry["type"] == "MultiPolygon":
                for polygon in geometry["coordinates"]:
                    yield from polygon


class _Frame:
    """Degrees to drawing units: longitudes shrunk by the cosine of the middle latitude, which keeps shapes locally."""

    def __init__(self, points: Sequence[tuple[float, float]]) -> None:
        lons, lats = [lon for lon, _ in points], [lat for _, lat in points]
        self.west, self.north = min(lons), max(lats)
        self.shrink = math.cos(math.radians((self.north + min(lats)) / 2))
        wide = max((max(lons) - self.west) * self.shrink, 0.01)
        high = max(self.north - min(lats), 0.01)
        self.scale = min((WIDTH - 2 * MARGIN) / wide, (MAX_HEIGHT - 2 * MARGIN) / high)
        self.width, self.height = wide * self.scale + 2 * MARGIN, high * self.scale + 2 * MARGIN

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        x = MARGIN + (lon - self.west) * self.shrink * self.scale
        return x, MARGIN + (self.north - lat) * self.scale


def map_svg(outlines: Outlines, dots: Sequence[Dot], *, labels: Iterable[Label] = ()) -> str:
    """Return the map as SVG, at most 1,000 × 1,250 units; "" if there is nothing to show.

    Labels that would cover an earlier one are left out: give the most important first.
    """
    rings = list(outlines.rings())
    corners = [(lon, lat) for ring in rings for lon, lat, *_ in ring] or [(d.lon, d.lat) for d in dots]
    if not corners:
        return ""
    frame = _Frame(corners)
    parts = [f'<path d="{_path(ring, frame)}"/>' for ring in rings]
    circles = [_circle(dot, frame) for dot in dots]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {frame.width:.0f} {frame.height:.0f}" '
        f'width="{frame.width:.0f}" height="{frame.height:.0f}">'
        f'<g fill="{_LAND}" stroke="{_BORDER}" stroke-width="1.4" stroke-linejoin="round">{"".join(parts)}</g>'
        f'<g fill="{_DOT}" stroke="{_PAPER}" stroke-width="2.5">{"".join(circles)}</g>'
        f"{''.join(_texts(labels, frame))}</svg>"
    )


def _path(ring: Sequence[Sequence[float]], frame: _Frame) -> str:
    points = (frame.at(lon, lat) for lon, lat, *_ in ring)
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"


def _circle(dot: Dot, frame: _Frame) -> str:
    x, y = frame.at(dot.lon, dot.lat)
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="9"/>'


def _texts(labels: Iterable[Label], frame: _Frame) -> Iterator[str]:
    """Yield the names that fit: a pale copy under each one keeps it readable over borders and dots."""
    taken: list[tuple[float, float, float]] = []
    for label in labels:
        x, y = frame.at(label.lon, label.lat)
        half = len(label.text) * 6.6
        x, y = min(max(x, half + 4), frame.width - half - 4), y - 16 if y > 40 else y + 34
        if any(
            abs(y - other_y) < 30 and abs(x - other_x) < half + other for other_x, other_y, other in taken
        ):
            continue
        taken.append((x, y, half))
        text = escape(label.text)
        place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="middle" font-family="{FAMILY}" font-size="24" font-weight="700"'
        yield f'<text {place} fill="{_PAPER}" stroke="{_PAPER}" stroke-width="6" stroke-linejoin="round">{text}</text>'
        yield f'<text {place} fill="{_INK}">{text}</text>'
