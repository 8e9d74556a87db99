"""The page of the desk: one press a person, without JavaScript; refusals explained with a way on."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from palier.agenda.enums import FormatKind
from palier.agenda.models import Session
from tests.factories.agenda import a_session
from tests.web.desk.sessions import held_now, registered, signed
from tests.web.reading import said_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(client: Client) -> Client:
    return signed(client, "Alice")


def press(client: Client, session: Session, headers: dict[str, str] | None = None, **fields: Any) -> Any:
    data = {"form_key": str(uuid4()), **fields}
    return client.post(f"/tenir/{session.public_id}/", data, follow=True, headers=headers)


@pytest.mark.requirement("R003-042", "S08")
def test_forty_minutes_after_the_start_of_a_cafe_one_press_counts_somebody(alice: Client) -> None:
    session = held_now(began_min=40)

    said = said_by(press(alice, session, gesture="walk-in", people=1))

    assert "1 personne de plus." in said
    assert "1 personne là" in said
    assert "9 places libres" in said


@pytest.mark.requirement("S08")
def test_on_a_workshop_the_same_press_is_explained_and_asks_for_another(alice: Client) -> None:
    session = held_now(FormatKind.DISCOVERY, began_min=40)
    key = str(uuid4())

    asked = press(alice, session, gesture="walk-in", people=1, form_key=key)

    assert asked.status_code == 422
    assert "La séance a commencé il y a 40 minutes." in said_by(asked)
    assert f'value="{key}"' in asked.text
    assert session.attendees.count() == 0
    press(alice, session, gesture="walk-in", people=1, form_key=key, although_late=1)
    assert list(session.attendees.values_list("attendance", "has_seat")) == [("LATE", True)]


@pytest.mark.requirement("R003-019")
def test_the_eleventh_is_offered_another_date_or_an_added_seat_with_a_reason(alice: Client) -> None:
    session = held_now()
    later = timezone.now() + timedelta(days=30)
    a_session(place=session.place, organiser=session.organiser, starts_at=later)
    for _five in range(2):
        press(alice, session, gesture="walk-in", people=5)

    full = press(alice, session, gesture="walk-in", people=1)
    added = press(alice, session, gesture="walk-in", people=1, reason="Elle vient de loin")

    assert full.status_code == 422
    assert "C’est complet pour l’instant" in said_by(full)
    assert "10 places libres" in said_by(full)  # of the next date
    assert "11 personnes là" in said_by(added)
    assert session.overrides.get().reason == "Elle vient de loin"


def test_people_expected_are_marked_in_one_press_each(alice: Client) -> None:
    session = held_now()
    alba, bob = registered(session, "Alba"), registered(session, "Bob")

    press(alice, session, gesture="mark", person=alba.pk, to="PRESENT")
    said = said_by(press(alice, session, gesture="mark", person=bob.pk, to="ABSENT"))

    assert "Bob n’est pas venu : sa place est libre." in said
    assert list(session.attendees.order_by("pk").values_list("attendance", flat=True)) == [
        "PRESENT",
        "ABSENT",
    ]


def test_somebody_leaves_and_somebody_counted_by_mistake_goes(alice: Client) -> None:
    session = held_now()
    press(alice, session, gesture="walk-in", people=3)
    one, two, _three = session.attendees.order_by("pk")

    left = said_by(press(alice, session, gesture="mark", person=one.pk, to="LEFT"))
    gone = said_by(press(alice, session, gesture="uncount", person=two.pk))
    again = press(alice, session, gesture="uncount", person=two.pk)

    assert "2 personnes là 9" not in left
    assert "2 personnes là" in left
    assert "1 personne là" in gone
    assert (again.status_code, session.attendees.count()) == (200, 2)


def test_the_missing_are_absent_and_the_waiting_come_in(alice: Client) -> None:
    session = held_now(capacity_max=1)
    registered(session, "Alba")
    waiting = registered(session, "Dora", "WAITING").registration
    assert waiting is not None

    missing = said_by(press(alice, session, gesture="missing"))
    welcome = said_by(press(alice, session, gesture="welcome", registration=waiting.pk))

    assert "1 personne notée absente." in missing
    assert "Dora présent" in welcome
    assert "1 personne là" in welcome


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"gesture": "dance"}, 403),
        ({"gesture": "mark", "person": "1", "to": "PRESENT"}, 404),
        ({"gesture": "welcome", "registration": "9" * 30}, 404),
        ({"gesture": "walk-in", "people": "99"}, 422),
        ({"gesture": "walk-in", "people": "²"}, 422),
    ],
)
def test_a_forged_press_does_nothing(alice: Client, fields: dict[str, str], status: int) -> None:
    session = held_now()

    assert press(alice, session, **fields).status_code == status
    assert session.attendees.count() == 0


def test_a_person_of_another_session_is_not_found(alice: Client) -> None:
    session = held_now()
    elsewhere = registered(held_now(), "Alba")

    assert press(alice, session, gesture="mark", person=elsewhere.pk, to="PRESENT").status_code == 404


def test_a_cancelled_session_and_an_event_say_what_to_do_instead(alice: Client) -> None:
    cancelled, event = held_now(), held_now(FormatKind.EVENT)
    Session.objects.filter(pk=cancelled.pk).update(status="CANCELLED", cancelled_at=timezone.now())
    event.format.counts_heads_only = True
    event.format.save()

    pages = [alice.get(f"/tenir/{session.public_id}/") for session in (cancelled, event)]
    presses = [press(alice, s, gesture="walk-in", people=1).status_code for s in (cancelled, event)]

    assert "Cette séance n’accueille personne" in said_by(pages[0])
    assert "On compte seulement les têtes" in said_by(pages[1])
    assert presses == [422, 422]


@pytest.mark.parametrize("people", [1, 3])
def test_a_desk_costs_the_same_however_many_people(
    alice: Client, django_assert_num_queries: Any, people: int
) -> None:
    session = held_now()
    for _person in range(people):
        registered(session, "Alba")
        registered(session, "Dora", "WAITING")
    press(alice, session, gesture="walk-in", people=people)
    alice.get(f"/tenir/{session.public_id}/")

    with django_assert_num_queries(9):
        page = alice.get(f"/tenir/{session.public_id}/")

    assert page.text.count('class="guest"') == 2 * people


def test_a_press_keeps_the_keyboard_where_it_was_and_says_what_changed_outside_what_is_swapped(
    alice: Client,
) -> None:
    session = held_now()
    alba = registered(session, "Alba")
    address, swap = f"/tenir/{session.public_id}/", {"HX-Request": "true", "HX-Target": "main#contenu"}
    before = alice.get(address)

    arrived = press(alice, session, gesture="walk-in", people=1, headers=swap)
    marked = press(alice, session, gesture="mark", person=alba.pk, to="PRESENT", headers=swap)

    for page in (before, arrived, marked):
        assert page.text.count('id="arrive-1"') == 1
        assert page.text.count(f'id="etat-{alba.pk}-PRESENT"') == 1  # the button, then the state it leads to
        assert page.text.index('id="annonce"') < page.text.index("<main")
    assert f'id="etat-{alba.pk}-PRESENT" tabindex="-1"' in marked.text
    spoken = [re.search(r'id="annonce"[^>]*>([^<]*)<', page.text) for page in (before, arrived, marked)]
    assert [found and found[1].strip() for found in spoken] == [
        "",
        "1 personne de plus. 1 personne là.",
        "Alba est là. 2 personnes là.",
    ]
