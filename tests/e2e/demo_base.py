"""Build a small demonstration in a database file: `python -m tests.e2e.demo_base`, with `DATABASE_URL` set.

Real communes of Mayenne and Maine-et-Loire, every place written by hand, one drawn place in four, some real town
halls: all through the actions that `palier prepare_demo` uses, in a few seconds. Static files are collected as
`palier serve` does it.
"""

import csv
import gzip
import io
import tempfile
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import django

DEPARTEMENTS = ("53", "49")
TOWN_HALLS_AROUND = ("53084", "53080", "53130", "53097", "53210", "53214", "49007", "49028", "49328")
KEEP_ONE_DRAWN_IN = 4


def main() -> None:
    """Build everything in the database of the settings, then collect the static files."""
    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from palier.directory import actions
    from palier.territory import actions as territory

    now = timezone.now()
    call_command("migrate", verbosity=0)
    with tempfile.TemporaryDirectory() as folder:
        write_small_extract(Path(folder))
        territory.load_extract(now=now, folder=Path(folder))
    actions.load_codelists(on=timezone.localdate(now))
    build_offer(now)
    build_agenda(now)
    call_command("collectstatic", interactive=False, verbosity=0)


def build_offer(now: datetime) -> None:
    """Build town halls and places, in the order of `prepare_demo`."""
    from palier.directory import demo

    rows = [row for row in demo.missing_town_halls() if row["insee_code"] in TOWN_HALLS_AROUND]
    for _report in demo.add_town_halls(rows, now=now):
        pass
    plan = demo.make_plan(seed=1, towns=demo.demo_towns())
    by_hand = {place.public_id for place in plan.places if place.description}
    drawn = [place for place in plan.places if place.public_id not in by_hand]
    kept = by_hand | {place.public_id for place in drawn[::KEEP_ONE_DRAWN_IN]}
    small = replace(plan, places=tuple(place for place in plan.places if place.public_id in kept))
    for _done in demo.build_places(small, now=now):
        pass
    demo.publish_built(small, now=now)


def build_agenda(now: datetime) -> None:
    """Build a network and its coming sessions, with identifiers that tests know: a café, one called off, a workshop."""
    from palier.agenda import actions
    from palier.agenda.actions.formats import load_formats
    from palier.agenda.actions.programme import cancel_session
    from palier.agenda.models import EventFormat
    from palier.directory.models import Language, Place, PlaceNetwork

    load_formats()
    place = Place.objects.select_related("owner", "operator").get(name="Médiathèque Le Seuil")
    organiser = place.owner or place.operator
    assert organiser is not None
    network = PlaceNetwork.objects.create(public_id="n3tw0rk1", name="Réseau des seuils", carrier=organiser)
    network.places.add(place)
    day = now.replace(hour=13, minute=0, second=0, microsecond=0)
    for public_id, code, days in (
        ("cafe0001", "digital-cafe", 2),
        ("cafe0002", "digital-cafe", 4),
        ("cafe0003", "digital-cafe", 34),
        ("atel0001", "discovery", 5),
    ):
        session = actions.create_session(
            format=EventFormat.objects.get(code=code),
            organiser=organiser,
            place=place,
            starts_at=day + timedelta(days=days),
            ends_at=day + timedelta(days=days, hours=2),
            values={"public_id": public_id, "is_demo": True, "languages": Language.objects.filter(code="ar")},
            by=None,
            now=now,
        )
        actions.publish_session(session=session, now=now)
        if public_id == "cafe0002":
            cancel_session(session=session, reason="La salle est fermée pour travaux.", now=now)


def write_small_extract(folder: Path) -> None:
    """Write the shipped extract to `folder`, with the communes of two départements only."""
    from palier.territory import extract

    for name in extract.LOADED_FILES:
        (folder / name).write_bytes((extract.EXTRACT_DIR / name).read_bytes())
    for name, column in (
        ("communes", "insee_code"),
        ("former_communes", "commune"),
        ("postal_codes", "commune"),
    ):
        rows = [r for r in extract.read_csv(folder, name) if r[column].startswith(DEPARTEMENTS)]
        text = io.StringIO()
        writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        (folder / f"{name}.csv.gz").write_bytes(gzip.compress(text.getvalue().encode()))


if __name__ == "__main__":
    main()
