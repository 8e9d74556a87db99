"""Addresses from a server of the Base Adresse Nationale (addok).

Source: https://adresse.data.gouv.fr/api-doc/adresse (GET /search/?q=&limit=; a GeoJSON FeatureCollection,
points as lon then lat, scores from 0 to 1).
"""

import logging
from dataclasses import dataclass
from typing import Any

import httpx

from palier.core.geo import Point

TIMEOUT_S = 2.0
SHORTEST, LONGEST = 3, 200  # the service refuses shorter and longer questions

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Address:
    """One address that the text may be. `kind` is housenumber, street, locality or municipality."""

    label: str
    kind: str
    score: float  # 0 to 1; under about 0.5 it is often another street
    point: Point
    insee_code: str
    postal_code: str
    commune_name: str


def search(url: str, text: str, *, limit: int) -> list[Address]:
    """Return at most `limit` addresses, best first. None if the server is absent, slow or wrong, which is
    logged.
    """
    question = " ".join(text.split())[:LONGEST]
    if len(question) < SHORTEST:
        return []
    try:
        answer = httpx.get(
            f"{url.rstrip('/')}/search/", params={"q": question, "limit": limit}, timeout=TIMEOUT_S
        )
        answer.raise_for_status()
        found = [_address(feature) for feature in answer.json()["features"]]
    except (httpx.HTTPError, ValueError, KeyError, TypeError) as failure:
        logger.warning("geocoder unavailable: %s", type(failure).__name__)  # never the address itself
        return []
    return sorted(found, key=lambda address: -address.score)


def _address(feature: dict[str, Any]) -> Address:
    properties = feature["properties"]
    lon, lat = feature["geometry"]["coordinates"]
    return Address(
        label=properties["label"],
        kind=properties["type"],
        score=float(properties["score"]),
        point=Point(float(lat), float(lon)),
        insee_code=properties.get("citycode", ""),
        postal_code=properties.get("postcode", ""),
        commune_name=properties.get("city", ""),
    )
