"""The script that lends a PostgreSQL server to a command, run as people run it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parent.parent / "scripts" / "with_postgres.py"
HAS_DEBIAN = any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
# Printed by the command: what it was given, and what the server answers there.
ASK = """
import os, psycopg
host = os.environ["DATABASE_URL"].partition("?host=")[2]
with psycopg.connect(host=host, user="postgres", dbname="postgres") as connection:
    print(host, connection.execute("SHOW fsync").fetchone()[0])
raise SystemExit(3)
"""


def run(*arguments: str, url: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    if url:
        environment["DATABASE_URL"] = url
    return subprocess.run(
        [sys.executable, SCRIPT, *arguments], env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    "engine",
    [
        pytest.param("debian", marks=pytest.mark.skipif(not HAS_DEBIAN, reason="Debian’s server is absent")),
        # As root it adds a user to the system: only where it is the one that `make test-pg` would use.
        pytest.param("embedded", marks=pytest.mark.skipif(HAS_DEBIAN, reason="Debian’s server is used here")),
    ],
)
def test_the_command_gets_a_server_that_is_gone_afterwards(engine):
    done = run("--engine", engine, "--", sys.executable, "-c", ASK)

    assert done.returncode == 3, done.stderr
    folder, fsync = done.stdout.split()
    assert fsync == "off"
    assert folder.startswith("/tmp/palier-pg-")
    assert not Path(folder).exists()


def test_a_server_named_by_the_environment_is_used_as_it_is():
    url = "postgres://someone@192.0.2.1/palier"

    done = run("--", sys.executable, "-c", "import os; print(os.environ['DATABASE_URL'])", url=url)

    assert done.stdout.strip() == url


@pytest.mark.skipif(not HAS_DEBIAN, reason="Debian’s server is absent")
def test_a_script_told_to_stop_stops_its_server():
    show_and_wait = "import os, time; print(os.environ['DATABASE_URL'], flush=True); time.sleep(60)"
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    with subprocess.Popen(
        [sys.executable, SCRIPT, "--engine", "debian", "--", sys.executable, "-c", show_and_wait],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        folder = Path(process.stdout.readline().strip().partition("?host=")[2])
        assert folder.is_dir()

        process.send_signal(signal.SIGTERM)

        assert process.wait(timeout=30) == 128 + signal.SIGTERM
    deadline = time.monotonic() + 5
    while folder.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not folder.exists()
