#!/usr/bin/env python3
"""Compare two databases of one engine: tables, columns, indexes, sequences, and every row of every table.

    .venv/bin/python scripts/ops/compare.py postgres://palier@/palier postgres://palier@/palier_relue
    .venv/bin/python scripts/ops/compare.py var/palier.sqlite3 /srv/palier/relue.sqlite3

Reads one state of each and keeps one row of each in memory. What was written since the backup differs, of
course: compare with the site stopped, or accept the rows it names. Never shows what a row says, only where it is.
Exit code: 0 if they are the same, 1 if not, 2 if they cannot be compared.
"""

import argparse
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest

import psycopg
from databases import Opened, Refused, database

SHOWN = 20


class Comparison:
    """Differences between two open databases, found while they are asked for; `rows` counts what was read."""

    def __init__(self, first: Opened, second: Opened) -> None:
        self._first, self._second = first, second
        self.tables = self.rows = 0

    def differences(self) -> Iterator[str]:
        """Yield one sentence for each difference: at most one for the rows of each table."""
        for name in sorted({str(row[:3]) for row in self._first.schema() ^ self._second.schema()}):
            yield f"définition différente : {name}"
        mine, other = self._first.tables(), self._second.tables()
        for table in sorted(set(mine) ^ set(other)):
            yield f"table d’un seul côté : {table}"
        for table in sorted(set(mine) & set(other)):
            self.tables += 1
            yield from islice(self._rows_that_differ(table), 1)

    def _rows_that_differ(self, table: str) -> Iterator[str]:
        both = zip_longest(self._first.rows(table), self._second.rows(table))
        for number, (mine, other) in enumerate(both, start=1):
            self.rows += 1
            if mine != other:
                yield f"{table} : la ligne {number}, dans l’ordre de la clé, diffère ou manque"


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("first")
    parser.add_argument("second")
    options = parser.parse_args(arguments)
    try:
        first, second = database(options.first), database(options.second)
        if type(first) is not type(second):
            raise Refused("les deux bases ne sont pas du même moteur")
        with first.open() as one, second.open() as two:
            comparison = Comparison(one, two)
            found = list(comparison.differences())
    except (Refused, OSError, sqlite3.Error, psycopg.Error) as error:
        print(f"compare : {error}", file=sys.stderr)
        return 2
    for difference in found[:SHOWN]:
        print(difference)
    if len(found) > SHOWN:
        print(f"… et {len(found) - SHOWN} autres différences")
    print(
        f"{comparison.tables} tables, {comparison.rows} lignes : {'différentes' if found else 'identiques'}"
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
