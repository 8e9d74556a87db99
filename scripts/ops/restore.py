#!/usr/bin/env python3
"""Put a backup into an empty database: a SQLite file that is not there yet, or a PostgreSQL database without table.

    .venv/bin/python scripts/ops/restore.py /sauvegardes/palier-2026-11-24.dump --into postgres://palier@/palier_relue
    .venv/bin/python scripts/ops/restore.py /sauvegardes/palier-2026-11-24.sqlite3 --into /srv/palier/relue.sqlite3

All or nothing. A database that holds something is refused: create another one, compare, then change DATABASE_URL.
Exit code: 0, or 2 with the reason.
"""

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import psycopg
from databases import PostgresDatabase, Refused, SqliteFile, database, write_safely


def restore(backup: Path, address: str) -> None:
    """Put `backup` into the database of `address`. Raises Refused, and leaves it empty."""
    if not backup.is_file():
        raise Refused(f"{backup} n’existe pas")
    target = database(address)
    is_sqlite = backup.open("rb").read(15) == b"SQLite format 3"
    if is_sqlite != isinstance(target, SqliteFile):
        raise Refused("la sauvegarde et la base ne sont pas du même moteur")
    restore_sqlite(backup, target) if isinstance(target, SqliteFile) else restore_postgres(backup, target)


def restore_sqlite(backup: Path, target: SqliteFile) -> None:
    companions = [target.path.with_name(target.path.name + end) for end in ("", "-wal", "-shm")]
    left = [str(path) for path in companions if path.exists()]
    if left:
        raise Refused(f"il y a déjà quelque chose : {', '.join(left)}")
    SqliteFile(backup).check()
    part = target.path.with_name(target.path.name + ".part")
    try:
        write_safely(part)
        shutil.copyfile(backup, part)
        SqliteFile(part).check()
        write_safely(part)
        part.rename(target.path)
    finally:
        part.unlink(missing_ok=True)


def restore_postgres(backup: Path, target: PostgresDatabase) -> None:
    with target.open() as opened:
        tables = opened.tables()[:-1]  # all but the sequences
    if tables:
        raise Refused(f"la base n’est pas vide : elle a {len(tables)} tables")
    target.run("pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--no-acl", backup)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("backup", type=Path)
    parser.add_argument("--into", required=True, help="a DATABASE_URL, or the path of a SQLite file")
    options = parser.parse_args(arguments)
    try:
        restore(options.backup, options.into)
    except (Refused, OSError, psycopg.Error) as error:
        print(f"restore : {error}", file=sys.stderr)
        return 2
    print("Restaurée. Comparez-la (scripts/ops/compare.py), puis changez DATABASE_URL.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
