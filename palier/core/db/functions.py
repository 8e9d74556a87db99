"""Expressions for the ORM that give the same numbers on both engines."""

import math

from django.db.models import F, FloatField, Value
from django.db.models.expressions import Combinable, ExpressionWrapper
from django.db.models.functions import ASin, Cos, Sin, Sqrt

from palier.core.geo import EARTH_RADIUS_KM, Point

# Rounding can push the haversine of two antipodes a hair above 1, where ASin fails. LEAST would hide it,
# but PostgreSQL’s ignores NULL: a place without coordinates would be 20,015 km away. Costs 0.6 m at the
# antipodes, nothing measurable elsewhere.
_BELOW_ONE = 1 - 2e-15


def distance_km(point: Point, *, lat: str = "lat", lon: str = "lon") -> "ExpressionWrapper[Combinable]":
    """Return the great-circle distance to `point`, in kilometres; NULL for a row without coordinates.

    `lat` and `lon` name float fields in degrees (WGS 84), `place__lat` if need be. Same formula as
    `core.geo.haversine_km`, within a metre, on both engines.
    """
    half = Value(math.pi / 360)  # degrees → half an angle in radians
    sin_lat = Sin((F(lat) - Value(point.lat)) * half)
    sin_lon = Sin((F(lon) - Value(point.lon)) * half)
    cosines: Combinable = Cos(F(lat) * Value(math.pi / 180)) * Value(math.cos(math.radians(point.lat)))
    haversine = sin_lat * sin_lat + cosines * sin_lon * sin_lon
    angle = ASin(Sqrt(haversine * Value(_BELOW_ONE), output_field=FloatField()), output_field=FloatField())
    return ExpressionWrapper(angle * Value(2 * EARTH_RADIUS_KM), output_field=FloatField())
