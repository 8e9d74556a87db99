"""Travel times from a Valhalla server, by its matrix service.

Source: https://valhalla.github.io/valhalla/api/matrix/api-reference/ (POST /sources_to_targets; times in
seconds, distances in `units`, both null when there is no way).
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import httpx

from palier.core.geo import Point
from palier.territory.travel import FOOT_MOST_MIN, TravelEstimate, whole_minutes

TIMEOUT_S = 2.0  # a person waits for the page; an estimate at once is better than a minute late
MOST_TARGETS = 50  # a server’s usual limit for a matrix request

logger = logging.getLogger(__name__)


def refine(
    url: str, origin: Point, destinations: Sequence[Point], estimates: Sequence[TravelEstimate]
) -> list[TravelEstimate]:
    """Return `estimates` with the router’s figures where it has some, then with `is_estimate` False.

    Walking is asked only for places that the estimate finds near enough to walk. Never raises for a server
    that is absent, slow or wrong: what it does not give stays an estimate.
    """
    refined = list(estimates)
    for index, km, minutes in _matrix(url, origin, list(enumerate(destinations)), "auto"):
        refined[index] = replace(refined[index], distance_km=round(km, 1), car_min=minutes, is_estimate=False)
    walkable = [
        (index, destinations[index])
        for index, row in enumerate(refined)
        if row.foot_min is not None and not row.is_estimate
    ]
    for index, _, minutes in _matrix(url, origin, walkable, "pedestrian"):
        refined[index] = replace(refined[index], foot_min=minutes if minutes < FOOT_MOST_MIN else None)
    return refined


def _matrix(
    url: str, origin: Point, targets: list[tuple[int, Point]], costing: str
) -> list[tuple[int, float, int]]:
    """Return (index, kilometres, minutes) of the targets that can be reached."""
    found = []
    try:
        with httpx.Client(base_url=url, timeout=TIMEOUT_S) as client:
            for start in range(0, len(targets), MOST_TARGETS):
                part = targets[start : start + MOST_TARGETS]
                for cell in _ask(client, origin, [point for _, point in part], costing):
                    if cell["time"] is not None:
                        index, _ = part[cell["to_index"]]
                        found.append((index, float(cell["distance"]), whole_minutes(cell["time"] / 60)))
    except (httpx.HTTPError, ValueError, KeyError, IndexError, TypeError) as failure:
        logger.warning("router unavailable: %s", type(failure).__name__)
    return found


def _ask(client: httpx.Client, origin: Point, targets: list[Point], costing: str) -> list[dict[str, Any]]:
    answer = client.post(
        "sources_to_targets",
        json={
            "sources": [origin._asdict()],
            "targets": [point._asdict() for point in targets],
            "costing": costing,
            "units": "kilometers",
        },
    )
    answer.raise_for_status()
    row: list[dict[str, Any]] = answer.json()["sources_to_targets"][0]
    return row
