"""Servers that the tests of operations start: PostgreSQL, its replica, and the site. Loopback and sockets only."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPMessage
from pathlib import Path
from typing import Any

from palier.web.management.commands.serve import web_command
from scripts.with_postgres import as_server_user, debian_bin, debian_server

ROOT = Path(__file__).resolve().parent.parent.parent
PALIER = str(Path(sys.executable).with_name("palier"))
START_S = 60
WITHOUT_SERVER = "Debian’s PostgreSQL is absent: apt install postgresql"


def environment(**variables: str) -> dict[str, str]:
    """The variables of this process, without those that choose its database, and `variables`."""
    kept = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
    return kept | {"DJANGO_SETTINGS_MODULE": "palier.config.settings"} | variables


def run(*command: str | Path, **variables: str) -> str:
    """Run a command of operators; return what it printed. Fails with what it said."""
    done = subprocess.run(
        [str(word) for word in command],
        env=environment(**variables),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


def make_site(url: str) -> str:
    """Migrate the database and publish one place in Craon, through the actions; return the path of its page."""
    code = (
        "import django; django.setup(); from django.core.management import call_command; "
        "call_command('migrate', verbosity=0); from tests.factories.directory import a_place; "
        "print(a_place('Médiathèque du Pilori').public_id)"
    )
    return f"/lieux/{run(sys.executable, '-c', code, DATABASE_URL=url).split()[-1]}/"


# --- PostgreSQL -------------------------------------------------------------------------------------------


@contextmanager
def primary_server() -> Iterator[tuple[Path, str]]:
    """Start a PostgreSQL server on a folder of its own; yield the folder and its address."""
    folder = Path(tempfile.mkdtemp(prefix="palier-ops-", dir="/tmp"))
    try:
        with debian_server(folder) as url:
            yield folder, url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class Replica:
    """A hot standby of the server in `folder`, itself in `folder`/replica."""

    folder: Path

    @property
    def url(self) -> str:
        return f"postgres://postgres@/postgres?host={self.folder}&port=5433"

    def start(self) -> None:
        self._control("start", "-w", "-l", str(self.folder / "replica.log"))

    def kill(self) -> None:
        """Stop it as a crash does: connections are cut, the next ones refused."""
        self._control("stop", "-m", "immediate")

    def _control(self, verb: str, *options: str) -> None:
        pg_ctl = str(programs() / "pg_ctl")
        command = [pg_ctl, "-s", "-D", str(self.folder / "replica"), *options, verb]
        subprocess.run(as_server_user(command), check=True, cwd="/", timeout=START_S)


def programs() -> Path:
    """The folder of PostgreSQL’s programs; call it where they are known to be."""
    found = debian_bin()
    assert found is not None
    return found


@contextmanager
def replica_of(folder: Path) -> Iterator[Replica]:
    """Copy the running server of `folder` and start the copy as its streaming replica, on the next port."""
    data = folder / "replica"
    copy = [
        programs() / "pg_basebackup",
        "-h",
        folder,
        "-U",
        "postgres",
        "-D",
        data,
        "-R",
        "--no-sync",
        "-c",
        "fast",
    ]
    subprocess.run(as_server_user(copy), check=True, cwd="/", timeout=START_S)
    with (data / "postgresql.conf").open("a") as configuration:
        configuration.write("port = 5433\n")
    replica = Replica(folder)
    replica.start()
    try:
        yield replica
    finally:
        if (data / "postmaster.pid").exists():
            replica.kill()


def ask(url: str, statement: str, *, port: int = 5432) -> str:
    """Run one statement with psql; return what it printed, without decoration."""
    address, _, options = url.partition("?host=")
    server = ["-h", options.partition("&")[0], "-p", str(port)]
    connection = [*server, "-U", "postgres", "-d", address.rpartition("/")[2]]
    return run(programs() / "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", *connection, "-c", statement).strip()


def ops(script: str, *arguments: str | Path, **extra: str) -> tuple[int, str]:
    """Run a script of operators; return its exit code and what it said."""
    variables = environment(**extra)
    if debian_bin() is not None:
        variables["PATH"] = f"{programs()}:{variables['PATH']}"
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "ops" / script), *(str(word) for word in arguments)],
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


# --- The site ---------------------------------------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Answer:
    status: int
    headers: HTTPMessage
    text: str


def get(port: int, path: str, *, method: str = "GET", **headers: str) -> Answer:
    """Ask 127.0.0.1. Underscores in the names of `headers` stand for hyphens."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(
            method, path, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read().decode())
    finally:
        connection.close()


def health(port: int) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(get(port, "/-/health").text)
    return answer


def wait_until(condition: Callable[[], bool], *, timeout_s: float = START_S) -> None:
    """Wait for `condition`; a server that does not answer yet is not a failure before the end."""
    deadline = time.monotonic() + timeout_s
    while True:
        try:
            if condition():
                return
        except (OSError, HTTPException):
            pass
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.1)


@contextmanager
def served_site(log: Path, **variables: str) -> Iterator[int]:
    """Serve the site with one web process, as `palier serve` does; yield its port. Logs go to `log`."""
    port = free_port()
    with log.open("wb") as output:
        server = subprocess.Popen(
            web_command(host="127.0.0.1", port=port, workers=1),
            env=environment(**variables),
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_until(lambda: get(port, "/-/health").status == 200)
        yield port
    finally:
        server.terminate()
        server.wait(START_S)
