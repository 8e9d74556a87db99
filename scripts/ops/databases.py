"""The databases that the scripts of this folder save, restore and compare: SQLite files and PostgreSQL."""

import hashlib
import os
import re
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import environ
import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

Row = tuple[Any, ...]
PG_SCHEMA = {
    "column": """SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attgenerated,
        a.attidentity, pg_get_expr(d.adbin, d.adrelid) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped""",
    "constraint": """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace""",
    # Casts and brackets of a condition with IN are written otherwise once a dump has been read back.
    "index": r"""SELECT tablename, indexname, regexp_replace(indexdef, '::[a-z ]+(\[\])?|[()]', '', 'g')
        FROM pg_indexes WHERE schemaname = 'public'""",
    "trigger": """SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger
        WHERE NOT tgisinternal""",
}
PG_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
PG_COLUMNS = """SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0
    AND NOT attisdropped ORDER BY attname"""
PG_KEY = """SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid
    AND a.attnum = ANY (i.indkey) WHERE i.indrelid = %s::regclass AND i.indisprimary ORDER BY a.attname"""
PG_SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1"


class Refused(Exception):
    """What was asked cannot be done; the message says why, to an operator, in French."""


class Opened(Protocol):
    """A database open for reading: what it is made of, and every row, in an order that both copies share."""

    def schema(self) -> set[Row]: ...
    def tables(self) -> list[str]: ...
    def rows(self, table: str) -> Iterator[Row]: ...


@dataclass(frozen=True)
class SqliteFile:
    """A SQLite database; `path` need not exist yet."""

    path: Path

    @contextmanager
    def open(self) -> Iterator["OpenedSqlite"]:
        """Read one state of the file, whatever is written meanwhile. Raises Refused if it is not there."""
        if not self.path.is_file():
            raise Refused(f"{self.path} n’existe pas")
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as connection:
            connection.execute("BEGIN")
            yield OpenedSqlite(connection)

    def check(self) -> None:
        """Raise Refused if the file is damaged or not a database."""
        try:
            with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as connection:
                said = [row[0] for row in connection.execute("PRAGMA integrity_check")]
                orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
        except sqlite3.DatabaseError as error:
            raise Refused(f"{self.path} n’est pas une base SQLite saine : {error}") from None
        if said != ["ok"] or orphans:
            raise Refused(f"{self.path} est abîmée : {said[:3]} {orphans[:3]}")


@dataclass(frozen=True)
class PostgresDatabase:
    """A PostgreSQL database. The password stays out of command lines, which every account can read."""

    conninfo: str
    password: str

    @contextmanager
    def open(self) -> Iterator["OpenedPostgres"]:
        """Read one state of the database, whatever is written meanwhile."""
        with psycopg.connect(self.conninfo, password=self.password or None) as connection:
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            connection.execute("SET LOCAL timezone = 'UTC'")
            yield OpenedPostgres(connection)

    def run(self, program: str, *options: str | Path) -> None:
        """Run one of PostgreSQL’s programs on this database. Raises Refused with what it said."""
        variables = os.environ | ({"PGPASSWORD": self.password} if self.password else {})
        command = [program, *(str(option) for option in options), f"--dbname={self.conninfo}"]
        try:
            done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
        except FileNotFoundError:
            raise Refused(f"{program} est absent : apt install postgresql-client") from None
        if done.returncode:
            raise Refused(f"{program} a échoué : {done.stderr.strip()}")


class OpenedSqlite:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def schema(self) -> set[Row]:
        return set(self._connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master"))

    def tables(self) -> list[str]:
        """Tables that hold rows; a virtual table (full text) keeps its own in others, which are here."""
        listed = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        return sorted(row[0] for row in self._connection.execute(listed))

    def rows(self, table: str) -> Iterator[Row]:
        columns = list(self._connection.execute("SELECT name, pk FROM pragma_table_info(?)", [table]))
        names = sorted(name for name, _ in columns)
        key = sorted(name for name, pk in columns if pk) or names
        quoted = ", ".join(f'"{name}"' for name in names)
        order = ", ".join(f'"{name}"' for name in key)
        yield from self._connection.execute(f'SELECT {quoted} FROM "{table}" ORDER BY {order}')


class OpenedPostgres:
    def __init__(self, connection: psycopg.Connection[Row]) -> None:
        self._connection = connection

    def schema(self) -> set[Row]:
        return {
            (kind, *row[:-1], as_first_written(row[-1]) if kind == "constraint" else row[-1])
            for kind, asked in PG_SCHEMA.items()
            for row in self._connection.execute(asked.encode())
        }

    def tables(self) -> list[str]:
        return [*sorted(row[0] for row in self._connection.execute(PG_TABLES)), "(sequences)"]

    def rows(self, table: str) -> Iterator[Row]:
        """Rows as text, ordered by the bytes of their key: servers may sort words in different ways."""
        if table == "(sequences)":
            yield from self._connection.execute(PG_SEQUENCES)
            return
        names = self._names(PG_COLUMNS, table)
        key = self._names(PG_KEY, table) or names
        query = sql.SQL("SELECT {} FROM {} ORDER BY {}").format(
            sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(name)) for name in names),
            sql.Identifier(table),
            sql.SQL(", ").join(sql.SQL('{}::text COLLATE "C"').format(sql.Identifier(name)) for name in key),
        )
        name = f"rows_{hashlib.md5(table.encode()).hexdigest()}"
        with self._connection.cursor(name) as cursor:
            yield from cursor.execute(query)

    def _names(self, query: str, table: str) -> list[str]:
        return [row[0] for row in self._connection.execute(query.encode(), [f'"{table}"'])]


def as_first_written(rule: str) -> str:
    """Return a constraint without what PostgreSQL adds when it reads its own text again: casts, parentheses."""
    return re.sub(r"::(text|character varying)(\[\])?|[()]", "", rule)


Database = SqliteFile | PostgresDatabase


def database(address: str) -> Database:
    """Return the database of a DATABASE_URL, or of the path of a SQLite file. Raises Refused for another engine."""
    if "://" not in address:
        return SqliteFile(Path(address))
    config = environ.Env.db_url_config(address)
    if config["ENGINE"].endswith("sqlite3"):
        return SqliteFile(Path(config["NAME"]))
    if not config["ENGINE"].endswith("postgresql"):
        raise Refused(f"ni SQLite ni PostgreSQL : {address.partition(':')[0]}")
    names = {"dbname": "NAME", "user": "USER", "host": "HOST", "port": "PORT"}
    given = {name: str(config[key]) for name, key in names.items() if config.get(key)}
    return PostgresDatabase(
        make_conninfo(**given | config.get("OPTIONS", {})), str(config.get("PASSWORD") or "")
    )


def write_safely(path: Path, contents: Iterable[bytes] = ()) -> None:
    """Write `contents` to `path`, readable by its owner alone, and wait until the disk has it."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        for block in contents:
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
