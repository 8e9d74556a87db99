"""The served demonstration as those who keep records see it."""

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Page

from tests.e2e.pages import opened
from tests.plugins.demo_site import ROOT, DemoSite

_SESSION = {"expires": -1, "httpOnly": True, "secure": False, "sameSite": "Lax"}


_offices: dict[str, "Office"] = {}


@dataclass(frozen=True)
class Office:
    """The cookie of each person, and a path per page."""

    site: DemoSite
    cookies: dict[str, dict[str, str]]
    paths: dict[str, str]

    def opened(
        self, browser: Browser, name: str, *, by: str = "Alice", width: int = 360, **options: Any
    ) -> Page:
        """Return the page called `name`, or at that path, with that person signed in."""
        state: Any = {
            "cookies": [{**self.cookies[by], "domain": "127.0.0.1", "path": "/"} | _SESSION],
            "origins": [],
        }
        url = self.site.url + self.paths.get(name, name)
        return opened(browser, url, width=width, storage_state=state, **options)


def open_office(site: DemoSite) -> Office:
    """Fill the served demonstration with records and people, once for each site."""
    if site.url in _offices:
        return _offices[site.url]
    command = [sys.executable, "-m", "tests.e2e.records_pages"]
    done = subprocess.run(
        command, cwd=ROOT, env=site.environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    answer = json.loads(done.stdout.splitlines()[-1])
    _offices[site.url] = Office(site, answer["cookies"], answer["paths"])
    return _offices[site.url]
