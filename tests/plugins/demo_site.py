"""A served demonstration for the tests in a browser: the database is built once per run, each process has its copy.

What is served is what `palier serve` serves: granian, production settings, compressed static files named by content.
"""

import fcntl
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, sync_playwright

# The one without windows costs half the processor of the whole browser, whose pages it draws with the same engine.
BROWSERS = [Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium")]
CHROMIUM = next((path for path in BROWSERS if path.exists()), BROWSERS[-1])
ROOT = Path(__file__).resolve().parent.parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
PHONE, PHONE_HOURS = "01 99 00 12 34", "du lundi au vendredi, 9 h – 17 h"  # a number kept for fiction
START_TIMEOUT_S = 240  # three others build and start theirs at the same time


@dataclass(frozen=True)
class DemoSite:
    """The address of the served demonstration (no final slash) and its database file."""

    url: str
    database: Path

    def place(self, name: str) -> str:
        """Return the path of the page of the place called `name`."""
        with closing(sqlite3.connect(self.database)) as connection:
            rows = connection.execute(
                "SELECT public_id FROM directory_place WHERE name = ?", [name]
            ).fetchall()
        return f"/lieux/{rows[0][0]}/"

    def environment(self) -> dict[str, str]:
        """Return the environment in which a command works on the served database."""
        return _environment(self.database.parent, self.database, self.url)


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[DemoSite]:
    """Serve the demonstration to this process until its tests are over."""
    base = tmp_path_factory.getbasetemp()
    shared = (base if worker_id == "master" else base.parent) / "demo-site"
    _build_once(shared)
    database = shared / f"{worker_id}.sqlite3"
    shutil.copy(shared / "demo.sqlite3", database)
    port = _free_port()
    site = DemoSite(url=f"http://127.0.0.1:{port}", database=database)
    from palier.web.management.commands.serve import web_command

    command = web_command(host="127.0.0.1", port=port, workers=1)
    with (shared / f"{worker_id}.log").open("wb") as log:
        server = subprocess.Popen(
            command, env=_environment(shared, database, site.url), stdout=log, stderr=log
        )
        try:
            _wait_until_healthy(site.url, server)
            yield site
        finally:
            server.terminate()
            server.wait(15)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian’s Chromium. For one module only: Django refuses the database while Playwright’s loop runs."""
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed")
    if not AXE.exists():
        pytest.skip("node_modules is missing: run npm ci")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def _close_pages(request: pytest.FixtureRequest) -> Iterator[None]:
    """Close what the test opened: a hundred pages left open, with their processes, slow down all those that follow."""
    yield
    if "browser" in request.fixturenames:
        for context in request.getfixturevalue("browser").contexts:
            context.close()


def _environment(folder: Path, database: Path, url: str) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.e2e.site_settings",
        "E2E_FOLDER": str(folder),
        "DATABASE_URL": f"sqlite:///{database}",
        "SITE_URL": url,
        "SITE_CONTACT_PHONE": PHONE,
        "SITE_CONTACT_PHONE_HOURS": PHONE_HOURS,
        "STATIC_MANIFEST": "1",
        "IS_DEMO_SITE": "1",
        "DEBUG": "0",
        "LOG_LEVEL": "WARNING",
        "SECRET_KEY": "key-of-the-tests-in-a-browser-which-is-long-enough",
        "RATE_LIMIT_PUBLIC_POSTS_PER_HOUR": "1000",
        "RATE_LIMIT_CODES_PER_HOUR": "1000",
    }


def _build_once(folder: Path) -> None:
    """Build the database in `folder` unless another process of this run did; the others wait for it."""
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (folder / "built").exists():
            return
        command = [sys.executable, "-m", "tests.e2e.demo_base"]
        environment = _environment(folder, folder / "demo.sqlite3", "http://127.0.0.1")
        built = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        if built.returncode:
            pytest.fail(f"the demonstration could not be built:\n{built.stderr[-2000:]}")
        (folder / "built").touch()


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_healthy(url: str, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urlopen(f"{url}/-/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"the demonstration is not served at {url}")
