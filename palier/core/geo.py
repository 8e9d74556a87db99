"""Points and distances on the globe. Pure: no Django. Degrees WGS 84, kilometres along the great circle."""

import math
from typing import NamedTuple

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG
KM_PER_DEGREE = math.pi * EARTH_RADIUS_KM / 180


class Point(NamedTuple):
    """A place on the globe, in degrees."""

    lat: float
    lon: float


def haversine_km(a: Point, b: Point) -> float:
    """Return the great-circle distance between two points, in kilometres."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    h = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(h)))


def bounding_box(center: Point, radius_km: float) -> dict[str, tuple[float, float]]:
    """Return ORM lookups `lat__range` and `lon__range` of the box that holds the circle."""
    d_lat = radius_km / KM_PER_DEGREE
    d_lon = radius_km / (KM_PER_DEGREE * max(0.01, math.cos(math.radians(center.lat))))
    return {
        "lat__range": (center.lat - d_lat, center.lat + d_lat),
        "lon__range": (center.lon - d_lon, center.lon + d_lon),
    }
