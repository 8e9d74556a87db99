"""The served demonstration, filled by one of the scripts beside and seen by people who are signed in."""

import json
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from typing import Any

from playwright.sync_api import Browser, Page

from tests.e2e.pages import opened, status_of
from tests.plugins.demo_site import ROOT, DemoSite

_SESSION = {
    "domain": "127.0.0.1",
    "path": "/",
    "expires": -1,
    "httpOnly": True,
    "secure": False,
    "sameSite": "Lax",
}


@dataclass(frozen=True)
class SignedIn:
    """The cookie of each person, and a path per name of a page."""

    site: DemoSite
    cookies: dict[str, dict[str, str]]
    paths: dict[str, str]

    def opened(
        self,
        browser: Browser,
        name: str,
        *,
        by: str | None = None,
        width: int = 360,
        status: int = 200,
        **options: Any,
    ) -> Page:
        """Return the page called `name`, or at that path, as `by` sees it: the first person unless told otherwise,
        nobody for "". Fails if it answers anything but `status`, or if another page answers, such as the one where
        people sign in.
        """
        who = next(iter(self.cookies)) if by is None else by
        cookies = [{**self.cookies[who], **_SESSION}] if who else []
        state: Any = {"cookies": cookies, "origins": []}
        url = self.site.url + (name if name.startswith("/") else self.paths[name])
        page = opened(browser, url, width=width, storage_state=state, **options)
        assert (page.url, status_of(page)) == (url, status)
        return page


def run_module(site: DemoSite, *words: str) -> str:
    """Run `python -m` on the served database; return what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=ROOT,
        env=site.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def said_by(site: DemoSite, script: str) -> Any:
    """Run `tests.e2e.<script>` on the served database; return what it prints as JSON."""
    return json.loads(run_module(site, f"tests.e2e.{script}").splitlines()[-1])


@cache
def sign_in(site: DemoSite, script: str) -> SignedIn:
    """Run a script that signs somebody in (`cookie`), or several people by name (`cookies`), and names `paths`.

    Once for each served demonstration.
    """
    said = said_by(site, script)
    return SignedIn(site, said.get("cookies") or {"one": said["cookie"]}, said["paths"])
