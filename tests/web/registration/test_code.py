"""The page of a registration, by its code: read, printed, answered, cancelled, and nothing of anybody else."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from django.utils import timezone

from palier.agenda.actions import registrations
from palier.agenda.enums import FormatKind
from palier.agenda.models import Registration, Session
from palier.agenda.queries.registrations import show_code
from tests.agenda import people
from tests.factories.agenda import a_session
from tests.web.reading import said_by
from tests.web.test_public_forms import FROM_HERE, Opened

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def soon(**values: object) -> Session:
    return a_session(FormatKind.DISCOVERY, starts_at=timezone.now() + 7 * DAY, **values)


def registered(session: Session, *names: str, contact: str = "") -> Registration:
    return people.registered(session, *names, contact=contact, now=timezone.now())


def page_of(registration: Registration) -> str:
    return f"/mon-inscription/{registration.code}/"


def press(client: Client, registration: Registration, end: str) -> HttpResponse:
    sent = {"opened": Opened(60).sign("form"), "site": ""}
    return client.post(f"{page_of(registration)}{end}/", sent, headers=FROM_HERE)


def offered() -> tuple[Session, Registration, Registration]:
    """Return a session of one seat given back, the registration that it is offered to, and the next one."""
    session = soon(capacity_max=1)
    first, second, third = (registered(session, name) for name in ("Paul", "Inès", "Omar"))
    registrations.cancel(registration=first, by=None, now=timezone.now())
    return session, second, third


def test_a_code_typed_any_way_opens_the_registration(client: Client) -> None:
    made = registered(soon(), "Jeanne", "Léo")
    assert client.get("/mon-inscription/").status_code == 200
    sent = {"opened": Opened(60).sign("form"), "code": show_code(made.code).lower().replace(" ", "-")}

    answer = client.post("/mon-inscription/", sent, headers=FROM_HERE)

    assert answer["Location"] == page_of(made)
    said = said_by(client.get(answer["Location"]))
    assert "2 personnes : Jeanne, Léo." in said
    assert show_code(made.code) in said
    assert not client.cookies


def test_the_page_tells_nothing_of_other_people_nor_the_contact(client: Client) -> None:
    session = soon(capacity_max=1)
    registered(session, "Ophélie", contact="ophelie@exemple.example")
    made = registered(session, "Jeanne", contact="jeanne@exemple.example")

    page = client.get(page_of(made)).content.decode()

    assert "Ophélie" not in page
    assert "exemple.example" not in page
    assert "noindex" in page


def test_an_unknown_code_opens_nothing(client: Client) -> None:
    page = client.get("/mon-inscription/000000/")

    assert page.status_code == 404
    assert "Aucune inscription n’a ce code" in said_by(page)


@override_settings(RATE_LIMIT_CODES_PER_HOUR=3)
def test_codes_cannot_be_tried_one_after_the_other(client: Client) -> None:
    made = registered(soon())
    for number in range(3):
        assert client.get(f"/mon-inscription/00000{number}/").status_code == 404

    form = {"opened": Opened(60).sign("form"), "code": made.code}
    answers = [
        client.get(page_of(made)),
        client.post("/mon-inscription/", form, headers=FROM_HERE),
        press(client, made, "annuler"),
        client.get(f"{page_of(made)}seance.ics"),
        client.get("/mon-inscription/000009/"),
    ]

    assert [answer.status_code for answer in answers] == [429] * 5
    assert "trop de codes qui n’ouvrent rien" in said_by(answers[0])
    made.refresh_from_db()
    assert made.status == "CONFIRMED"


@override_settings(RATE_LIMIT_CODES_PER_HOUR=1)
def test_a_code_that_opens_is_not_counted_however_often(client: Client) -> None:
    made = registered(soon())

    read = [client.get(f"{page_of(made)}{end}").status_code for end in ("", "", "seance.ics", "seance.ics")]

    assert read == [200] * 4
    assert client.get("/mon-inscription/000001/").status_code == 404
    assert client.get(page_of(made)).status_code == 429


@override_settings(RATE_LIMIT_CODES_PER_HOUR=1)
def test_changing_address_inside_an_ipv6_network_gives_no_more_tries(client: Client) -> None:
    tries = ["2001:db8:1:2::1", "2001:db8:1:2::2", "2001:db8:1:3::1"]

    answers = [client.get("/mon-inscription/000001/", REMOTE_ADDR=address).status_code for address in tries]

    assert answers == [404, 429, 404]


def test_a_registration_is_cancelled_by_its_code(client: Client) -> None:
    session = soon()
    made = registered(session)
    assert "Je ne peux plus venir" in said_by(client.get(page_of(made)))

    answer = press(client, made, "annuler")

    assert answer["Location"] == page_of(made)
    said = said_by(client.get(page_of(made)))
    assert "Cette inscription est annulée" in said
    assert f"/seances/{session.public_id}/inscription/" in client.get(page_of(made)).content.decode()
    session.refresh_from_db()
    assert session.seats_taken == 0


@pytest.mark.parametrize("end", ["accepter", "annuler"])
def test_opening_a_link_of_a_mail_changes_nothing(client: Client, end: str) -> None:
    _session, ines, _omar = offered()

    answer = client.get(f"{page_of(ines)}{end}/")

    assert answer["Location"] == page_of(ines)
    ines.refresh_from_db()
    assert ines.status == "OFFERED"


def test_a_seat_that_is_offered_is_taken_by_one_press(client: Client) -> None:
    _session, ines, _omar = offered()
    said = said_by(client.get(page_of(ines)))
    assert "Une place s’est libérée pour vous" in said
    assert "Oui, je viens" in said

    press(client, ines, "accepter")

    assert "Inscription confirmée" in said_by(client.get(page_of(ines)))


def test_a_seat_that_is_declined_goes_to_the_next(client: Client) -> None:
    _session, ines, omar = offered()

    press(client, ines, "annuler")

    assert [Registration.objects.get(pk=row.pk).status for row in (ines, omar)] == ["CANCELLED", "OFFERED"]


def test_an_answer_after_the_next_was_offered_the_seat_is_refused_with_a_way_on(client: Client) -> None:
    _session, ines, _omar = offered()
    Registration.objects.filter(pk=ines.pk).update(status="LAPSED", answer_by=None)

    answer = press(client, ines, "accepter")

    assert answer.status_code == 409
    said = said_by(answer)
    assert "a été proposée à la personne suivante" in said
    assert "M’inscrire de nouveau" in said


def test_a_registration_of_a_session_that_is_over_is_not_cancelled(client: Client) -> None:
    session = soon()
    made = registered(session)
    Session.objects.filter(pk=session.pk).update(
        starts_at=timezone.now() - 2 * DAY, ends_at=timezone.now() - DAY
    )

    assert press(client, made, "annuler").status_code == 409
    assert "Cette séance est passée" in said_by(client.get(page_of(made)))


def test_a_cancelled_session_is_said_on_the_page_of_the_code(client: Client) -> None:
    session = soon()
    made = registered(session)
    Session.objects.filter(pk=session.pk).update(
        status="CANCELLED", cancelled_at=timezone.now(), cancelled_reason="Inondation"
    )

    said = said_by(client.get(page_of(made)))

    assert "Cette séance est annulée" in said
    assert "Je ne peux plus venir" not in said


def test_an_answer_from_another_site_is_refused(client: Client) -> None:
    made = registered(soon())

    answer = client.post(f"{page_of(made)}annuler/", {}, headers={"sec-fetch-site": "cross-site"})

    assert answer.status_code == 403
    made.refresh_from_db()
    assert made.status == "CONFIRMED"


def test_the_calendar_of_a_video_meeting_is_for_who_is_registered(client: Client) -> None:
    session = soon(capacity_max=1, online_url="https://visio.example/salle")
    seated, waits = registered(session), registered(session)

    mine, theirs = (client.get(f"{page_of(row)}seance.ics").content.decode() for row in (seated, waits))

    assert "visio.example" in mine
    assert "visio.example" not in theirs


def test_the_page_is_read_in_a_constant_number_of_queries(
    client: Client, django_assert_num_queries: object
) -> None:
    session = soon()
    alone, six = registered(session), registered(session, *"ABCDEF")
    client.get(page_of(alone))  # the first page of the hour also opens the counter of its address

    for row in (alone, six):
        with django_assert_num_queries(4):  # type: ignore[operator]
            client.get(page_of(row))
