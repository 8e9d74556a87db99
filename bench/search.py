"""Measure finding on the database of DATABASE_URL: database layer, whole pages, number of queries."""

import argparse
import os
import random
import statistics
import time
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palier.config.settings")
os.environ.setdefault("LOG_LEVEL", "WARNING")

import django

django.setup()

from django.db import connection
from django.test import Client

from bench.generate import NOW
from palier.core.geo import Point
from palier.core.text import stems
from palier.directory import queries as directory
from palier.directory.models import Need
from palier.directory.models.codelists import FRAMEWORK_CODE
from palier.orientation import queries
from palier.orientation.queries.finding import _candidates, _match, stale_limit
from palier.orientation.results import Filters, Where
from palier.territory.models import Commune

Run = Callable[[], object]
WORDS = ["ateliers", "découverte", "passerelle numérique", "connexion", "clic relais"]


class Counter:
    """Counts queries: the log of Django is emptied at the start of each request."""

    queries = 0

    def __call__(self, execute: Callable[..., object], *args: object) -> object:
        self.queries += 1
        return execute(*args)


def percentiles(run: Callable[[], object], *, times: int) -> tuple[float, float]:
    """Return (p50, p95) of `run`, in milliseconds, after five runs that do not count."""
    for _ in range(5):
        run()
    took = []
    for _ in range(times):
        started = time.perf_counter()
        run()
        took.append((time.perf_counter() - started) * 1000)
    return statistics.median(took), statistics.quantiles(took, n=20)[18]


class Draw:
    """Draws questions the way people ask them: communes by their population. The same ones for the same seed."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        communes = Commune.objects.select_related("departement", "epci").defer("outline")
        self.communes = list(communes.exclude(population=None))
        self.weights = [c.population or 0 for c in self.communes]
        needs = Need.objects.select_related("parent").filter(framework__code=FRAMEWORK_CODE, is_in_scope=True)
        self.needs = list(needs.exclude(parent=None))

    def where(self) -> Where:
        """A commune, and its centre."""
        commune = self.rng.choices(self.communes, self.weights)[0]
        return Where(commune=commune, point=Point(commune.lat, commune.lon), label=commune.name)

    def need(self) -> Need:
        """A need."""
        return self.rng.choice(self.needs)

    def word(self) -> str:
        """One or two words."""
        return self.rng.choice(WORDS)


def find(need: Need | None, words: str, filters: Filters, where: Where | None) -> object:
    """Find help as a page does."""
    stale = stale_limit(NOW, months=12)
    typed = tuple(stems(words))
    return queries.find_help(
        need=need, stems=typed, where=where, filters=filters, now=NOW, far_away_min=15, stale_before=stale
    )


def searches(draw: Draw) -> dict[str, tuple[Run, Run, Callable[[], str]]]:
    """Return, by kind of search: the database layer, the whole search, the address of the page."""
    return {
        "besoin + commune": (
            lambda: _candidates(_match(draw.need(), ()), draw.where()),
            lambda: find(draw.need(), "", Filters(), draw.where()),
            lambda: f"/chercher/?besoin={draw.need().code}&ou={draw.where().commune.insee_code}",
        ),
        "mots + commune": (
            lambda: _candidates(_match(None, tuple(stems(draw.word()))), draw.where()),
            lambda: find(None, draw.word(), Filters(), draw.where()),
            lambda: f"/chercher/?q={draw.word()}&ou={draw.where().commune.insee_code}",
        ),
        "ouvert maintenant": (
            lambda: _candidates(_match(None, ()), draw.where()),
            lambda: find(None, "", Filters(open_now=True), draw.where()),
            lambda: f"/chercher/?ouvert=1&ou={draw.where().commune.insee_code}",
        ),
        "un mot, toute la France": (
            lambda: _candidates(_match(None, tuple(stems("ateliers"))), None),
            lambda: find(None, "ateliers", Filters(), None),
            lambda: "/chercher/?q=ateliers",
        ),
    }


def main() -> None:
    """Print one Markdown row per kind of search."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    client = Client(SERVER_NAME="localhost")
    client.get("/chercher/?q=mail&ou=Laval")
    places = directory.published_places().count()
    print(f"\n{connection.vendor}, {places} lieux, {args.times} fois, graine {args.seed}\n")
    print("| recherche | base p50 | base p95 | recherche entière p50 | p95 | page p50 | p95 | requêtes |")
    print("|---|---|---|---|---|---|---|---|")
    for name, (database, whole, url) in searches(Draw(args.seed)).items():
        counter = Counter()
        with connection.execute_wrapper(counter):
            client.get(url())
        figures = [
            *percentiles(database, times=args.times),
            *percentiles(whole, times=args.times),
            *percentiles(lambda url=url: client.get(url()), times=args.times),
        ]
        shown = " | ".join(f"{ms:.1f} ms" for ms in figures)
        print(f"| {name} | {shown} | {counter.queries} |", flush=True)


if __name__ == "__main__":
    main()
