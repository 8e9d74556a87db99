"""Every link that a page of sessions shows may be followed by whoever sees it."""

import html
import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from palier.accounts.enums import Profile
from palier.agenda.actions import reports
from palier.agenda.actions.reports import Told
from palier.agenda.actions.templates import template_from_session
from palier.agenda.models import Session, SessionCredit
from palier.directory.models import PlaceNetwork
from tests.cast import at, give_profile, person
from tests.factories.agenda import a_shipped_format
from tests.factories.kits import a_thing, reserved
from tests.web.desk.sessions import age_bands, held_now, signed
from tests.web.programme.test_series import now_series

pytestmark = pytest.mark.django_db
LINK = re.compile(r'<a [^>]*href="(/[^"#]*)')
CREDITED, ONE_PLACE, BARE = "credited", "one place", "bare"
ROOMS = ("/tenir/", "/programme/")
HOLDERS = {"MANAGER", "HELPER", "SUPERVISED", "COORDINATOR", CREDITED, ONE_PLACE}
PEOPLE = [*(profile.value for profile in Profile), CREDITED, ONE_PLACE, BARE]


def _session() -> Session:
    """A café held now, with its report and something reserved for it, in a series, a network and a template."""
    age_bands()
    a_shipped_format()
    session = held_now()
    assert session.place is not None
    session.place.owner = session.organiser
    session.place.save()
    counts = {("AGE_BAND", "40-59"): 9}
    told = Told(head_count=9, counts=counts)
    reports.save_report(session=session, told=told, by=person("Alice"), now=timezone.now())
    thing = a_thing(owner=session.organiser)
    reserved(thing, starts_at=session.starts_at, session=session, now=timezone.now())
    now_series(session.place, defaults={})
    network = PlaceNetwork.objects.create(name="Médiathèques du Val", carrier=session.organiser)
    network.places.set([session.place])
    template_from_session(session=session, by=person("Alice"), now=timezone.now())
    return session


def _somebody(kind: str, session: Session) -> Client:
    user = person("Lina")
    if kind == CREDITED:
        SessionCredit.objects.create(session=session, role="FACILITATOR", user=user, name="Lina")
    elif kind == ONE_PLACE:
        at(session.organiser, user, "librarian", place=session.place)
    elif kind != BARE:
        give_profile(Profile(kind), user, structure=session.organiser, territory="departement:53")
    return signed(Client(), "Lina")


def _links(page: HttpResponse) -> set[str]:
    """The links of a page, but for papers: each takes a second to make, and who reads names is told elsewhere."""
    found = {html.unescape(link) for link in LINK.findall(page.content.decode())}
    return {link for link in found if not link.endswith(".pdf")}


@pytest.mark.parametrize("kind", PEOPLE)
def test_no_link_of_the_pages_of_sessions_is_refused_to_who_sees_it(kind: str) -> None:
    session = _session()
    client = _somebody(kind, session)
    assert session.place is not None
    today = timezone.localdate()
    figures = f"/tenir/chiffres/?lieu={session.place.public_id}&du={today.year}-01-01&au={today}"
    typed = {"/tenir/", figures, f"/tenir/{session.public_id}/", f"/tenir/{session.public_id}/compter/"}
    typed |= {"/programme/", f"/programme/seances/{session.public_id}/", "/programme/rappels/"}
    answers = {page: client.get(page) for page in sorted(typed)}
    waiting = [(page, answer) for page, answer in answers.items() if answer.status_code == 200]
    asked, refused = {page for page, _answer in waiting}, set()

    while waiting:
        here, seen = waiting.pop()
        for link in sorted(_links(seen) - asked):
            asked.add(link)
            answer = client.get(link)
            if answer.status_code == 403:
                refused.add(f"{here} → {link}")
            elif link.startswith(ROOMS) and answer.headers["Content-Type"].startswith("text/html"):
                waiting.append((link, answer))

    assert f"/tenir/{session.public_id}/tableau/" in asked or kind not in HOLDERS
    assert refused == set()
