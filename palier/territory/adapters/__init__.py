"""The world outside: a router and a geocoder, each used only if a setting names its address.

Without them, or when they fail, travel times are estimates (and say so) and only communes are located.
What people type is never logged.
"""

from collections.abc import Sequence

from django.conf import settings

from palier.core.geo import Point
from palier.territory.adapters import ban, valhalla
from palier.territory.travel import TravelEstimate, estimate_travel


def travel_times(origin: Point, destinations: Sequence[Point], *, density: str) -> list[TravelEstimate]:
    """Return the travel from `origin` to each destination, in the same order.

    From the router of `ROUTER_URL` if set and if it answers, else estimated: `is_estimate` says which, one
    by one. `density` is that of the origin.
    """
    estimates = [estimate_travel(origin, point, density=density) for point in destinations]
    if not settings.ROUTER_URL or not destinations:
        return estimates
    return valhalla.refine(settings.ROUTER_URL, origin, destinations, estimates)


def geocode(text: str, *, limit: int = 5) -> list[ban.Address]:
    """Return the addresses that `text` may be, best first; none without `GEOCODER_URL` or if it does not
    answer.
    """
    if not settings.GEOCODER_URL:
        return []
    return ban.search(settings.GEOCODER_URL, text, limit=limit)
