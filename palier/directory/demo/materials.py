"""What the plan draws from: the TOML files, streets, fictional phone numbers, hours. Pure, seeded."""

import math
import random
import tomllib
import unicodedata
from pathlib import Path
from typing import Any

from palier.core.geo import KM_PER_DEGREE
from palier.core.ids import ALPHABET, PUBLIC_ID_LENGTH
from palier.directory.demo.specs import ServiceSpec, Town

FILES_DIR = Path(__file__).resolve().parent.parent / "demo_data"


class Materials:
    """One seeded generator and the files. The same seed draws the same things in the same order."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(f"palier demo {seed}")
        self.names = read("names")
        self.offers = read("offers")
        self.hours = read("hours")
        self._phones = 0

    def phone(self) -> str:
        """Return the next number of a range that ARCEP keeps for fiction (02 61 91 00 00 and after).

        Source: https://www.arcep.fr (décision 2018-0881, « numéros pour les œuvres audiovisuelles »).
        """
        self._phones += 1
        digits = f"026191{self._phones:04}"
        return " ".join(digits[i : i + 2] for i in range(0, 10, 2))

    def public_id(self) -> str:
        """Return eight characters drawn from the seed, so that addresses stay the same in every build."""
        return "".join(self.rng.choices(ALPHABET, k=PUBLIC_ID_LENGTH))

    def address(self) -> str:
        """Return a number and an invented street."""
        return f"{self.rng.randint(1, 48)} {self.rng.choice(self.names['streets'])}"

    def point_near(self, town: Town) -> tuple[float, float]:
        """Return (lat, lon) in degrees, at most 700 m from the centre of the town."""
        distance_km, angle = self.rng.uniform(0.05, 0.7), self.rng.uniform(0, 2 * math.pi)
        lat = town.lat + distance_km * math.cos(angle) / KM_PER_DEGREE
        lon = town.lon + distance_km * math.sin(angle) / (KM_PER_DEGREE * math.cos(math.radians(town.lat)))
        return round(lat, 5), round(lon, 5)

    def service(self, offer: str, **changes: Any) -> ServiceSpec:
        """Return the service of `offers.toml`, with `changes` in place of what it says."""
        values = dict(self.offers[offer])
        hours = values.pop("hours", "")
        if hours and "helper_hours" not in changes:
            changes["helper_hours"] = self.rng.choice(self.hours["helper"][hours])
        return ServiceSpec(**{name: _frozen(value) for name, value in (values | changes).items()})

    def verified_days_ago(self) -> int | None:
        """Return how long ago a record was verified: most are fresh, some are 14 months old, a few never were."""
        draw = self.rng.random()
        if draw < 0.05:
            return None
        low, high = (2, 150) if draw < 0.6 else (151, 330) if draw < 0.85 else (331, 425)
        return self.rng.randint(low, high)


def read(name: str) -> dict[str, Any]:
    """Return one of the TOML files of the demonstration."""
    return tomllib.loads((FILES_DIR / f"{name}.toml").read_text(encoding="utf-8"))


def email_of(name: str) -> str:
    """Return an address under the domain that the Internet keeps for examples (RFC 2606)."""
    plain = unicodedata.normalize("NFKD", name.lower().replace("œ", "oe")).encode("ascii", "ignore").decode()
    words = "".join(c if c.isalnum() else " " for c in plain).split()
    return f"contact@{'-'.join(words)[:50].strip('-')}.example"


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
