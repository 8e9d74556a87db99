"""Measure the import of a national-schema file, the same file again, the API and the exports.

    DATABASE_URL=sqlite:////tmp/mesure.sqlite3 .venv/bin/python -m bench.exchange --rows 20000

Prepares the database of DATABASE_URL if need be; a row already imported there is measured as unchanged.
Prints wall-clock and processor seconds, and the peak memory of a process that does nothing else. An import links
what it changed unless LINK_AFTER_IMPORT is off; `--only link` then times the linking of all places.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palier.config.settings")
os.environ.setdefault("LOG_LEVEL", "WARNING")

import django

django.setup()

from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client

from bench.national_file import write_national_file
from palier.directory.imports import reports, running
from palier.directory.imports.linking import link_places
from palier.directory.imports.preparing import prepare
from palier.directory.models import Place

API = {
    "autour d’un point": "/api/v1/places?near=47.47,-0.55&radius_km=20",
    "service autour d’une commune": "/api/v1/places?commune=53130&service=demarches-administratives",
    "mots": "/api/v1/places?q=m%C3%A9diath%C3%A8que%20photos",
    "500 fiches, toute la France": "/api/v1/places?limit=500",
}
TOLD_EVERY = 20_000
EXPORTS = ("national-csv", "data-inclusion", "geojson")


class Clock:
    """Wall-clock and processor seconds since it was made."""

    def __init__(self) -> None:
        self._wall, self._processor = time.perf_counter(), time.process_time()

    def tell(self, label: str) -> None:
        """Print a line: what it took until now, and the memory of the process.

        The peak counts the pages of the database file that SQLite maps (up to 256 MB); own memory does not.
        """
        wall, processor = time.perf_counter() - self._wall, time.process_time() - self._processor
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        own = f"{_own_memory_mb():.0f} Mo"
        print(f"| {label} | {wall:.1f} s | {processor:.1f} s | {peak_mb:.0f} Mo | {own} |", flush=True)


@contextmanager
def measured(label: str) -> Iterator[None]:
    """Print what the block took."""
    clock = Clock()
    yield
    clock.tell(label)


def _own_memory_mb() -> float:
    """Return the resident memory of this process that is no file, in megabytes."""
    fields = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(fields["RssAnon"].split()[0]) / 1024


def import_file(file: Path, *, source: str) -> None:
    """Import the file as the command does, report and linking included; say what it cost every 20,000 rows."""
    clock, label = Clock(), f"import de {file.stem}, {Place.objects.count()} lieux déjà là"
    done = 0
    for progress in running.import_file(prepare(file, source_code=source), now=datetime.now(UTC), write=True):
        if progress.done // TOLD_EVERY > done // TOLD_EVERY:
            clock.tell(f"… {progress.done} lignes")
        done = progress.done
    assert progress.run is not None
    with tempfile.TemporaryFile("w+", encoding="utf-8") as out:
        reports.write_json(out, reports.lines_of(progress.run), progress.totals)
    clock.tell(label)
    linked = f"Rapprochement : {progress.linked.sentence}." if progress.linked else "Sans rapprochement."
    print(
        f"\n{reports.totals_sentence(progress.totals)} {linked} Base : {_database_mb():.0f} Mo.\n", flush=True
    )


def link_everything() -> None:
    """Link every place with every other, without writing, and say what it cost."""
    clock = Clock()
    report = link_places(
        now=datetime.now(UTC), write=False, progress=lambda stage, _: clock.tell(f"… {stage}")
    )
    clock.tell("rapprochement de tous les lieux")
    print(f"\n{report.sentence}\n", flush=True)


def _database_mb() -> float:
    """Return what the database takes on disk."""
    if connection.vendor == "sqlite":
        paths = [Path(f"{connection.settings_dict['NAME']}{suffix}") for suffix in ("", "-wal")]
        return sum(path.stat().st_size for path in paths if path.exists()) / 1e6
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0]) / 1e6


def export_file(format_name: str, folder: Path) -> None:
    """Export every place in one format, and say what it cost."""
    with measured(f"export {format_name}"):
        call_command(
            "export_places", str(folder / format_name), format=format_name, with_demo=True, stdout=sys.stderr
        )


def ask_the_api(times: int) -> None:
    """Print p50 and p95 of whole answers of the API, in one process without a network, first one left out."""
    client = Client(SERVER_NAME="localhost")
    print("\n| API | p50 | p95 | processeur, moyenne |\n|---|---|---|---|")
    for label, address in API.items():
        took = sorted(_answers(partial(_answer, client, address), times))
        mean = sum(processor for _, processor in took) / len(took)
        p50, p95 = took[len(took) // 2][0], took[int(len(took) * 0.95)][0]
        print(f"| {label} | {p50:.0f} ms | {p95:.0f} ms | {mean:.0f} ms |", flush=True)


def _answer(client: Client, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address} : {answer.status_code}")


def _answers(run: Callable[[], None], times: int) -> Iterator[tuple[float, float]]:
    """Yield (wall, processor) milliseconds of each run but the first; the rate limit is not what is measured."""
    run()
    for _ in range(times):
        cache.clear()
        wall, processor = time.perf_counter(), time.process_time()
        run()
        yield (time.perf_counter() - wall) * 1000, (time.process_time() - processor) * 1000


def in_a_process(*arguments: str) -> None:
    """Run one part in a process of its own, so that its peak memory is its own."""
    subprocess.run([sys.executable, "-m", "bench.exchange", *arguments], check=True)


def main() -> None:
    """Without `--only`, prepare and run every part, one process each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--times", type=int, default=30, help="answers of the API of each kind")
    parser.add_argument("--only", choices=["prepare", "import", "link", "export", "api"])
    parser.add_argument("--file", type=Path)
    parser.add_argument("--source", default="mesure", help="code of the source of an import")
    parser.add_argument("--format", choices=EXPORTS)
    args = parser.parse_args()
    if args.only == "prepare":
        call_command("migrate", verbosity=0)
        call_command("load_territory", write=True, stdout=sys.stderr)
        call_command("load_codelists", write=True, stdout=sys.stderr)
        write_national_file(args.file, rows=args.rows, seed=args.seed)
    elif args.only == "import":
        import_file(args.file, source=args.source)
    elif args.only == "link":
        link_everything()
    elif args.only == "export":
        export_file(args.format, args.file)
    elif args.only == "api":
        ask_the_api(args.times)
    else:
        _everything(args.rows, args.seed, args.times)


def _everything(rows: int, seed: int, times: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{rows}-lignes.csv"
        in_a_process("--only", "prepare", "--file", str(file), "--rows", str(rows), "--seed", str(seed))
        print(f"\n{connection.vendor}, {rows} lignes, graine {seed}\n", flush=True)
        print(
            "| mesure | durée | processeur | mémoire, au plus | à la fin |\n|---|---|---|---|---|", flush=True
        )
        for _ in ("first", "again"):
            in_a_process("--only", "import", "--file", str(file))
        for format_name in EXPORTS:
            in_a_process("--only", "export", "--file", folder, "--format", format_name)
        in_a_process("--only", "api", "--times", str(times))


if __name__ == "__main__":
    main()
