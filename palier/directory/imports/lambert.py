"""Lambert-93 to degrees. Pure.

Lambert conformal conic with two standard parallels on the GRS 80 ellipsoid, RGF 93 (equal to WGS 84 within
decimetres). Constants and method: IGN, « Transformation de coordonnées NTG_71 », algorithms 2 and 4; the
derived constants n, C, Xs, Ys are those that the document prints for Lambert-93.
"""

import math

from palier.core.geo import Point

ECCENTRICITY = 0.081_819_191_042_82  # first eccentricity of GRS 80
N = 0.725_607_765_0  # exponent of the projection
C = 11_754_255.426  # metres
X_POLE = 700_000.0  # metres
Y_POLE = 12_655_612.050  # metres
CENTRAL_MERIDIAN = math.radians(3.0)  # from Greenwich
# The projection is made for metropolitan France; beyond, numbers are not Lambert-93.
X_RANGE = (50_000.0, 1_350_000.0)
Y_RANGE = (6_000_000.0, 7_200_000.0)


def point_of_lambert93(x: float, y: float) -> Point | None:
    """Return the point at `x` (easting) and `y` (northing), metres; None outside metropolitan France.

    The latitude is found by iteration from the isometric latitude, to 1e-11 radian (less than a millimetre).
    """
    if not (X_RANGE[0] <= x <= X_RANGE[1] and Y_RANGE[0] <= y <= Y_RANGE[1]):
        return None
    radius = math.hypot(x - X_POLE, y - Y_POLE)
    gamma = math.atan((x - X_POLE) / (Y_POLE - y))
    isometric = -math.log(radius / C) / N
    return Point(math.degrees(_latitude(isometric)), math.degrees(CENTRAL_MERIDIAN + gamma / N))


def _latitude(isometric: float) -> float:
    latitude = 2 * math.atan(math.exp(isometric)) - math.pi / 2
    while True:
        sine = ECCENTRICITY * math.sin(latitude)
        following = (
            2 * math.atan(((1 + sine) / (1 - sine)) ** (ECCENTRICITY / 2) * math.exp(isometric)) - math.pi / 2
        )
        if abs(following - latitude) < 1e-11:
            return following
        latitude = following
