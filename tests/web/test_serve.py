"""One command serves web, tasks and regular jobs; they live and die together."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from palier.web.management.commands.serve import refuse_insecure_key

PALIER = [str(Path(sys.executable).with_name("palier"))]
START_S, STOP_S = 60, 30
CHILDREN = {"granian": "web", "run_tasks": "tasks", "run_jobs": "jobs"}
Served = subprocess.Popen[str]


@pytest.fixture(scope="module")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A migrated SQLite database of its own."""
    url = f"sqlite:///{tmp_path_factory.mktemp('served') / 'palier.sqlite3'}"
    subprocess.run([*PALIER, "migrate", "-v", "0"], env=os.environ | {"DATABASE_URL": url}, check=True)
    return url


@pytest.fixture
def serve(database_url: str) -> Iterator[Callable[..., tuple[Served, int]]]:
    """`serve(*options)` starts the command on a free port and returns it once the address is printed."""
    started: list[Served] = []

    def start(*options: str, **environment: str) -> tuple[Served, int]:
        port = free_port()
        process = subprocess.Popen(
            [*PALIER, "serve", "--port", str(port), *options],
            env=os.environ | {"DATABASE_URL": database_url} | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        for line in process.stdout:
            if f":{port}/" in line:
                return process, port
        raise AssertionError("the command ended without printing its address")

    yield start
    for process in started:
        if process.poll() is None:
            process.terminate()
        process.wait(STOP_S)
        assert process.stdout is not None
        process.stdout.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def status(port: int, path: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


def children_of(process: Served) -> dict[str, int]:
    """Process ids of the web server, of the worker and of the scheduler, read from Linux’s /proc."""
    if not Path("/proc/self/task").exists():
        pytest.skip("this system has no /proc to find the children of a process")
    found = {}
    for pid in own_children(process.pid):
        command = Path(f"/proc/{pid}/cmdline").read_text()
        name = next(name for word, name in CHILDREN.items() if word in command)
        found[name] = pid
    return found


def own_children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_alive(pid: int) -> bool:
    """Tell whether a process still runs, a zombie not counted."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until_gone(pids: list[int]) -> bool:
    deadline = time.monotonic() + STOP_S
    while any(map(is_alive, pids)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return not any(map(is_alive, pids))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_web_tasks_and_jobs_and_ends_well(
    serve: Callable[..., tuple[Served, int]], number: signal.Signals
) -> None:
    process, port = serve()
    children = children_of(process)
    answered = status(port, "/-/health")

    process.send_signal(number)

    assert (answered, set(children)) == (200, {"web", "tasks", "jobs"})
    assert process.wait(STOP_S) == 0
    assert wait_until_gone(list(children.values()))


@pytest.mark.parametrize("victim", ["web", "tasks", "jobs"])
def test_when_one_dies_the_others_are_stopped_and_the_command_fails(
    serve: Callable[..., tuple[Served, int]], victim: str
) -> None:
    process, _ = serve()
    children = children_of(process)
    web_processes = own_children(children["web"])

    os.kill(children[victim], signal.SIGKILL)

    assert process.wait(STOP_S) == 1
    assert web_processes
    assert wait_until_gone([*children.values(), *web_processes])


def test_when_the_command_is_killed_outright_web_tasks_and_jobs_stop(
    serve: Callable[..., tuple[Served, int]],
) -> None:
    process, _ = serve()
    children = children_of(process)
    web_processes = own_children(children["web"])

    process.kill()

    assert wait_until_gone([*children.values(), *web_processes])


def test_pages_and_static_files_are_served_compressed_and_for_long(
    serve: Callable[..., tuple[Served, int]],
) -> None:
    _, port = serve()
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/")
    page = connection.getresponse().read().decode()
    start = page.index('href="/static/') + len('href="')
    address = page[start : page.index('"', start)]

    connection.request("GET", address, headers={"Accept-Encoding": "br"})
    answer = connection.getresponse()
    answer.read()
    connection.close()

    assert answer.status == 200
    assert answer.headers["Content-Encoding"] in {"br", None}  # an icon too small to gain is left as it is
    assert "immutable" in answer.headers["Cache-Control"]


def test_a_port_that_is_taken_is_said() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(CommandError, match="Essayez un autre port"):
            call_command("serve", port=taken.getsockname()[1])


@pytest.mark.parametrize("key", ["insecure-development-key-of-palier-and-more", "short"])
def test_production_refuses_a_key_that_anybody_could_guess(key: str) -> None:
    with pytest.raises(CommandError, match="clé secrète"):
        refuse_insecure_key(key)


def test_production_serves_with_two_web_processes_and_a_key_of_its_own(
    serve: Callable[..., tuple[Served, int]],
) -> None:
    key = "a-key-of-this-test-that-is-long-enough-to-be-taken"

    process, port = serve("--production", SECRET_KEY=key)

    workers = own_children(children_of(process)["web"])
    assert (status(port, "/-/health"), len(workers) >= 2) == (200, True)


def test_without_any_cron_jobs_run_and_mails_leave_within_seconds(
    serve: Callable[..., tuple[Served, int]], database_url: str
) -> None:
    environment = os.environ | {
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "palier.config.settings",
    }
    environment |= {"EMAIL_URL": "dummymail://"}
    serve(EMAIL_URL="dummymail://")

    def asked(code: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", f"import django; django.setup(); {code}"],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    asked("from django.core.mail import send_mail; send_mail('Bonjour', 'Bonjour', None, ['a@demo.example'])")
    time.sleep(3)
    counts = asked("from palier.core.mails.queries import mail_counts; print(mail_counts())")
    runs = asked(
        "from palier.core.models import JobRun; print(JobRun.objects.filter(status='DONE', error='').exists())"
    )

    assert (counts, runs) == ("{'waiting': 0, 'failed': 0, 'sent': 1}", "True")
