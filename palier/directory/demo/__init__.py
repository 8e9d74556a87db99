"""An invented but believable offer of digital help for Mayenne (53) and Maine-et-Loire (49).

Everything is built through the same actions as the rest and marked as a demonstration; only communes and town
halls are real.
"""

from palier.directory.demo.build import build_places, is_built, publish_built
from palier.directory.demo.people import PEOPLE, build_people
from palier.directory.demo.plan import make_plan
from palier.directory.demo.specs import Plan, Town
from palier.directory.demo.town_halls import add_town_halls, missing_town_halls
from palier.directory.demo.towns import DEPARTEMENTS, demo_towns

__all__ = [
    "DEPARTEMENTS",
    "PEOPLE",
    "Plan",
    "Town",
    "add_town_halls",
    "build_people",
    "build_places",
    "demo_towns",
    "is_built",
    "make_plan",
    "missing_town_halls",
    "publish_built",
]
