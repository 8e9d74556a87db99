"""Measure the guide of a territory: 110 structures, then 1,000, from the gesture that freezes to the two prints.

    DATABASE_URL=sqlite:////tmp/guide.sqlite3 .venv/bin/python -m bench.guide --structures 110 1000

Fills the database of DATABASE_URL with invented structures of the Mayenne, if need be, and takes the guide back after.
"""

import argparse
import os
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palier.config.settings")
os.environ.setdefault("LOG_LEVEL", "WARNING")

import django

django.setup()

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from palier.core.geo import Point
from palier.directory import actions as directory
from palier.directory.enums import ContactKind, Modality, Visibility
from palier.directory.models import Need, Place
from palier.outreach import actions, queries
from palier.outreach.enums import Readership
from palier.outreach.models import GuideEdition
from palier.territory import actions as territory
from palier.territory.models import Commune

WHERE = "departement:53"
HOURS = ("Mo-Fr 09:00-12:00,14:00-17:30", "Tu,Th 10:00-12:30; Sa 09:00-12:00", "We[1] 14:00-18:00")


def prepare() -> None:
    """Create the tables, the communes and the needs, if they are not there."""
    call_command("migrate", verbosity=0)
    if not territory.is_loaded():
        call_command("load_territory", write=True, verbosity=0)
    directory.load_codelists(on=timezone.localdate())


@transaction.atomic
def fill(count: int) -> None:
    """Publish places until there are `count` structures: one or two services each, public and direct phones."""
    now, there = timezone.now(), Place.objects.count()
    communes = list(Commune.objects.filter(departement__code="53").order_by("insee_code"))
    needs = list(Need.objects.filter(framework__is_current=True).exclude(parent=None).order_by("pk"))
    with directory.postponed_refresh(on=now.date()):
        for rank in range(there, count):
            commune = communes[rank * 7 % len(communes)]
            structure = directory.create_structure(name=f"Espace numérique {rank:04} de {commune.name}")
            phone = f"02 61 91 {rank // 100 % 100:02} {rank % 100:02}"
            directory.add_contact(of=structure, kind=ContactKind.PHONE, value=phone)
            place = directory.create_place(
                name=f"Accueil {rank:04}",
                commune=commune,
                address=f"{rank % 80 + 1} rue de la Gare",
                point=Point(commune.lat, commune.lon),
                owner=structure,
                operator=structure,
                opening_hours=HOURS[rank % 3],
            )
            directory.add_contact(
                of=place, kind=ContactKind.PHONE, value="06 39 98 00 10", visibility=Visibility.PROFESSIONAL
            )
            directory.publish_place(place=place, now=now)
            for part in range(rank % 2 + 1):
                chosen = [needs[(rank * 3 + part + step) % len(needs)] for step in range(4)]
                service = directory.add_service(
                    place=place, name="Aide au numérique", needs=chosen, modalities=(Modality.ON_SITE,)
                )
                directory.publish_service(service=service, now=now)


def measure(count: int) -> None:
    """Freeze a guide of `count` structures and print what it cost; then take it back."""
    edition = actions.create_edition(
        title="Guide mesuré", territory=WHERE, year=2100 + count % 90, by=None, now=timezone.now()
    )
    started = time.perf_counter()
    actions.proof_of(edition=edition, now=timezone.now())
    one = time.perf_counter() - started
    started = time.perf_counter()
    actions.freeze_edition(edition=edition, with_public=True, now=timezone.now())
    frozen = time.perf_counter() - started
    pdf = queries.print_of(edition, Readership.PROFESSIONAL) or b""
    print(
        f"| {edition.structure_count} structures | {one:.1f} s | {frozen:.1f} s | {len(pdf) / 1e6:.1f} Mo |",
        flush=True,
    )
    GuideEdition.objects.filter(pk=edition.pk).delete()


def main() -> None:
    """Prepare, fill and measure each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--structures", type=int, nargs="+", default=[110, 1000])
    args = parser.parse_args()
    prepare()
    print("| guide | un PDF, des fiches au fichier | figer : deux éditions, deux PDF | taille |")
    print("| --- | --- | --- | --- |")
    for count in args.structures:
        fill(count)
        measure(count)


if __name__ == "__main__":
    main()
