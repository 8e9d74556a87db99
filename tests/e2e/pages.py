"""Every public page, in the states that a visitor meets, and the small gestures that tests share."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, Locator, Page

from tests.plugins.demo_site import DemoSite

# Route name (of the URL conf) and address, by the name that a failing test shows.
FIXED: dict[str, tuple[str, str]] = {
    "home": ("doors:home", "/"),
    "search": ("orientation:search", "/chercher/?q=scanner+mes+photos&ou=Craon"),
    "search by need": ("orientation:search", "/chercher/?besoin=boite-mail&ou=53000"),
    "search without a place": ("orientation:search", "/chercher/?q=scanner+mes+photos"),
    "search that finds nothing": (
        "orientation:search",
        "/chercher/?besoin=boite-mail&ou=Craon&langue=ru&gratuit=1&presence=1",
    ),
    "search far from everything": ("orientation:search", "/chercher/?besoin=boite-mail&ou=Couptrain"),
    "search for a repair": ("orientation:search", "/chercher/?q=reparer+mon+ordinateur&ou=Craon"),
    "search for unknown words": ("orientation:search", "/chercher/?q=xylophone+quantique&ou=Zzyx"),
    "commune": ("communes:commune", "/communes/53084-craon/"),
    "commune far from everything": ("communes:commune", "/communes/53080-couptrain/"),
    "stuck, step 1": ("orientation:stuck", "/je-suis-bloque/"),
    "stuck, step 2": ("orientation:stuck", "/je-suis-bloque/?besoin=boite-mail"),
    "stuck, step 3": ("orientation:stuck", "/je-suis-bloque/?besoin=boite-mail&ou=Craon"),
    "feedback": ("feedback:new", "/avis/?page=/"),
    "ask to appear": ("inclusion:new", "/inscrire-un-lieu/"),
    "feedback, thanks": ("feedback:thanks", "/avis/merci/"),
    "accessibility": ("pages:accessibility", "/accessibilite/"),
    "privacy": ("pages:privacy", "/confidentialite/"),
    "about": ("pages:about", "/a-propos/"),
    "open data": ("data:about", "/donnees/"),
    "widget": ("widget:about", "/widget/?ou=Craon"),
    "frame of dates": ("widget:dates", "/widget/dates/?ou=Craon"),
    "frame of the widget": ("widget:frame", "/widget/lieux/?ou=Craon"),
    "mails of the demonstration": ("mails:outbox", "/-/courriels/"),
    "sign in": ("account_login", "/connexion/"),
    "sign up": ("account_signup", "/inscription/"),
    "closed account": ("account_inactive", "/connexion/compte-ferme/"),
    "code of a letter": ("verification:code", "/verifier/"),
    "link of verification that opens nothing": ("verification:places", "/verifier/abcdefgh.faux/"),
    "agenda, where?": ("agenda:home", "/agenda/"),
    "agenda, unknown commune": ("agenda:home", "/agenda/?ou=Zzyx"),
    "agenda of a département": ("agenda:territory", "/agenda/departement-53/"),
    "agenda of a commune": ("agenda:territory", "/agenda/commune-53084/"),
    "agenda that filters leave empty": ("agenda:territory", "/agenda/departement-53/?jour=2020-02-29"),
    "agenda of a format": ("agenda:format", "/agenda/format/digital-cafe/"),
    "agenda of a network": ("agenda:network", "/agenda/reseau/n3tw0rk1/"),
    "session of a café": ("agenda:session", "/seances/cafe0001/"),
    "session that is cancelled": ("agenda:session", "/seances/cafe0002/"),
    "session of a workshop": ("agenda:session", "/seances/atel0001/"),
    "session that is unknown": ("agenda:session", "/seances/zzzzzzzz/"),
    "register": ("registration:new", "/seances/cafe0001/inscription/"),
    "register for a cancelled session": ("registration:new", "/seances/cafe0002/inscription/"),
    "code of a registration": ("registration:code", "/mon-inscription/"),
    "code that opens nothing": ("registration:mine", "/mon-inscription/000000/"),
    "text messages of the demonstration": ("texts:outbox", "/-/sms/"),
    "unknown page": ("", "/cette-page-n-existe-pas/"),
    "Arabic home": ("doors:home", "/ar/"),
    "Arabic search": ("orientation:search", "/ar/chercher/?besoin=boite-mail&ou=Craon"),
    "Arabic stuck, step 1": ("orientation:stuck", "/ar/je-suis-bloque/"),
    "Arabic stuck, step 3": ("orientation:stuck", "/ar/je-suis-bloque/?besoin=boite-mail&ou=Craon"),
    "Arabic unknown page": ("", "/ar/cette-page-n-existe-pas/"),
}
# Route name, name of the place, end of the address.
OF_PLACES: dict[str, tuple[str, str, str]] = {
    "place": ("directory:place", "Médiathèque Le Seuil", ""),
    "place without internet": ("directory:place", "Bibliothèque La Bougie", ""),
    "place of volunteers": ("directory:place", "Bibliothèque associative Le Petit Banc", ""),
    "town hall": ("directory:place", "Mairie de Craon", ""),
    "report an error": ("directory:report-error", "Médiathèque Le Seuil", "signaler/"),
    "report an error, thanks": ("directory:report-error-thanks", "Médiathèque Le Seuil", "signaler/merci/"),
}
# Route name, name of the place, address with its public identifier.
WITH_PLACES: dict[str, tuple[str, str, str]] = {
    "agenda of a place": ("agenda:place", "Médiathèque Le Seuil", "/agenda/lieu/{}/"),
    "week on a screen": ("agenda:screen", "Médiathèque Le Seuil", "/ecran/{}/"),
}
GALLERY = {"gallery of components": ("gallery:ui", "/-/ui/")}
PAGES = [*FIXED, *OF_PLACES, *WITH_PLACES, *GALLERY]
# Answers for machines: the API, files to download, suggestions.
DATA_ROUTES = {"orientation:where-suggestions", "map:outlines", "pages:health", "pages:robots"}
DATA_ROUTES |= {
    f"data:{name}" for name in ("national-csv", "national-json", "geojson", "data-inclusion", "refused")
}
DATA_ROUTES |= {"data:list-csv", "data:list-xlsx", "data:list-ods"}
DATA_ROUTES |= {"directory:sheet", "guide:public-pdf"}  # PDF: looked at in tests/outreach
# Calendars and news: read in tests/web/agenda
DATA_ROUTES |= {
    f"agenda:{kind}-{form}" for kind in ("territory", "place", "network", "format") for form in ("ics", "rss")
}
DATA_ROUTES |= {"agenda:session-ics"}
# PDF and texts of the agenda: looked at in tests/web/posters
DATA_ROUTES |= {
    "posters:flyers",
    "posters:handout",
    "posters:invitation",
    "posters:place",
    "posters:press",
    "posters:press-format",
    "posters:press-network",
    "posters:press-place",
    "posters:press-territory",
    "posters:programme-format",
    "posters:programme-network",
    "posters:programme-place",
    "posters:programme-territory",
    "posters:series",
    "posters:service",
    "posters:session",
}
# Steps of signing in: without the step before, they lead back to the door (tests/e2e/test_signing_in.py walks them).
STEP_ROUTES = {
    "account_confirm_login_code",
    "account_email_verification_sent",
    "account_use_key",
    "account_logout",
}
STEP_ROUTES |= {"account_proconnect", "account_proconnect_return"}
STEP_ROUTES |= {"inclusion:follow"}  # looked at in tests/a11y/test_coordination_pages.py
STEP_ROUTES |= {"verification:confirm", "verification:correct"}  # in tests/a11y/test_verification_pages.py
STEP_ROUTES |= {"guide:public-edition", "guide:public-structures"}  # in tests/a11y/test_coordination_pages.py
STEP_ROUTES |= {
    f"sessions-desk:{name}" for name in ("ask", "asked", "answer", "answered")
}  # test_desk_pages.py
STEP_ROUTES |= {
    "registration:accept",
    "registration:cancel",
}  # gestures of tests/a11y/test_registration_pages.py
DATA_ROUTES |= {"registration:calendar"}
PHONE = re.compile(r"(?:0\d|\d)(?:[\s\u00a0\u202f]\d\d){4}")


def path_of(site: DemoSite, name: str) -> str:
    """Return the address of the page called `name`, without the host."""
    if name in OF_PLACES:
        _route, place, end = OF_PLACES[name]
        return site.place(place) + end
    if name in WITH_PLACES:
        _route, place, address = WITH_PLACES[name]
        return address.format(site.place(place).removeprefix("/lieux/").rstrip("/"))
    return (FIXED | GALLERY)[name][1]


def route_names() -> set[str]:
    """Return the route names of the pages listed here."""
    return {entry[0] for entry in (FIXED | OF_PLACES | WITH_PLACES | GALLERY).values()} - {""}


def opened(browser: Browser, url: str, *, width: int = 360, **options: Any) -> Page:
    """Return the page at `url` in a context of its own.

    What its console complains of goes to `complaints_of(page)`, the status of the answer to `status_of(page)`.
    """
    context = browser.new_context(viewport={"width": width, "height": 800}, **options)
    context.set_default_timeout(10_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.complaints = complaints  # type: ignore[attr-defined]
    answer = page.goto(url)
    page.status = answer.status if answer else 0  # type: ignore[attr-defined]
    return page


def status_of(page: Page) -> int:
    """Return the status of the answer that opened the page."""
    found: int = page.status  # type: ignore[attr-defined]
    return found


def complaints_of(page: Page) -> list[str]:
    """Return what the console complained of, but for the answer of the page itself (404, 422)."""
    found: list[str] = page.complaints  # type: ignore[attr-defined]
    return [line for line in found if "Failed to load resource" not in line]


def tab_to(page: Page, target: Locator, *, at_most: int = 150) -> int:
    """Press Tab until `target` has the focus; return how many times. Fails after `at_most`."""
    for pressed in range(1, at_most + 1):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return pressed
    raise AssertionError(f"{target} is not reached with {at_most} presses of Tab")


def follow(page: Page, gesture: Callable[[], object]) -> None:
    """Do `gesture` and wait until the page that it leads to is there."""
    with page.expect_navigation():
        gesture()
