"""Registering on the page of a session, without an account nor a cookie."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.mail import EmailMessage
from django.http import HttpResponse
from django.test import Client, override_settings
from django.utils import timezone

from palier.agenda.actions import registrations, seats
from palier.agenda.actions.registrations import Asked
from palier.agenda.enums import FormatKind, RegistrationMode
from palier.agenda.models import Attendee, Registration, Session
from palier.agenda.queries.registrations import show_code
from tests.factories.agenda import a_session
from tests.factories.directory import AudienceFactory
from tests.web.reading import said_by
from tests.web.test_public_forms import FROM_HERE, Opened

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def soon(kind: FormatKind = FormatKind.DIGITAL_CAFE, *, days: float = 7, **values: Any) -> Session:
    """A session that is open by the real clock, which pages read."""
    return a_session(kind, starts_at=timezone.now() + timedelta(days=days), **values)


def page_of(session: Session) -> str:
    return f"/seances/{session.public_id}/inscription/"


def send(client: Client, session: Session, **fields: Any) -> HttpResponse:
    """Open the page and send its form, as a browser without cookies does."""
    form = client.get(page_of(session)).context["form"]
    hidden = {"opened": Opened(60).sign("form"), "form_key": str(form["form_key"].value()), "site": ""}
    typed = {"first_name": "Jeanne", "contact": "", "minors": "", "old_enough": "oui"}
    return client.post(page_of(session), {**hidden, **typed, **fields}, headers=FROM_HERE)


def fill(session: Session, count: int) -> None:
    for _ in range(count):
        registrations.register(
            session_id=session.pk,
            asked=Asked(first_names=("",)),
            form_key=uuid4(),
            channel="DESK",
            by=None,
            now=timezone.now(),
        )


def test_a_person_registers_with_a_first_name_and_reads_a_code(client: Client) -> None:
    session = soon()

    answer = send(client, session)

    made = Registration.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/mon-inscription/{made.code}/?nouveau=1")
    said = said_by(client.get(answer["Location"]))
    assert "Inscription confirmée" in said
    assert show_code(made.code) in said
    assert "sans contact, nous ne pourrons pas vous prévenir" in said
    assert (made.status, made.channel, made.email, made.phone) == ("CONFIRMED", "ONLINE", "", "")


def test_registering_leaves_no_cookie_and_is_cached_nowhere(client: Client) -> None:
    session = soon()
    page = client.get(page_of(session))

    send(client, session)

    assert not client.cookies
    assert "no-store" in page["Cache-Control"]


def test_relatives_are_registered_together(client: Client, mailoutbox: list[EmailMessage]) -> None:
    session = soon()

    send(client, session, contact="jeanne@exemple.example", other_2="Léo", other_4="Inès", minors="oui")

    made = Registration.objects.get()
    assert (made.people_count, made.minors_agreed) == (3, True)
    assert list(Attendee.objects.values_list("first_name", flat=True)) == ["Jeanne", "Léo", "Inès"]
    assert [mail.to for mail in mailoutbox] == [["jeanne@exemple.example"]]


def test_a_form_pressed_twice_leads_to_the_same_registration(client: Client) -> None:
    session = soon()
    form = client.get(page_of(session)).context["form"]
    sent = {
        "opened": Opened(60).sign("form"),
        "form_key": str(form["form_key"].value()),
        "first_name": "Jeanne",
        "old_enough": "oui",
    }

    first, second = (client.post(page_of(session), sent, headers=FROM_HERE) for _ in range(2))

    assert first["Location"] == second["Location"]
    assert Registration.objects.count() == 1


@pytest.mark.requirement("R003-017")
def test_a_younger_person_reads_a_kind_explanation_and_another_activity(client: Client) -> None:
    session = soon()
    story = a_session(
        FormatKind.THEMATIC,
        place=session.place,
        starts_at=timezone.now() + 3 * DAY,
        title="Histoires à toucher",
        audiences=[AudienceFactory(code="familles")],
    )
    assert "À partir de quel âge ? Dès 10 ans." in said_by(client.get(f"/seances/{session.public_id}/"))
    assert "Avez-vous au moins 10 ans ?" in said_by(client.get(page_of(session)))

    answer = send(client, session, old_enough="non")

    said = said_by(answer)
    assert answer.status_code == 422
    assert "Merci de votre envie de venir" in said
    assert "prévu à partir de 10 ans" in said
    assert "Histoires à toucher" in said
    assert f"/seances/{story.public_id}/" in answer.content.decode()
    assert (Registration.objects.count(), Attendee.objects.count()) == (0, 0)


def test_without_another_activity_a_younger_person_is_sent_to_the_people_there(client: Client) -> None:
    session = soon()
    for others in ({"level": "ADVANCED"}, {"minimum_age": 12}):
        a_session(FormatKind.THEMATIC, place=session.place, starts_at=timezone.now() + DAY, **others)

    assert "Demandez à l’accueil" in said_by(send(client, session, old_enough="non"))


def test_no_age_is_asked_where_there_is_none(client: Client) -> None:
    session = soon(FormatKind.TALK)

    assert "au moins" not in said_by(client.get(page_of(session)))
    assert send(client, session).status_code == 302


@pytest.mark.requirement("R003-015")
def test_a_beginner_is_advised_the_next_discovery_workshop_and_registers_for_the_cafe(client: Client) -> None:
    session = soon()
    workshop = a_session(
        FormatKind.DISCOVERY, place=session.place, starts_at=timezone.now() + 2 * DAY, title="Premiers pas"
    )

    page = client.get(page_of(session))

    said = said_by(page)
    assert "Vous débutez ?" in said
    assert "Premiers pas" in said
    assert "vous pouvez tout à fait venir au café" in said
    assert f"/seances/{workshop.public_id}/" in page.content.decode()
    assert send(client, session).status_code == 302
    assert Registration.objects.get().session == session


@pytest.mark.requirement("R003-020")
def test_nobody_fills_in_a_level_to_come_to_a_cafe(client: Client) -> None:
    form = client.get(page_of(soon())).context["form"]

    asked = {f"{name} {field.label}".lower() for name, field in form.fields.items()}
    assert not [one for one in asked if "level" in one or "niveau" in one]
    assert set(form.fields) >= {"first_name", "contact"}


def test_the_form_of_a_cafe_asks_for_no_level(client: Client) -> None:
    form = client.get(page_of(soon())).context["form"]

    asked = {name for name in form.fields if not name.startswith("other_")}
    assert asked == {"opened", "site", "form_key", "first_name", "contact", "old_enough", "minors"}


@pytest.mark.requirement("R003-019")
def test_the_eleventh_person_reads_the_next_date_and_may_wait(client: Client) -> None:
    session = soon()
    following = a_session(place=session.place, starts_at=timezone.now() + 30 * DAY)
    fill(session, 11)

    page = client.get(page_of(session))
    answer = send(client, session)

    said = said_by(page)
    assert "C’est complet : liste d’attente" in said
    assert "1 inscription attend avant vous" in said
    assert "Ou venez à la prochaine date" in said
    assert f"/seances/{following.public_id}/" in page.content.decode()
    mine = said_by(client.get(answer["Location"]))
    assert "Vous êtes sur la liste d’attente" in mine
    assert "1 inscription avant la vôtre" in mine


def test_seats_kept_for_an_audience_are_asked_for_and_taken(client: Client) -> None:
    session, seniors = soon(FormatKind.TALK, capacity_max=1), AudienceFactory()
    seats.hold_seats(
        session=session, audience=seniors, seats=1, until_at=timezone.now() + DAY, now=timezone.now()
    )
    assert "aucun justificatif n’est demandé" in said_by(client.get(page_of(session)))

    send(client, session)
    send(client, session, audience=seniors.pk)

    assert list(Registration.objects.values_list("status", flat=True)) == ["WAITING", "CONFIRMED"]


def test_a_session_with_free_entry_has_no_form(client: Client) -> None:
    session = soon(FormatKind.TALK, registration_mode=RegistrationMode.FREE)

    page = client.get(page_of(session))

    assert "Entrée libre : venez sans inscription" in said_by(page)
    assert "<form" not in page.content.decode()


@pytest.mark.parametrize(
    ("kind", "days", "is_open"),
    [
        (FormatKind.DISCOVERY, -0.04, False),
        (FormatKind.DIGITAL_CAFE, -0.04, True),
        (FormatKind.DIGITAL_CAFE, -1, False),
    ],
)
def test_the_form_closes_with_the_session_and_at_the_end_of_an_open_door(
    client: Client, kind: FormatKind, days: float, is_open: bool
) -> None:
    page = client.get(page_of(soon(kind, days=days)))

    assert ("<form" in page.content.decode()) is is_open


def test_a_cancelled_session_says_so_and_leads_to_the_next_date(client: Client) -> None:
    session = soon()
    following = a_session(place=session.place, starts_at=timezone.now() + 30 * DAY)
    Session.objects.filter(pk=session.pk).update(
        status="CANCELLED", cancelled_at=timezone.now(), cancelled_reason="Inondation"
    )

    page = client.get(page_of(session))

    assert "Inondation" in said_by(page)
    assert f"/seances/{following.public_id}/" in page.content.decode()


@pytest.mark.parametrize("values", [{"published": False}, {"kind": FormatKind.STAFF_CAFE}])
def test_nobody_registers_for_what_is_not_public(client: Client, values: dict[str, Any]) -> None:
    session = soon(**values)

    assert client.get(page_of(session)).status_code == 404


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"contact": "demain"}, "Écrivez un téléphone"),
        ({"contact": "jeanne@"}, "Cette adresse n’est pas complète"),
        ({"first_name": ""}, "obligatoire"),
        ({"old_enough": ""}, "obligatoire"),
        ({"site": "https://robot.example"}, "réservé aux robots"),
    ],
)
def test_a_refused_form_comes_back_filled_and_says_what_to_change(
    client: Client, fields: dict[str, str], sentence: str
) -> None:
    answer = send(client, soon(), other_3="Léo", **fields)

    assert answer.status_code == 422
    assert sentence in said_by(answer)
    assert 'value="Léo"' in answer.content.decode()
    assert Registration.objects.count() == 0


def test_a_form_sent_from_another_site_is_refused(client: Client) -> None:
    answer = client.post(page_of(soon()), {"first_name": "Jeanne"}, headers={"sec-fetch-site": "cross-site"})

    assert answer.status_code == 403


@override_settings(RATE_LIMIT_PUBLIC_POSTS_PER_HOUR=2)
def test_one_address_registers_so_many_times_an_hour(client: Client) -> None:
    session = soon()

    statuses = [send(client, session).status_code for _ in range(3)]

    assert statuses == [302, 302, 429]
    assert Registration.objects.count() == 2


def test_text_messages_are_offered_only_where_they_reach_somebody(client: Client) -> None:
    session = soon()
    assert "SMS" not in said_by(client.get(page_of(session)))

    with override_settings(SMS_SENDER="tests.core.text_sender.keep"):
        assert "Prévenez-moi par SMS" in said_by(client.get(page_of(session)))
        send(client, session, contact="06 39 98 00 10", wants_sms="on")

    assert Registration.objects.get().wants_sms
