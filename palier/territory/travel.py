"""Travel time as an estimate: distance × detour ÷ speed, by density. Pure. Always to be shown as an
estimate.
"""

from dataclasses import dataclass

from palier.core.geo import Point, haversine_km
from palier.territory.enums import Density

# Kilometres on the road for one as the crow flies. Between communes the ratio is about 1.3 (project measure
# for rounds: 1.3); one-way streets, bridges and railways make it worse in towns.
DETOUR = {Density.DENSE: 1.4, Density.INTERMEDIATE: 1.35, Density.RURAL: 1.3}
# Mean speed of a car over the first kilometres, lights and junctions included: 50 and 30 km/h zones in town,
# 80 km/h roads with villages in the country. On purpose on the slow side: arriving early harms nobody.
SPEED_KM_H = {Density.DENSE: 22.0, Density.INTERMEDIATE: 35.0, Density.RURAL: 55.0}
FIRST_KM = 10.0  # a dense town is behind after about 10 km of road…
ONWARD_KM_H = 70.0  # …and what follows is mostly main road
# To reach the car and to park; nothing is added when one would walk anyway.
PARKING_MIN = {Density.DENSE: 5.0, Density.INTERMEDIATE: 3.0, Density.RURAL: 1.0}
PARKING_BEYOND_KM = 0.3

FOOT_DETOUR = 1.25  # paths and crossings spare part of the detour that cars make
FOOT_KM_H = 4.0  # an older person with a bag; planners count 4.5 to 5 for an adult
FOOT_MOST_MIN = 45  # beyond, nobody should be told to walk


@dataclass(frozen=True)
class TravelEstimate:
    """How far a place is. `foot_min` is None from 45 minutes on. `is_estimate` is False only from a
    router.
    """

    distance_km: float  # along the road, one decimal
    car_min: int
    foot_min: int | None
    is_estimate: bool = True


def estimate_travel(from_point: Point, to_point: Point, *, density: str) -> TravelEstimate:
    """Return the time from one point to another, `density` being that of the place one starts from.

    Whole minutes, at least 1 unless the points are the same: then 0 km and 0 minutes.
    """
    level = Density(density)
    crow_km = haversine_km(from_point, to_point)
    road_km = crow_km * DETOUR[level]
    minutes = (
        min(road_km, FIRST_KM) / SPEED_KM_H[level] * 60 + max(0.0, road_km - FIRST_KM) / ONWARD_KM_H * 60
    )
    if road_km > PARKING_BEYOND_KM:
        minutes += PARKING_MIN[level]
    foot_min = whole_minutes(crow_km * FOOT_DETOUR / FOOT_KM_H * 60)
    return TravelEstimate(
        distance_km=round(road_km, 1),
        car_min=whole_minutes(minutes),
        foot_min=foot_min if foot_min < FOOT_MOST_MIN else None,
    )


def whole_minutes(minutes: float) -> int:
    """Return whole minutes to show: nearest, but not 0 as soon as one has to move (half a second counts as
    not).
    """
    return 0 if minutes < 0.01 else max(1, round(minutes))
