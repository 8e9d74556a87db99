import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palier.core.geo import EARTH_RADIUS_KM, Point, bounding_box, haversine_km

SAINT_ETIENNE = Point(45.4347, 4.3903)
LYON = Point(45.75, 4.85)
points = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))
# Metropolitan France and overseas: nothing of ours lies further north or south.
inhabited = st.builds(Point, st.floats(-60, 60), st.floats(-170, 170))


def test_saint_etienne_is_50_km_from_lyon():
    assert round(haversine_km(SAINT_ETIENNE, LYON), 1) == 50.1


def test_a_degree_of_latitude_is_111_km():
    assert haversine_km(Point(0, 0), Point(1, 0)) == pytest.approx(111.195, abs=0.001)


def test_antipodes_are_half_the_globe_apart():
    assert haversine_km(Point(45, 4), Point(-45, -176)) == pytest.approx(math.pi * EARTH_RADIUS_KM)


@given(points, points)
def test_distance_is_symmetric_and_at_most_half_the_globe(a, b):
    assert haversine_km(a, b) == haversine_km(b, a)
    assert 0 <= haversine_km(a, b) <= math.pi * EARTH_RADIUS_KM


@given(inhabited, st.floats(0.1, 100), st.floats(0, 2 * math.pi))
def test_the_box_holds_the_circle(center, radius_km, bearing):
    """A point at 99 % of the radius, in any direction, is inside the box."""
    angle = 0.99 * radius_km / EARTH_RADIUS_KM
    lat, lon = math.radians(center.lat), math.radians(center.lon)
    lat_b = math.asin(math.sin(lat) * math.cos(angle) + math.cos(lat) * math.sin(angle) * math.cos(bearing))
    lon_b = lon + math.atan2(
        math.sin(bearing) * math.sin(angle) * math.cos(lat),
        math.cos(angle) - math.sin(lat) * math.sin(lat_b),
    )
    box = bounding_box(center, radius_km)

    assert box["lat__range"][0] <= math.degrees(lat_b) <= box["lat__range"][1]
    assert box["lon__range"][0] <= math.degrees(lon_b) <= box["lon__range"][1]


def test_the_box_is_not_much_larger_than_the_circle():
    box = bounding_box(LYON, 30)

    south, north = box["lat__range"]
    west, east = box["lon__range"]
    assert haversine_km(Point(south, LYON.lon), Point(north, LYON.lon)) == pytest.approx(60, rel=0.01)
    assert haversine_km(Point(LYON.lat, west), Point(LYON.lat, east)) == pytest.approx(60, rel=0.01)
