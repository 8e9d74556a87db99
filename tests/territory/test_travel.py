import pytest

from palier.core.geo import Point
from palier.territory.travel import TravelEstimate, estimate_travel

CRAON, LAVAL = Point(47.8485, -0.9498), Point(48.0779, -0.7701)


def north_of(point, km):
    return Point(point.lat + km / 111.195, point.lon)


def test_the_same_point_is_no_travel():
    assert estimate_travel(CRAON, CRAON, density="RURAL") == TravelEstimate(0.0, 0, 0)


def test_a_next_door_is_a_minute_and_no_parking():
    assert estimate_travel(CRAON, north_of(CRAON, 0.05), density="DENSE") == TravelEstimate(0.1, 1, 1)


def test_beyond_ten_kilometres_the_road_is_quicker():
    # 28.8 km as the crow flies: 10 km of road at 55 km/h, 27.4 at 70, a minute to park.
    assert estimate_travel(CRAON, LAVAL, density="RURAL") == TravelEstimate(37.4, 35, None)


@pytest.mark.parametrize(("density", "car_min"), [("RURAL", 8), ("INTERMEDIATE", 15), ("DENSE", 24)])
def test_five_kilometres_take_longer_where_people_live_closer(density, car_min):
    assert estimate_travel(CRAON, north_of(CRAON, 5), density=density).car_min == car_min


@pytest.mark.parametrize(("km", "foot_min"), [(1.0, 19), (2.3, 43), (2.4, None), (2.6, None)])
def test_nobody_is_told_to_walk_three_quarters_of_an_hour(km, foot_min):
    assert estimate_travel(CRAON, north_of(CRAON, km), density="DENSE").foot_min == foot_min


def test_an_estimate_says_that_it_is_one():
    assert estimate_travel(CRAON, LAVAL, density="DENSE").is_estimate is True


def test_an_unknown_density_is_refused():
    with pytest.raises(ValueError, match="URBAN"):
        estimate_travel(CRAON, LAVAL, density="URBAN")
