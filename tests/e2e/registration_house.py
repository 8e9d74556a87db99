"""The served demonstration with people registered, and the librarian who reads the lists."""

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.pages import opened
from tests.plugins.demo_site import ROOT, DemoSite

# The pages of the team; the others are open to everybody.
OF_THE_TEAM = ("list", "full list", "paper list", "calls")


@dataclass(frozen=True)
class Library:
    """The demonstration, the cookie of its librarian, the path of each page by its name."""

    site: DemoSite
    cookie: dict[str, str]
    paths: dict[str, str]

    def opened(self, browser: Browser, name: str, *, width: int = 360, **options: Any) -> Page:
        """Return a page, signed in if it is one of the team."""
        if name in OF_THE_TEAM:
            kind = {"domain": "127.0.0.1", "path": "/", "expires": -1, "httpOnly": True, "secure": False}
            options["storage_state"] = {
                "cookies": [{**self.cookie, **kind, "sameSite": "Lax"}],
                "origins": [],
            }
        return opened(browser, self.site.url + self.paths[name], width=width, **options)


@pytest.fixture(scope="module")
def library(demo_site: DemoSite) -> Library:
    """Register the people, once for each served demonstration."""
    kept = demo_site.database.with_suffix(".registrations.json")
    if not kept.exists():
        command = [sys.executable, "-m", "tests.e2e.registration_pages"]
        done = subprocess.run(
            command, cwd=ROOT, env=demo_site.environment(), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-2000:]
        kept.write_text(done.stdout.splitlines()[-1])
    said = json.loads(kept.read_text())
    return Library(demo_site, said["cookie"], said["paths"])
