"""Reads of visitors on a streaming replica: a real primary, a real replica, the real site between them."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from palier.core.db.replicas import Circuit
from scripts.with_postgres import debian_bin
from tests.operations.servers import (
    PALIER,
    WITHOUT_SERVER,
    Replica,
    ask,
    get,
    health,
    make_site,
    primary_server,
    replica_of,
    run,
    served_site,
    wait_until,
)

RETRY_S = 3
needs_server = pytest.mark.skipif(debian_bin() is None, reason=WITHOUT_SERVER)


@dataclass(frozen=True)
class Pair:
    """The site on `port`; its page at `path`; the primary and its replica."""

    port: int
    path: str
    primary_url: str
    replica: Replica

    def move(self, address: str) -> None:
        ask(self.primary_url, f"UPDATE directory_place SET address = '{address}'")

    def follow(self, *, follows: bool) -> None:
        """Let the replica follow the primary, or freeze it as it is."""
        ask(self.primary_url, f"SELECT pg_wal_replay_{'resume' if follows else 'pause'}()", port=5433)

    def shows(self, address: str, **headers: str) -> bool:
        answer = get(self.port, self.path, **headers)
        assert answer.status == 200
        return address in answer.text


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    log = tmp_path_factory.mktemp("replica") / "site.log"
    with primary_server() as (folder, url):
        path = make_site(url)
        with replica_of(folder) as replica:
            settings = {"DATABASE_URL": url, "REPLICA_URL": replica.url, "REPLICA_RETRY_S": str(RETRY_S)}
            with served_site(log, **settings) as port:
                yield Pair(port, get(port, path).headers["Location"], url, replica)


@needs_server
def test_visitors_read_the_replica_and_everybody_else_the_primary(pair: Pair) -> None:
    assert health(pair.port) == {"status": "ok", "database": "postgresql", "reads": "replica"}
    old = "9 rue Ancienne"
    pair.move(old)
    wait_until(lambda: pair.shows(old))
    pair.follow(follows=False)
    pair.move("3 rue Neuve")

    seen_by_visitor = pair.shows(old)
    seen_by_professional = pair.shows("3 rue Neuve", Cookie="palier_session=any")
    pair.follow(follows=True)

    assert (seen_by_visitor, seen_by_professional) == (True, True)
    wait_until(lambda: pair.shows("3 rue Neuve"))


@needs_server
def test_the_loss_of_the_replica_is_not_seen_and_its_return_is(pair: Pair) -> None:
    assert health(pair.port)["reads"] == "replica"
    pair.replica.kill()
    pair.move("5 quai Perdu")

    # The first page after the loss finds its open connection cut: all threads of the process have one.
    pages = [pair.shows("5 quai Perdu") for _ in range(12)]

    assert pages == [True] * 12
    assert health(pair.port)["reads"] == "primary"
    pair.replica.start()
    wait_until(lambda: health(pair.port)["reads"] == "replica")
    wait_until(lambda: pair.shows("5 quai Perdu"))


# What a process does inside one request: runs with both servers, prints where each read went.
INSIDE = """
import django; django.setup()
from django.db import connections, transaction
from palier.core.db.replicas import reading_alias, visitor_reads
from palier.core.models import RateLimitWindow
from palier.core.ratelimit import take
from palier.directory.models import Place
from palier.feedback.models import Feedback
from datetime import datetime, timezone

def server(rows):
    with connections[rows.db].cursor() as cursor:
        cursor.execute("SELECT pg_is_in_recovery()")
        return "replica" if cursor.fetchone()[0] else "primary"

now = datetime.now(timezone.utc)
print("outside", server(Place.objects.all()))
with visitor_reads():
    print("visitor", server(Place.objects.all()), "sql", reading_alias())
    print("counter", server(RateLimitWindow.objects.all()))
    take("api", "visitor", limit=5, window_s=3600, now=now)
    print("counted", server(Place.objects.all()))
    with transaction.atomic():
        print("transaction", server(Place.objects.all()))
    Feedback.objects.create(page="/", message="merci", contact="", created_at=now)
    print("written", server(Place.objects.all()), "rows", Feedback.objects.filter(message="merci").count())
