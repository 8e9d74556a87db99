"""Fill a database with generated places, the same ones for the same seed: for measures, never for show."""

import argparse
import os
import random
from datetime import datetime
from zoneinfo import ZoneInfo

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palier.config.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import transaction
from tqdm import tqdm

from palier.core.ids import ALPHABET
from palier.core.text import fold
from palier.directory import actions
from palier.directory.enums import (
    AccessMode,
    CapabilityKind,
    Modality,
    PlaceKind,
    PlaceStatus,
    Price,
    ServiceStatus,
)
from palier.directory.models import (
    Capability,
    ContactChannel,
    Need,
    Place,
    PlaceType,
    Service,
    ServiceAccessMode,
    ServiceModality,
)
from palier.directory.models.codelists import FRAMEWORK_CODE
from palier.territory.models import Commune

NOW = datetime(2026, 11, 24, 10, 30, tzinfo=ZoneInfo("Europe/Paris"))
KINDS = [
    PlaceKind.LIBRARY,
    PlaceKind.SOCIAL_CENTRE,
    PlaceKind.CCAS,
    PlaceKind.FRANCE_SERVICES,
    PlaceKind.ASSOCIATION,
]
HOURS = [
    "Mo-Fr 09:00-12:00,14:00-17:30; PH off",
    "Tu-Fr 10:00-12:30,14:00-18:00; Sa 09:30-12:30; PH off",
    "Mo,We,Fr 08:30-12:00; Th[1] 14:00-17:00; PH off",
    "Mo-Sa 09:00-19:00; PH off",
    "We 14:00-18:00; Sa 10:00-12:00,14:00-17:00; Aug off",
    "",
]
WORDS = [
    "numérique",
    "ateliers",
    "découverte",
    "accueil",
    "solidaire",
    "partage",
    "clic",
    "connexion",
    "passerelle",
    "relais",
]


def generate(count: int, *, seed: int = 1, batch_size: int = 500) -> None:
    """Add `count` published places spread like the population, two services each; index them all."""
    rng = random.Random(seed)
    communes = list(Commune.objects.select_related("departement").defer("outline").exclude(population=None))
    weights = [c.population or 0 for c in communes]
    needs = list(
        Need.objects.filter(
            framework__code=FRAMEWORK_CODE, framework__is_current=True, is_in_scope=True
        ).exclude(parent=None)
    )
    with tqdm(total=count, desc="Lieux", unit="lieu") as bar:
        for start in range(0, count, batch_size):
            size = min(batch_size, count - start)
            places = _places(rng, rng.choices(communes, weights, k=size), start)
            _one_batch(rng, places, needs)
            bar.update(size)
    actions.refresh_words()


@transaction.atomic
def _one_batch(rng: random.Random, places: list[Place], needs: list[Need]) -> None:
    Place.objects.bulk_create(places)
    PlaceType.objects.bulk_create(PlaceType(place=p, kind=rng.choice(KINDS)) for p in places)
    Capability.objects.bulk_create(
        Capability(place=p, kind=CapabilityKind.COMPUTER, answer=rng.choice(["YES", "NO"])) for p in places
    )
    ContactChannel.objects.bulk_create(
        ContactChannel(place=p, kind="PHONE", value=f"+332619100{rng.randrange(100):02}", is_preferred=True)
        for p in places
    )
    services = Service.objects.bulk_create(
        Service(
            place=p,
            public_id="".join(rng.choices(ALPHABET, k=8)),
            name=f"Aide {rng.choice(WORDS)}",
            status=ServiceStatus.PUBLISHED,
            price=rng.choice([Price.FREE, Price.FREE, Price.PAID, Price.UNKNOWN]),
            helper_hours=rng.choice(HOURS),
        )
        for p in places
        for _ in range(2)
    )
    through = Service.needs.through
    through.objects.bulk_create(
        [through(service=s, need=n) for s in services for n in rng.sample(needs, 3)], ignore_conflicts=True
    )
    ServiceModality.objects.bulk_create(
        ServiceModality(service=s, modality=Modality.ON_SITE) for s in services
    )
    ServiceAccessMode.objects.bulk_create(
        ServiceAccessMode(service=s, mode=rng.choice([AccessMode.WALK_IN, AccessMode.APPOINTMENT]))
        for s in services
    )
    actions.refresh_search_docs(place_ids=[p.pk for p in places], on=NOW.date())


def _places(rng: random.Random, communes: list[Commune], start: int) -> list[Place]:
    places = []
    for at, commune in enumerate(communes, start=start):
        name = f"{rng.choice(WORDS).capitalize()} {rng.choice(WORDS)} {at}"
        places.append(
            Place(
                public_id="".join(rng.choices(ALPHABET, k=8)),
                name=name,
                search_text=fold(name),
                status=PlaceStatus.PUBLISHED,
                published_at=NOW,
                commune=commune,
                address=f"{rng.randrange(1, 200)} rue de l’Essai",
                lat=commune.lat + rng.gauss(0, 0.02),
                lon=commune.lon + rng.gauss(0, 0.02),
                opening_hours=rng.choice(HOURS),
                verified_on=NOW.date(),
                is_demo=True,
            )
        )
    return places


def main() -> None:
    """Prepare the database of DATABASE_URL with `--places` generated places, unless it already holds them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--places", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    call_command("migrate", verbosity=0)
    call_command("load_territory", write=True)
    call_command("load_codelists", write=True)
    if Place.objects.count() < args.places:
        generate(args.places - Place.objects.count(), seed=args.seed)


if __name__ == "__main__":
    main()
