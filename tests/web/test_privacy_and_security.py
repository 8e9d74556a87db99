"""No cookie, no third party, no framing, and logs that say what happened without saying to whom."""

import logging
import re
from collections.abc import Iterator
from io import StringIO
from logging.config import DictConfigurator
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection
from django.test import Client

from palier.accounts.actions import create_operator
from palier.accounts.models import User
from palier.directory.models import Place
from palier.web.pages.cookies import COOKIE_REGISTER
from tests.factories.directory import a_need, a_place, a_service

pytestmark = pytest.mark.django_db

PAGES = (
    "/",
    "/ar/",
    "/chercher/",
    "/ar/chercher/?ou=Craon",
    "/chercher/?besoin=impots&ou=Craon&gratuit=1",
    "/je-suis-bloque/",
    "/je-suis-bloque/?besoin=impots&ou=Craon",
    "/ou/?q=cra",
    "/communes/53084-craon/",
    "/lieux/{place}/",
    "/lieux/{id}/signaler/",
    "/lieux/{id}/signaler/merci/",
    "/carte/contours/53.json",
    "/avis/",
    "/avis/merci/",
    "/widget/",
    "/widget/?besoin=impots",
    "/widget/lieux/?besoin=impots&ou=Craon",
    "/-/ui/",
    "/accessibilite/",
    "/confidentialite/",
    "/a-propos/",
    "/robots.txt",
    "/-/health",
    "/cette-page-n-existe-pas/",
    "/lieux/{id}/",
)
FRAMED = "/widget/lieux/?besoin=impots&ou=Craon"
_LOADED = re.compile(r"<(?:script|img|iframe|source|link|form)\b[^>]*?\b(?:src|href|action)=\"([^\"]*)\"")


@pytest.fixture
def place() -> Place:
    made = a_place(phone="02 61 91 00 00")
    a_service(made, a_need("impots", "Mes impôts"))
    return made


def address(path: str, place: Place) -> str:
    return path.format(place=f"{place.public_id}-{place.slug}", id=place.public_id)


# --- Cookies --------------------------------------------------------------------------------------------------


@pytest.mark.requirement("S34", "R003-072", "R003-076", "R003-077", "R003-079")
@pytest.mark.parametrize("path", PAGES)
def test_no_public_page_sets_a_cookie(client: Client, place: Place, path: str) -> None:
    response = client.get(address(path, place), headers={"Accept-Language": "ar"})

    assert response.status_code < 500
    assert dict(response.cookies) == {}
    assert Session.objects.count() == 0


@pytest.mark.requirement("R003-067", "R003-072", "R003-074", "R003-078")
def test_the_cookies_of_a_signed_in_operator_are_those_of_the_register_and_end_with_the_browser() -> None:
    create_operator(email="charlie@palier.example", name="Charlie", password="un mot de passe long")
    client = Client()
    token = client.get("/-/admin/login/").cookies["palier_csrf"].value

    client.post(
        "/-/admin/login/",
        {
            "username": "charlie@palier.example",
            "password": "un mot de passe long",
            "csrfmiddlewaretoken": token,
        },
    )

    assert client.get("/-/admin/").status_code == 200
    assert set(client.cookies) == {cookie.name for cookie in COOKIE_REGISTER}
    assert {name: (c["max-age"], c["expires"]) for name, c in client.cookies.items()} == {
        "palier_session": ("", ""),
        "palier_csrf": ("", ""),
    }
    assert "charlie" not in client.cookies["palier_session"].value


@pytest.mark.requirement("R003-067", "R003-068")
def test_the_register_of_cookies_is_on_the_privacy_page_without_marketing(client: Client) -> None:
    html = client.get("/confidentialite/").content.decode()

    for cookie in COOKIE_REGISTER:
        assert cookie.name in html
    assert {cookie.category for cookie in COOKIE_REGISTER} == {"nécessaire"}


# --- Third parties --------------------------------------------------------------------------------------------


@pytest.mark.requirement("S34", "R003-062")
@pytest.mark.parametrize("path", PAGES)
def test_no_public_page_loads_anything_from_elsewhere(client: Client, place: Place, path: str) -> None:
    html = client.get(address(path, place)).content.decode()

    loaded = [url for url in _LOADED.findall(html) if url.startswith(("http:", "https:", "//"))]
    ours = ("http://127.0.0.1:8000/",)
    assert [url for url in loaded if not url.startswith(ours)] == []


