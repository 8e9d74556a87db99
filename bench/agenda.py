"""Measure the agenda of a département with 2,000 sessions a month: pages, feeds and API, whole answers in one process.

    DATABASE_URL=sqlite:////tmp/agenda.sqlite3 .venv/bin/python -m bench.agenda

Fills the database of DATABASE_URL with invented places and sessions of the Mayenne, the same for the same seed: a year
that is over and three months to come. The clock of the measure is the real one, so the sessions are around today.
"""

import argparse
import os
import random
import time
from datetime import datetime, timedelta
from statistics import quantiles
from zoneinfo import ZoneInfo

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palier.config.settings")
os.environ.setdefault("LOG_LEVEL", "WARNING")
os.environ.setdefault("ALLOWED_HOSTS", "*")

import django

django.setup()

from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from bench.search import Counter
from palier.agenda.actions.formats import load_formats
from palier.agenda.enums import SessionStatus
from palier.agenda.models import EventFormat, Session
from palier.core.ids import ALPHABET
from palier.core.text import fold
from palier.directory import actions as directory
from palier.directory.enums import PlaceStatus
from palier.directory.models import ContactChannel, Language, Place, Structure, Topic
from palier.territory import actions as territory
from palier.territory.models import Commune

PARIS = ZoneInfo("Europe/Paris")
A_MONTH = 2_000
PLACES = 150
DAYS_BEFORE, DAYS_AFTER = 365, 92
MEASURED = {
    "agenda du département": "/agenda/departement-53/",
    "page 20": "/agenda/departement-53/?page=20",
    "un niveau, un thème": "/agenda/departement-53/?niveau=initiation&theme=bureautique",
    "lien social, ce week-end": "/agenda/departement-53/?objectif=social-link&quand=week-end",
    "un mois": "/agenda/departement-53/?mois={month}",
    "agenda de Laval": "/agenda/commune-53130/",
    "calendrier du département, 500 séances": "/agenda/departement-53/agenda.ics",
    "API, 50 séances": "/api/v1/sessions?territory=departement:53",
}


def prepare() -> None:
    """Create the tables, the communes, the lists and the formats, if they are not there."""
    call_command("migrate", verbosity=0)
    if not territory.is_loaded():
        call_command("load_territory", write=True, verbosity=0)
    directory.load_codelists(on=timezone.localdate())
    load_formats()


@transaction.atomic
def fill(*, seed: int, today: datetime) -> None:
    """Add places and their sessions, spread like the population; nothing if they are there."""
    if Session.objects.exists():
        return
    rng = random.Random(seed)
    structure = Structure.objects.create(name="Réseau mesuré", is_demo=True)
    communes = list(Commune.objects.filter(departement__code="53").defer("outline").exclude(population=None))
    weights = [commune.population or 0 for commune in communes]
    places = Place.objects.bulk_create(
        _place(rng, commune, number, structure)
        for number, commune in enumerate(rng.choices(communes, weights, k=PLACES))
    )
    ContactChannel.objects.bulk_create(
        ContactChannel(place=p, kind="PHONE", value=f"+332619100{n % 100:02}", is_preferred=True)
        for n, p in enumerate(places)
    )
    formats = list(EventFormat.objects.exclude(kind="SCHOOL"))
    count = round(A_MONTH * (DAYS_BEFORE + DAYS_AFTER) / 30.4)
    made = Session.objects.bulk_create(
        (_session(rng, rng.choice(formats), rng.choice(places), structure, today) for _ in range(count)),
        batch_size=1_000,
    )
    _link(rng, made)


def _place(rng: random.Random, commune: Commune, number: int, owner: Structure) -> Place:
    name = f"Médiathèque {number:03}"
    return Place(
        public_id="".join(rng.choices(ALPHABET, k=8)),
        name=name,
        search_text=fold(name),
        status=PlaceStatus.PUBLISHED,
        published_at=datetime(2026, 1, 1, tzinfo=PARIS),
        commune=commune,
        address=f"{number % 80 + 1} rue de l’Essai",
        lat=commune.lat,
        lon=commune.lon,
        owner=owner,
        is_demo=True,
    )


def _session(
    rng: random.Random, format: EventFormat, place: Place, organiser: Structure, today: datetime
) -> Session:
    day = today + timedelta(days=rng.randrange(-DAYS_BEFORE, DAYS_AFTER))
    start = day.replace(hour=rng.randrange(9, 20), minute=rng.choice((0, 30)))
    return Session(
        public_id="".join(rng.choices(ALPHABET, k=8)),
        format=format,
        status=SessionStatus.PUBLISHED,
        is_staff_only=format.is_staff_only,
        title=f"{format.label}, rendez-vous {rng.randrange(1000)}",
        search_text=fold(format.label),
        level=format.level,
        purposes=format.purposes,
        place=place,
        commune=place.commune,
        organiser=organiser,
        starts_at=start,
        ends_at=start + timedelta(minutes=format.duration_min),
        registration_mode=format.registration_mode,
        capacity_max=format.capacity_max,
        seats_taken=rng.randrange((format.capacity_max or 10) + 1),
        is_open_door=format.is_open_door,
        created_at=today,
        updated_at=today,
        published_at=today,
        is_demo=True,
    )


def _link(rng: random.Random, sessions: list[Session]) -> None:
    """One topic in two sessions, a language in ten."""
    topics, languages = list(Topic.objects.all()), list(Language.objects.exclude(code="fr"))
    in_topics, spoken = Session.topics.through, Session.languages.through
    in_topics.objects.bulk_create(
        in_topics(session=s, topic=rng.choice(topics)) for s in sessions if rng.random() < 0.5
    )
    spoken.objects.bulk_create(
        spoken(session=s, language=rng.choice(languages)) for s in sessions if rng.random() < 0.1
    )


def measure(name: str, path: str, *, runs: int) -> str:
    """Return one line of the table: the whole answer, warm, and its number of queries."""
    client, counter = Client(), Counter()
    with connection.execute_wrapper(counter):
        first = client.get(path)
    assert first.status_code == 200, path
    took, spent = [], time.process_time()
    for _ in range(runs):
        started = time.perf_counter()
        client.get(path)
        took.append((time.perf_counter() - started) * 1000)
    spent = (time.process_time() - spent) * 1000 / runs
    cuts = quantiles(took, n=20)
    shown = " | ".join(f"{ms:.0f} ms" for ms in (min(took), cuts[9], cuts[18], spent))
    return f"| {name} | {shown} | {counter.queries} |"


def main() -> None:
    """Prepare, fill and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=40)
    args = parser.parse_args()
    prepare()
    today = timezone.now().astimezone(PARIS).replace(hour=0, minute=0, second=0, microsecond=0)
    fill(seed=args.seed, today=today)
    coming = Session.objects.filter(starts_at__gte=today).count()
    print(f"\n{Session.objects.count()} séances en Mayenne, dont {coming} à venir.\n")
    print("| agenda | au plus court | p50 | p95 | processeur | requêtes |\n|---|---|---|---|---|---|")
    month = f"{today + timedelta(days=31):%Y-%m}"
    for name, path in MEASURED.items():
        print(measure(name, path.format(month=month), runs=args.runs), flush=True)


if __name__ == "__main__":
    main()
