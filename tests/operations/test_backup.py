"""Backup, restore and comparison, with the scripts that operators run, on both engines."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import pytest

from scripts.with_postgres import debian_bin
from tests.operations.servers import (
    ROOT,
    WITHOUT_SERVER,
    ask,
    environment,
    make_site,
    primary_server,
    programs,
)

OPS = ROOT / "scripts" / "ops"
# What a base holds that copies lose: bytes, empty beside absent, accents, big numbers, deleted identifiers.
ODD_ROWS = (
    "INSERT INTO feedback_feedback (page, message, contact, status, answer, created_at) VALUES "
    "('/', 'l’œuvre « à Noël » : 100 % ; ''cité''', '', 'NEW', '', '2026-11-24 10:00:00'), "
    "('/', 'effacé', '', 'NEW', '', '2026-11-24 10:00:00')",
    "DELETE FROM feedback_feedback WHERE message = 'effacé'",
)


def ops(script: str, *arguments: str | Path) -> tuple[int, str]:
    """Run a script of operators; return its exit code and what it said."""
    variables = environment()
    if debian_bin() is not None:
        variables["PATH"] = f"{programs()}:{variables['PATH']}"
    done = subprocess.run(
        [sys.executable, str(OPS / script), *(str(word) for word in arguments)],
        env=variables,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@dataclass(frozen=True)
class Base:
    """A filled database and a backup of it; `new()` gives an empty place for another; `run` executes SQL."""

    address: str
    saved: Path
    new: Callable[[], str]
    run: Callable[[str, str], None]


@pytest.fixture(scope="module")
def sqlite_base(tmp_path_factory: pytest.TempPathFactory) -> Base:
    folder = tmp_path_factory.mktemp("base")
    numbers = iter(range(100))

    def execute(address: str, statement: str) -> None:
        with closing(sqlite3.connect(address.removeprefix("sqlite:///"))) as connection, connection:
            connection.execute(statement)

    address = f"sqlite:///{folder / 'palier.sqlite3'}"
    make_site(address)
    execute(address, ODD_ROWS[0])
    ops("backup.py", "--from", address, folder / "saved")
    return Base(
        address, folder / "saved", lambda: f"sqlite:///{folder / f'{next(numbers)}.sqlite3'}", execute
    )


@pytest.fixture(scope="module")
def postgres_base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Base]:
    if debian_bin() is None:
        pytest.skip(WITHOUT_SERVER)
    with primary_server() as (_, url):
        make_site(url)
        ask(url, ODD_ROWS[0])
        saved = tmp_path_factory.mktemp("base") / "saved"
        ops("backup.py", "--from", url, saved)
        numbers = iter(range(100))

        def new() -> str:
            name = f"other{next(numbers)}"
            ask(url, f"CREATE DATABASE {name}")
            return url.replace("@/postgres", f"@/{name}")

        yield Base(url, saved, new, lambda address, statement: ask(address, statement) and None)


@pytest.fixture(params=["sqlite", "postgres"])
def base(request: pytest.FixtureRequest) -> Base:
    found: Base = request.getfixturevalue(f"{request.param}_base")
    return found


def test_what_is_restored_is_what_was_saved_row_by_row(base: Base, tmp_path: Path) -> None:
    for statement in ODD_ROWS:
        base.run(base.address, statement)
    saved, target = tmp_path / "saved", base.new()

    assert ops("backup.py", "--from", base.address, saved)[0] == 0
    assert ops("restore.py", saved, "--into", target)[0] == 0
    code, said = ops("compare.py", base.address, target)

    assert (code, said.splitlines()[-1].endswith("identiques")) == (0, True), said
    tables, rows = (int(part.split()[0]) for part in said.splitlines()[-1].split(" : ")[0].split(", "))
    assert tables > 30
    assert rows > 100
    assert os.stat(saved).st_mode & 0o077 == 0


# Where something changes, and how: each is told as soon as it happens, and nothing else is.
CHANGES = (
    ("directory_place", "UPDATE directory_place SET lat = lat + 1e-13"),
    ("territory_commune", "UPDATE territory_commune SET name = name || ' '"),
    ("feedback_feedback", "DELETE FROM feedback_feedback"),
    ("core_vocabulary", "ALTER TABLE core_vocabulary ADD COLUMN added integer"),
    ("more", "CREATE TABLE more (id integer)"),
    ("core_word", "CREATE INDEX more_speed ON core_word (documents)"),
)


def test_every_difference_is_found_and_nothing_else(base: Base) -> None:
    one, other = base.new(), base.new()
    for target in (one, other):
        assert ops("restore.py", base.saved, "--into", target)[0] == 0
    told: set[str] = set()

    for where, change in CHANGES:
        base.run(other, change)
        code, said = ops("compare.py", one, other)
        *found, total = said.splitlines()

        assert (code, total.endswith("différentes")) == (1, True), said
        assert set(found) - told, f"not told: {change}"
        assert [line for line in found if line not in told and where not in line] == []
        told |= set(found)


def test_nothing_is_replaced(base: Base) -> None:
    before = base.saved.read_bytes()

    again = ops("backup.py", "--from", base.address, base.saved)
    over = ops("restore.py", base.saved, "--into", base.address)

    assert (again[0], "existe déjà" in again[1], base.saved.read_bytes() == before) == (2, True, True)
    assert over[0] == 2
    assert "il y a déjà quelque chose" in over[1] or "la base n’est pas vide" in over[1]


def test_a_damaged_backup_is_refused_and_leaves_nothing(base: Base, tmp_path: Path) -> None:
    cut, target = tmp_path / "cut", base.new()
    whole = base.saved.read_bytes()
    cut.write_bytes(whole[: len(whole) // 2])

    assert ops("restore.py", cut, "--into", target)[0] == 2

    assert ops("restore.py", base.saved, "--into", target)[0] == 0  # the target was still empty


def test_a_backup_taken_while_the_site_writes_is_one_state(sqlite_base: Base, tmp_path: Path) -> None:
    """Each transaction adds one word to each of two indexes: any one state has as many of both."""
    path, done = sqlite_base.address.removeprefix("sqlite:///"), Event()
    pair = "INSERT INTO core_word (index_name, word, stem, documents) VALUES (?, ?, ?, 1)"

    def write() -> None:
        with closing(sqlite3.connect(path, timeout=30)) as connection:
            number = 0
            while not done.is_set():
                with connection:
                    for index in ("one", "two"):
                        connection.execute(pair, (index, f"mot{number}", f"mot{number}"))
                number += 1

    writer = Thread(target=write)
    writer.start()
    try:
        codes = [ops("backup.py", "--from", path, tmp_path / f"{number}")[0] for number in range(3)]
    finally:
        done.set()
        writer.join()

    counts = []
    for number in range(3):
        with closing(sqlite3.connect(tmp_path / f"{number}")) as copy:
            counted = "SELECT count(*) FROM core_word WHERE index_name = ?"
            counts.append([copy.execute(counted, [index]).fetchone()[0] for index in ("one", "two")])
    assert codes == [0, 0, 0]
    assert all(one == two for one, two in counts)
    assert 0 < counts[0][0] < counts[2][0]


def test_databases_of_two_engines_are_not_compared(sqlite_base: Base) -> None:
    assert ops("compare.py", sqlite_base.address, "postgres://nobody@/nothing")[0] == 2
