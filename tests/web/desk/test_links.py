"""Every link that a page of sessions shows may be followed by whoever sees it."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from palier.accounts.enums import Profile
from palier.agenda.actions import reports
from palier.agenda.actions.reports import Told
from palier.agenda.models import Session, SessionCredit
from tests.cast import at, give_profile, person
from tests.factories.agenda import a_shipped_format
from tests.factories.kits import a_thing, reserved
from tests.web.desk.sessions import age_bands, held_now, signed

pytestmark = pytest.mark.django_db
LINK = re.compile(r'<a [^>]*href="(/[^"#]*)')
CREDITED, ONE_PLACE, BARE = "credited", "one place", "bare"
PEOPLE = [*(profile.value for profile in Profile), CREDITED, ONE_PLACE, BARE]


def _session() -> Session:
    """A café held now, with its report, something reserved for it, at a place of its organiser."""
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


@pytest.mark.parametrize("kind", PEOPLE)
def test_no_link_of_the_pages_of_sessions_is_refused_to_who_sees_it(kind: str) -> None:
    session = _session()
    client = _somebody(kind, session)
    planning, own = "/programme/", f"/programme/seances/{session.public_id}/"
    pages = [
        "/tenir/",
        "/tenir/questions/",
        f"/tenir/chiffres/?lieu={_place(session)}&du=2026-01-01&au={timezone.localdate()}",
    ]
    pages += [f"/tenir/{session.public_id}/{end}" for end in ("", "tableau/", "bilan/", "fin/", "resume/")]
    pages += [planning, f"{planning}modeles/", f"{planning}series/", f"{planning}reseaux/"]
    pages += [f"{planning}rappels/", own]
    pages += [f"{own}{end}" for end in ("preparation/", "diffuser/", "inscriptions/", "personnes/")]

    opened = {page: answer for page in pages if (answer := client.get(page)).status_code == 200}
    # Papers take a second each to make: who may open the only one with names is told elsewhere.
    links = {link.replace("&amp;", "&") for answer in opened.values() for link in LINK.findall(answer.text)}
    refused = {link for link in links if not link.endswith(".pdf") and client.get(link).status_code == 403}

    assert opened
    assert refused == set()


def _place(session: Session) -> str:
    assert session.place is not None
    return session.place.public_id
