"""Lambert-93 to degrees, against points published by IGN."""

import math

import pytest

from palier.core.geo import Point, haversine_km
from palier.directory.imports import lambert
from palier.directory.imports.lambert import point_of_lambert93


@pytest.mark.parametrize(
    ("x", "y", "point"),
    [
        (700_000.0, 6_600_000.0, Point(46.5, 3.0)),  # the origin of the projection
        (652_469.02, 6_862_035.26, Point(48.8566, 2.3522)),  # Paris
    ],
)
def test_known_points_are_found_within_a_metre(x: float, y: float, point: Point) -> None:
    found = point_of_lambert93(x, y)

    assert found is not None
    assert haversine_km(found, point) < 0.001


def test_the_direct_projection_gives_back_what_the_inverse_found() -> None:
    found = point_of_lambert93(394_035.185, 6_692_191.980)
    assert found is not None

    sine = lambert.ECCENTRICITY * math.sin(math.radians(found.lat))
    isometric = math.log(
        math.tan(math.pi / 4 + math.radians(found.lat) / 2)
        * ((1 - sine) / (1 + sine)) ** (lambert.ECCENTRICITY / 2)
    )
    radius = lambert.C * math.exp(-lambert.N * isometric)
    gamma = lambert.N * (math.radians(found.lon) - lambert.CENTRAL_MERIDIAN)
    assert lambert.X_POLE + radius * math.sin(gamma) == pytest.approx(394_035.185, abs=0.001)
    assert lambert.Y_POLE - radius * math.cos(gamma) == pytest.approx(6_692_191.980, abs=0.001)


@pytest.mark.parametrize(
    ("x", "y"), [(2.35, 48.85), (0.0, 0.0), (700_000.0, 1_000.0), (float("nan"), 6_600_000.0)]
)
def test_what_is_not_lambert_93_is_refused(x: float, y: float) -> None:
    assert point_of_lambert93(x, y) is None
