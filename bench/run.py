"""Every measure of the product, on databases of 20,000 and 200,000 generated places under var/bench/."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "var" / "bench"


def run(module: str, *arguments: str, database: Path) -> None:
    """Run one measure against one database; stop everything if it fails."""
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{database}", "LOG_LEVEL": "WARNING"}
    subprocess.run([sys.executable, "-m", module, *arguments], check=True, env=environment)


def main() -> None:
    """Prepare each database once, then measure; a second run only measures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--places", type=int, nargs="+", default=[20_000, 200_000])
    parser.add_argument("--rows", type=int, nargs="*", default=[20_000], help="rows of the file to import")
    args = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    run("bench.bench_territory", database=FOLDER / "territory.sqlite3")
    run("bench.guide", database=FOLDER / "guide.sqlite3")
    run("bench.agenda", database=FOLDER / "agenda.sqlite3")
    run("bench.registrations", database=FOLDER / "registrations.sqlite3")
    run("bench.linkage", database=FOLDER / "territory.sqlite3")  # reads none: its lists are made in memory
    for count in args.places:
        database = FOLDER / f"places-{count}.sqlite3"
        run("bench.generate", "--places", str(count), database=database)
        run("bench.search", database=database)
        run("bench.serve", database=database)
    for count in args.rows:
        database = FOLDER / f"rows-{count}.sqlite3"
        database.unlink(missing_ok=True)  # what is measured first is an import into an empty directory
        run("bench.exchange", "--rows", str(count), database=database)


if __name__ == "__main__":
    main()
