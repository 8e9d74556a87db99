"""Measure the territory: time to load the extract, to build the gazetteer, to suggest and to find.

    DATABASE_URL=sqlite:////tmp/bench.sqlite3 .venv/bin/python bench/bench_territory.py

Uses an empty or a loaded database (DATABASE_URL); migrates it and loads the extract if need be. Prints p50
and p95 in milliseconds for texts drawn from the names themselves, weighted by population as people are.
"""

import argparse
import os
import random
import time
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palier.config.settings")

import django

django.setup()

from django.core.management import call_command
from django.utils import timezone

from palier.territory import actions, gazetteer, queries


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=500, help="texts of each kind")
    options = parser.parse_args()
    chance = random.Random(options.seed)

    call_command("migrate", verbosity=0)
    start = time.perf_counter()
    report = actions.load_extract(now=timezone.now())
    already = " (already loaded)" if report.is_unchanged else ""
    print(f"load the extract        {time.perf_counter() - start:8.2f} s{already}")
    start = time.perf_counter()
    book = gazetteer.gazetteer()
    print(
        f"build the gazetteer     {time.perf_counter() - start:8.2f} s, {len(book.entries)} names, once a process"
    )

    weights = [max(entry.population, 50) for entry in book.entries]
    entries = chance.choices(book.entries, weights, k=options.count)
    names = [entry.name for entry in entries]
    beginnings = [name[: chance.randint(1, 7)] for name in names]
    misspelt = [slip(name[: chance.randint(4, 12)], chance) for name in names]
    codes = [(entry.postal_codes or ("98",))[0][: chance.randint(2, 5)] for entry in entries]
    both = [f"{entry.name} ({(entry.postal_codes or ('98800',))[0]})" for entry in entries]
    measure("suggest, beginning", queries.suggest_communes, beginnings)
    measure("suggest, postal code", queries.suggest_communes, codes)
    measure("suggest, misspelt", queries.suggest_communes, misspelt)
    measure("find, name and code", queries.parse_where, both)
    measure("find, name", queries.parse_where, names)
    measure("find, misspelt", queries.parse_where, [slip(name, chance) for name in names])


def slip(text: str, chance: random.Random) -> str:
    """Return `text` with one letter dropped, doubled, changed or swapped with the next."""
    at = chance.randrange(len(text))
    kinds = [
        text[:at] + text[at + 1 :],
        text[:at] + text[at] + text[at:],
        text[:at] + chance.choice("aeiourstln") + text[at + 1 :],
        text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :],
    ]
    return chance.choice(kinds)


def measure(label: str, call: Callable[[str], object], texts: list[str]) -> None:
    """Print the median and the 95th percentile of one call, after a first round that warms the caches."""
    for text in texts[:50]:
        call(text)
    times = []
    for text in texts:
        start = time.perf_counter()
        call(text)
        times.append((time.perf_counter() - start) * 1000)
    times.sort()
    p50, p95 = times[len(times) // 2], times[int(len(times) * 0.95)]
    print(f"{label:<22}  p50 {p50:6.2f} ms   p95 {p95:6.2f} ms")


if __name__ == "__main__":
    main()
