#!/usr/bin/env python3
"""Save the database in one file, while the site runs.

    DATABASE_URL=… .venv/bin/python scripts/ops/backup.py /sauvegardes/palier-2026-11-24.dump
    .venv/bin/python scripts/ops/backup.py --from var/palier.sqlite3 /sauvegardes/palier-2026-11-24.sqlite3

SQLite: one state of the base, copied page by page by SQLite itself, then checked. PostgreSQL: `pg_dump`, custom
format. The file has its name only once it is whole; an existing one is never replaced. Exit code: 0, or 2 with
the reason.
"""

import argparse
import os
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from databases import PostgresDatabase, Refused, SqliteFile, database, write_safely


def save(address: str, target: Path) -> None:
    """Save the database of `address` in `target`. Raises Refused, and leaves nothing behind."""
    if target.exists():
        raise Refused(f"{target} existe déjà")
    source, part = database(address), target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)  # of a backup that was interrupted
    try:
        write_safely(part)
        save_sqlite(source, part) if isinstance(source, SqliteFile) else save_postgres(source, part)
        write_safely(part)
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)


def save_sqlite(source: SqliteFile, part: Path) -> None:
    """Copy the file as it is at this moment. Writers do not wait: the journal (WAL) takes what they write."""
    if not source.path.is_file():
        raise Refused(f"{source.path} n’existe pas")
    with closing(sqlite3.connect(source.path)) as live, closing(sqlite3.connect(part)) as copy:
        live.backup(copy)  # all pages in one step: one state, and no start again when somebody writes
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, without companions
    SqliteFile(part).check()


def save_postgres(source: PostgresDatabase, part: Path) -> None:
    """Dump one state of the database, then read the table of contents of the dump."""
    source.run("pg_dump", "--format=custom", "--no-owner", "--no-acl", f"--file={part}")
    listed = subprocess.run(["pg_restore", "--list", part], capture_output=True, text=True, check=False)
    if listed.returncode or "TABLE DATA" not in listed.stdout:
        raise Refused(f"la sauvegarde ne se relit pas : {listed.stderr.strip() or 'elle est vide'}")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--from", dest="source", default=os.environ.get("DATABASE_URL", "var/palier.sqlite3"))
    parser.add_argument("target", type=Path)
    options = parser.parse_args(arguments)
    try:
        save(options.source, options.target)
    except (Refused, OSError, sqlite3.Error) as error:
        print(f"backup : {error}", file=sys.stderr)
        return 2
    print(f"{options.target} : {options.target.stat().st_size:,} octets".replace(",", " "))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