with visitor_reads():
    print("next", server(Place.objects.all()))
    try:
        Place.objects.using("replica").update(name="jamais")
    except Exception as error:
        print("refused", type(error.__cause__).__name__)
    print("chunks", sum(1 for _ in Place.objects.iterator(chunk_size=1)))
"""


@needs_server
def test_a_request_that_writes_reads_what_it_wrote(pair: Pair) -> None:
    said = run(sys.executable, "-c", INSIDE, DATABASE_URL=pair.primary_url, REPLICA_URL=pair.replica.url)

    assert said.splitlines() == [
        "outside primary",
        "visitor replica sql replica",
        "counter primary",
        "counted replica",
        "transaction primary",
        "written primary rows 1",
        "next replica",
        "refused ReadOnlySqlTransaction",
        "chunks 1",
    ]


@needs_server
def test_a_statement_that_is_wrong_is_not_asked_twice(pair: Pair) -> None:
    code = """
import django; django.setup()
from django.db import ProgrammingError, connections
from palier.core.db.replicas import circuit
try:
    connections["replica"].cursor().execute("SELECT nothing FROM nowhere")
except ProgrammingError:
    print("refused", circuit.allows(0.0))
connections["replica"].cursor().execute("SET statement_timeout = 20")
try:
    connections["replica"].cursor().execute("SELECT pg_sleep(2), pg_is_in_recovery()")
except Exception as error:
    print(type(error.__cause__).__name__, circuit.allows(0.0))
"""

    said = run(sys.executable, "-c", code, DATABASE_URL=pair.primary_url, REPLICA_URL=pair.replica.url)

    assert said.splitlines() == ["refused True", "QueryCanceled True"]


@needs_server
def test_a_connection_cut_between_two_reads_of_a_page_costs_no_error(pair: Pair) -> None:
    code = """
import django; django.setup()
from django.db import connection, connections
from palier.core.db.replicas import visitor_reads
from palier.directory.models import Place
import psycopg
with visitor_reads():
    print(Place.objects.all().db, Place.objects.count())
    read = connections["replica"].connection
    with psycopg.connect(read.info.dsn, autocommit=True) as operator:
        operator.execute("SELECT pg_terminate_backend(%s)", [read.info.backend_pid])
    rows = Place.objects.all()
    print(rows.db, len(rows), rows[0]._state.db, read.closed)
    print(Place.objects.all().db, Place.objects.count())
"""

    said = run(sys.executable, "-c", code, DATABASE_URL=pair.primary_url, REPLICA_URL=pair.replica.url)

    assert said.splitlines() == ["replica 1", "replica 1 replica True", "default 1"]


@pytest.mark.parametrize(
    ("primary", "replica"),
    [("sqlite:////tmp/a.sqlite3", "postgres://a@b/c"), ("postgres://a@b/c", "sqlite:////tmp/a.sqlite3")],
)
def test_a_replica_of_another_engine_is_refused_at_start(primary: str, replica: str) -> None:
    with pytest.raises(AssertionError, match="REPLICA_URL and DATABASE_URL must both name PostgreSQL"):
        run(PALIER, "check", DATABASE_URL=primary, REPLICA_URL=replica)


# --- The circuit: when a lost replica is asked again --------------------------------------------------------


def test_a_lost_replica_is_tried_by_one_reader_after_each_delay() -> None:
    circuit = Circuit()
    assert circuit.allows(0)

    assert circuit.lose(100, retry_after_s=30)

    assert [circuit.allows(now) for now in (100, 129, 130, 131, 159, 160)] == [
        False,
        False,
        True,
        False,
        False,
        True,
    ]


def test_a_replica_that_answers_again_is_open_to_all() -> None:
    circuit = Circuit()
    circuit.lose(100, retry_after_s=30)

    assert (circuit.allows(130), circuit.restore(), circuit.restore()) == (True, True, False)
    assert [circuit.allows(130), circuit.allows(131)] == [True, True]


def test_losing_twice_is_told_once() -> None:
    circuit = Circuit()

    assert [circuit.lose(at, retry_after_s=30) for at in (0, 1)] == [True, False]
    assert not circuit.allows(30)
