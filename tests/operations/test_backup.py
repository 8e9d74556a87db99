"""Backup, restore and comparison, with the scripts that operators run, on both engines."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

from tests.operations.servers import Base, ops


def test_what_is_restored_is_what_was_saved_row_by_row(base: Base, tmp_path: Path) -> None:
    base.run(base.address, "DELETE FROM feedback_feedback WHERE message = 'effacé'")
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