# --- Headers --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
def test_every_page_carries_the_security_headers(client: Client, place: Place, path: str) -> None:
    response = client.get(address(path, place))

    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
    assert "object-src 'none'" in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in response.headers["Permissions-Policy"]


@pytest.mark.parametrize("path", PAGES)
def test_only_the_widget_may_be_framed(client: Client, place: Place, path: str) -> None:
    response = client.get(address(path, place))

    framing = [
        d for d in response.headers["Content-Security-Policy"].split("; ") if d.startswith("frame-ancestors")
    ]
    if path == FRAMED:
        assert (framing, response.headers.get("X-Frame-Options")) == (["frame-ancestors *"], None)
    else:
        assert (framing, response.headers.get("X-Frame-Options")) == (["frame-ancestors 'none'"], "DENY")


@pytest.mark.parametrize("path", PAGES)
def test_no_page_holds_a_script_a_style_or_an_event_in_its_text(
    client: Client, place: Place, path: str
) -> None:
    html = client.get(address(path, place)).content.decode()

    assert re.findall(r"<style|\sstyle=|\son[a-z]+=\"", html) == []
    inline = re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(?:ld\+)?json\")[^>]*>", html)
    assert inline == []


# --- Logs -----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R003-069")
def test_a_log_line_holds_neither_the_query_nor_the_path_nor_the_address(
    client: Client, place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        for path in PAGES:
            client.get(
                address(path, place) + ("&" if "?" in path else "?") + "q=zorglub",
                headers={"User-Agent": "krypton/1.0", "Referer": "http://testserver/salsifis"},
                REMOTE_ADDR="203.0.113.77",
            )

    lines = [record for record in caplog.records if record.name == "palier.request"]
    written = str([vars(record) for record in lines])
    assert len(lines) == len(PAGES)
    assert [
        w for w in ("zorglub", "krypton", "salsifis", "203.0.113.77", place.public_id) if w in written
    ] == []
    assert {vars(r)["route"] for r in lines} >= {"orientation:search", "directory:place", "(none)"}


def test_a_log_line_says_the_method_the_route_the_status_and_the_duration(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="palier.request"):
        client.get("/a-propos/")

    (record,) = [r for r in caplog.records if r.name == "palier.request"]
    said = {name: vars(record)[name] for name in ("method", "route", "status")}
    assert said == {"method": "GET", "route": "pages:about", "status": 200}
    assert vars(record)["duration_ms"] > 0


@pytest.fixture
def written(settings: Any) -> Iterator[StringIO]:
    """What the console would show, by the very formatter and filters of the settings."""
    configured = DictConfigurator(settings.LOGGING)
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(configured.configure_formatter(settings.LOGGING["formatters"]["json"]))
    for name in settings.LOGGING["handlers"]["console"]["filters"]:
        handler.addFilter(configured.configure_filter(settings.LOGGING["filters"][name]))
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


def test_what_django_writes_of_a_refused_page_is_made_anonymous(written: StringIO) -> None:
    Client(enforce_csrf_checks=True).post("/-/admin/login/?q=zorglub", {"username": "mandragore"})

    assert "Forbidden" in written.getvalue()
    assert [w for w in ("zorglub", "mandragore") if w in written.getvalue()] == []


def test_what_django_writes_of_a_crash_is_made_anonymous(written: StringIO) -> None:
    def broken(*args: object) -> object:
        raise OperationalError("the server is gone")

    with connection.execute_wrapper(broken):
        response = Client(raise_request_exception=False).get("/chercher/?q=zorglub")

    assert response.status_code == 500
    assert "the server is gone" in written.getvalue()
    assert "zorglub" not in written.getvalue()


# --- Methods --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_pages_that_only_read_refuse_to_be_written_to(method: str, place: Place) -> None:
    reading = [p for p in PAGES if "signaler/" not in p and p not in ("/avis/", "/cette-page-n-existe-pas/")]
    for path in reading:
        response = getattr(Client(), method)(address(path, place))
        assert (path, response.status_code) == (path, 405)


def test_nothing_but_the_public_pages_is_open(client: Client) -> None:
    User.objects.create_user("alice@palier.example", name="Alice")
    client.force_login(User.objects.get())

    response = client.get("/-/admin/")

    assert (response.status_code, response.headers["Location"]) == (302, "/-/admin/login/?next=/-/admin/")
