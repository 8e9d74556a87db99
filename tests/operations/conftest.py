"""A filled base on each engine, made once, with the scripts that operators run."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from scripts.with_postgres import debian_bin
from tests.operations.servers import WITHOUT_SERVER, Base, ask, make_site, ops, primary_server

# What copies lose: accents, quotes, empty beside absent.
ODD_ROW = (
    "INSERT INTO feedback_feedback (page, message, contact, status, answer, created_at) VALUES "
    "('/', 'l’œuvre « à Noël » : 100 % ; ''cité''', '', 'NEW', '', '2026-11-24 10:00:00'), "
    "('/', 'effacé', '', 'NEW', '', '2026-11-24 10:00:00')"
)


@pytest.fixture(scope="session")
def sqlite_base(tmp_path_factory: pytest.TempPathFactory) -> Base:
    folder = tmp_path_factory.mktemp("base")
    numbers = iter(range(100))

    def execute(address: str, statement: str) -> None:
        with closing(sqlite3.connect(address.removeprefix("sqlite:///"))) as connection, connection:
            connection.execute(statement)

    address = f"sqlite:///{folder / 'palier.sqlite3'}"
    make_site(address)
    execute(address, ODD_ROW)
    ops("backup.py", "--from", address, folder / "saved")
    return Base(
        address, folder / "saved", lambda: f"sqlite:///{folder / f'{next(numbers)}.sqlite3'}", execute
    )


@pytest.fixture(scope="session")
def postgres_base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Base]:
    if debian_bin() is None:
        pytest.skip(WITHOUT_SERVER)
    with primary_server() as (_, url):
        make_site(url)
        ask(url, ODD_ROW)
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
