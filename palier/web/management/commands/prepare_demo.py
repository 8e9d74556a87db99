"""Prepare a demonstration database: territory, lists, invented offer, real town halls, search index."""

import secrets
import time
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from tqdm import tqdm

from palier.accounts.actions import load_roles
from palier.agenda import demo as agenda_demo
from palier.agenda.actions.formats import load_formats
from palier.directory import actions, demo
from palier.kits import demo as kits_demo
from palier.kits.actions.templates import load_templates
from palier.outreach.demo import build_guide
from palier.territory import actions as territory_actions


class Command(BaseCommand):
    help = (
        "Prépare une base de démonstration : toutes les communes de France, une offre inventée et les vraies mairies "
        "de la Mayenne et du Maine-et-Loire. Ce qui est déjà là n’est pas refait. N’écrit rien sans --write."
    )
    requires_system_checks: list[str] = []  # the database may not exist yet

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=1, help="graine du tirage (même graine, même offre)")
        parser.add_argument("--write", action="store_true", help="écrire (sinon : dit ce qui manque)")

    def handle(self, *args: Any, seed: int, write: bool, **options: Any) -> None:
        if not write:
            self._say_what_is_missing(seed)
            return
        started = time.monotonic()
        now = timezone.now()
        write_secret_key(self)
        self._migrate()
        self._load_territory()
        report = actions.load_codelists(on=timezone.localdate(now))
        self.stdout.write(
            f"Listes : {report.rows['besoins']} besoins, {report.rows['mots']} façons de les dire."
        )
        load_roles()
        load_formats()
        load_templates()
        self._build_offer(seed, now)
        people = demo.build_people(now=now)
        self.stdout.write(
            f"Personnes inventées : {people} ajoutées, toutes en « @demo.example » (voir le README)."
            if people
            else "Personnes inventées : déjà là."
        )
        self._play_month(seed, now)
        things = kits_demo.build_kits(now=now)
        self.stdout.write(
            f"Matériel inventé : {things} objets et valises." if things else "Matériel inventé : déjà là."
        )
        guide = build_guide(now=now)
        self.stdout.write(
            f"Guide de la Mayenne : imprimé, {guide.structure_count} structures."
            if guide
            else "Guide de la Mayenne : déjà là."
        )
        self.stdout.write(f"Démonstration prête en {time.monotonic() - started:.1f} s.")

    def _play_month(self, seed: int, now: datetime) -> None:
        if agenda_demo.is_played():
            self.stdout.write("Un mois de séances : déjà joué.")
            return
        held = 0
        with _bar("Séances inventées", None) as bar:
            for held in agenda_demo.play_month(seed=seed, now=now):
                bar.update(held - bar.n)
        self.stdout.write(f"Un mois de séances joué : {held} séances de huit bibliothèques.")

    def _say_what_is_missing(self, seed: int) -> None:
        if pending := _pending_migrations():
            self.stdout.write(f"Base à créer : {pending} migrations à appliquer, puis tout à charger.")
        elif not territory_actions.is_loaded():
            self.stdout.write("Territoire à charger, puis listes, offre et mairies.")
        else:
            plan = demo.make_plan(seed=seed, towns=demo.demo_towns())
            offer = "déjà là" if demo.is_built(plan) else f"{len(plan.places)} lieux à construire ou à finir"
            self.stdout.write(f"Offre : {offer}. Mairies manquantes : {len(demo.missing_town_halls())}.")
        self.stdout.write("Essai à blanc, rien d’écrit : ajoutez --write.")

    def _migrate(self) -> None:
        settings.VAR_DIR.mkdir(exist_ok=True)
        if pending := _pending_migrations():
            call_command("migrate", verbosity=0)
            self.stdout.write(f"Base de données : {pending} migrations appliquées.")
        else:
            self.stdout.write("Base de données : à jour.")

    def _load_territory(self) -> None:
        if territory_actions.is_loaded():
            self.stdout.write("Territoire : déjà chargé.")
        else:
            call_command("load_territory", write=True, stdout=self.stdout)

    def _build_offer(self, seed: int, now: datetime) -> None:
        rows = demo.missing_town_halls()
        with _bar("Mairies", len(rows)) as bar:
            refused: list[str] = []
            for report in demo.add_town_halls(rows, now=now):
                bar.update(report.added - bar.n)
                refused = report.refused
        for sentence in refused:
            self.stdout.write(sentence)
        plan = demo.make_plan(seed=seed, towns=demo.demo_towns())
        if demo.is_built(plan):
            self.stdout.write(
                f"Offre inventée : déjà là ({len(plan.places)} lieux). Mairies ajoutées : {len(rows)}."
            )
            return
        with _bar("Lieux inventés", len(plan.places)) as bar:
            for done in demo.build_places(plan, now=now):
                bar.update(done - bar.n)
        published = demo.publish_built(plan, now=now)
        services = sum(len(place.services) for place in plan.places)
        self.stdout.write(
            f"Offre inventée : {published} lieux publiés, {services} services. Mairies ajoutées : {len(rows)}."
        )


def write_secret_key(command: BaseCommand) -> None:
    """Write a secret of this machine in `var/secret_key`, once; readable by its owner only."""
    path = settings.VAR_DIR / "secret_key"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50) + "\n")
        command.stdout.write("Clé secrète écrite dans var/secret_key.")


def _pending_migrations() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _bar(title: str, total: int | None) -> "tqdm[Any]":
    return tqdm(total=total, desc=title, unit="", leave=False, disable=None if total else True)
