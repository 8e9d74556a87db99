"""The list of registrations for the team: three fields, one press a gesture, and only those who may."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from palier.agenda.actions import registrations, telling
from palier.agenda.actions.registrations import Asked, read_contact
from palier.agenda.enums import CallBackReason, FormatKind, RegistrationMode
from palier.agenda.models import CallBack, Registration, SeatHold, SeatOverride, Session
from palier.agenda.queries.registrations import show_code
from tests.cast import at, person
from tests.factories.agenda import a_session
from tests.factories.directory import AudienceFactory, StructureFactory, a_place
from tests.web.reading import said_by

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
CALLS = "/programme/rappels/"


def soon(**values: Any) -> Session:
    kind = values.pop("kind", FormatKind.DISCOVERY)
    return a_session(kind, starts_at=timezone.now() + 7 * DAY, **values)


@pytest.fixture
def session() -> Session:
    """A session of Craon with two seats."""
    return soon(capacity_max=2)


@pytest.fixture
def alice(client: Client, session: Session) -> Client:
    """Alice is a librarian where the session is."""
    at(session.organiser, person("Alice"), "librarian")
    client.force_login(person("Alice"))
    return client


def list_of(session: Session) -> str:
    return f"/programme/seances/{session.public_id}/inscriptions/"


def registered(session: Session, name: str, contact: str = "") -> Registration:
    return registrations.register(
        session_id=session.pk,
        asked=Asked(first_names=(name,), contact=read_contact(contact)),
        form_key=uuid4(),
        channel="ONLINE",
        by=None,
        now=timezone.now(),
    )


def gesture(client: Client, registration: Registration, end: str, **fields: str) -> Any:
    return client.post(f"{list_of(registration.session)}{registration.pk}/{end}/", fields, follow=True)


def state(registration: Registration) -> str:
    return Registration.objects.get(pk=registration.pk).status


def test_somebody_on_the_telephone_is_registered_in_three_fields(alice: Client, session: Session) -> None:
    page = alice.get(list_of(session))
    shown = [name for name in page.context["quick"].fields if name != "form_key"]
    assert shown == ["names", "contact", "people"]

    sent = {"names": "Jeanne", "contact": "02 61 91 00 10", "people": "2", "venue": "telephone"}
    answer = alice.post(list_of(session), {**sent, "form_key": str(uuid4())}, follow=True)

    made = Registration.objects.get()
    assert (made.channel, made.people_count, made.phone) == ("PHONE", 2, "+33261910010")
    assert made.registered_by == person("Alice")
    said = said_by(answer)
    assert f"{show_code(made.code)}, inscription notée. Dites ce code à la personne." in said
    assert "Jeanne et 1 autre" in said
    assert "0 place libre sur 2" in said


def test_at_the_desk_a_full_session_puts_people_on_the_waiting_list(alice: Client, session: Session) -> None:
    registered(session, "Paul")
    sent = {"names": "Jeanne, Léo", "contact": "", "venue": "guichet", "form_key": str(uuid4())}

    answer = alice.post(list_of(session), sent, follow=True)

    assert "sur liste d’attente : la séance est complète" in said_by(answer)
    assert Registration.objects.get(people_count=2).channel == "DESK"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"names": " , "}, "écrivez au moins un prénom"),
        ({"names": "A, B", "people": "1"}, "plus de prénoms que de personnes"),
        ({"names": "A", "contact": "demain"}, "Écrivez un téléphone"),
        ({"names": "A,B,C,D,E,F,G"}, "6 personnes au plus"),
    ],
)
def test_what_cannot_be_registered_is_said(
    alice: Client, session: Session, fields: dict[str, str], sentence: str
) -> None:
    answer = alice.post(list_of(session), fields)

    assert answer.status_code == 422
    assert sentence in said_by(answer)
    assert Registration.objects.count() == 0


def test_nobody_is_registered_for_a_draft_nor_where_the_entry_is_free(
    alice: Client, session: Session
) -> None:
    draft = soon(place=session.place, published=False)
    free = soon(place=session.place, registration_mode=RegistrationMode.FREE)

    drafted = alice.post(list_of(draft), {"names": "Jeanne"})

    assert (drafted.status_code, "n’est pas publiée" in said_by(drafted)) == (422, True)
    assert "personne ne s’inscrit" in said_by(alice.get(list_of(free)))
    assert Registration.objects.count() == 0


def test_the_team_gives_a_seat_to_who_waits_with_a_reason(alice: Client, session: Session) -> None:
    for name in ("Paul", "Ana", "Inès"):
        last = registered(session, name)

    refused = said_by(gesture(alice, last, "donner", raison=" "))
    assert (state(last), "Dites pourquoi" in refused) == ("WAITING", True)
    given = said_by(gesture(alice, last, "donner", raison="Elle vient en car"))

    assert state(last) == "CONFIRMED"
    assert "Elle vient en car (Alice)" in given
    assert SeatOverride.objects.get().by == person("Alice")


def test_a_cancellation_offers_the_seat_and_one_press_confirms_it(alice: Client, session: Session) -> None:
    paul, _ana, ines = (registered(session, name) for name in ("Paul", "Ana", "Inès"))

    cancelled = said_by(gesture(alice, paul, "annuler"))
    assert "Places proposées" in cancelled
    assert (state(paul), state(ines)) == ("CANCELLED", "OFFERED")
    gesture(alice, ines, "oui")

    assert state(ines) == "CONFIRMED"
    assert CallBack.objects.get().done_by == person("Alice")
    assert "déjà annulée" in said_by(gesture(alice, paul, "annuler"))


@pytest.mark.requirement("R002-009")
def test_seats_are_kept_for_an_audience_until_a_date_and_given_back(alice: Client, session: Session) -> None:
    seniors = AudienceFactory()
    sent = {
        "audience": seniors.pk,
        "seats": "1",
        "until_on": (session.starts_at - DAY).date().isoformat(),
    }

    said = said_by(alice.post(f"{list_of(session)}reserver/", sent, follow=True))

    hold = SeatHold.objects.get()
    assert "1 place sur 1 : Seniors" in said
    assert hold.until_at <= session.starts_at
    again = alice.post(f"{list_of(session)}reserver/", sent)
    assert (again.status_code, "déjà réservées" in said_by(again)) == (422, True)
    released = said_by(alice.post(f"{list_of(session)}reserver/{hold.pk}/rendre/", follow=True))
    assert "1 place rendue à tous" in released
    session.refresh_from_db()
    assert (session.held_seats, session.seats_left) == (0, 2)


def test_seats_kept_until_the_day_of_the_session_are_kept_until_its_start(
    alice: Client, session: Session
) -> None:
    sent = {
        "audience": AudienceFactory().pk,
        "seats": "1",
        "until_on": session.starts_at.astimezone(session.zone).date().isoformat(),
    }

    alice.post(f"{list_of(session)}reserver/", sent)

    assert SeatHold.objects.get().until_at == session.starts_at


def test_a_paper_list_is_copied_in_its_order_once_however_often_it_is_sent(
    alice: Client, session: Session
) -> None:
    lines = "Jeanne ; 02 61 91 00 10\n\nLéo, Inès\nOmar ; omar@exemple.example\n"
    sent = {"lines": lines, "form_key": str(uuid4())}

    first = alice.post(f"{list_of(session)}papier/", sent, follow=True)
    alice.post(f"{list_of(session)}papier/", sent)

    assert "3 inscriptions notées, dont 1 sur liste d’attente." in said_by(first)
    rows = Registration.objects.order_by("queue_rank").values_list(
        "people_count", "status", "channel", "phone"
    )
    assert list(rows) == [
        (1, "CONFIRMED", "PAPER", "+33261910010"),
        (2, "WAITING", "PAPER", ""),
        (1, "CONFIRMED", "PAPER", ""),
    ]


def test_a_paper_list_with_a_mistake_says_the_line_and_writes_nothing(
    alice: Client, session: Session
) -> None:
    lines = "Jeanne\nLéo ; demain\n; 02 61 91 00 10"

    answer = alice.post(f"{list_of(session)}papier/", {"lines": lines})

    said = said_by(answer)
    assert answer.status_code == 422
    assert "Ligne 2, « Léo ; demain »" in said
    assert "Ligne 3" in said
    assert Registration.objects.count() == 0


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_seats_kept_until_a_day_that_no_calendar_holds_are_explained(
    alice: Client, session: Session, day: str
) -> None:
    audience = AudienceFactory()

    page = alice.post(
        f"{list_of(session)}reserver/", {"audience": audience.pk, "seats": 1, "until_on": day}, follow=True
    )

    assert page.status_code == 422
    assert "Choisissez un jour entre" in said_by(page)


def test_a_paper_list_where_the_entry_is_free_says_that_nobody_registers(alice: Client) -> None:
    free = soon(place=Session.objects.get().place, registration_mode=RegistrationMode.FREE)

    page = alice.post(f"{list_of(free)}papier/", {"lines": "Jeanne", "form_key": str(uuid4())})

    assert page.status_code == 422
    assert "Entrée libre : pour cette séance, personne ne s’inscrit." in said_by(page)


# --- Calls ------------------------------------------------------------------------------------------------


def test_calls_of_all_ones_sessions_are_made_by_one_press(alice: Client, session: Session) -> None:
    paul, _ana, ines = (
        registered(session, name, f"02 61 91 00 1{n}") for n, name in enumerate(("Paul", "Ana", "Inès"))
    )
    other = soon(place=session.place, title="Autre atelier")
    registered(other, "Omar")
    elsewhere = soon(place=a_place("Ailleurs", owner=StructureFactory(name="Ailleurs")))
    registered(elsewhere, "Zoé", "02 61 91 00 19")
    registrations.cancel(registration=paul, by=None, now=timezone.now())
    for one in (other, elsewhere):
        telling.tell_registered(session=one, reason=CallBackReason.MOVED, now=timezone.now())

    said = said_by(alice.get(CALLS))
    assert "2 personnes ou familles" in said
    assert "Inès 02 61 91 00 12".replace(" ", "") in said.replace("\u00a0", "").replace(" ", "")
    assert "Une place s’est libérée, gardée jusqu’au" in said
    assert "pas de téléphone : à dire sur place" in said
    assert "Zoé" not in said

    offer, moved = (CallBack.objects.get(registration__session=one) for one in (session, other))
    alice.post(f"{CALLS}{offer.pk}/fait/", {"reponse": "oui"})
    done = said_by(alice.post(f"{CALLS}{moved.pk}/fait/", {"reponse": "fait"}, follow=True))

    assert state(ines) == "CONFIRMED"
    assert "Personne à rappeler" in done
    moved.refresh_from_db()
    assert (moved.done_by, moved.outcome) == (person("Alice"), "Prévenu")


def test_a_call_that_changes_nothing_says_so_and_an_unknown_answer_is_not_noted(
    alice: Client, session: Session
) -> None:
    paul, _ana, ines = (
        registered(session, name, f"02 61 91 00 1{n}") for n, name in enumerate(("Paul", "Ana", "Inès"))
    )
    registrations.cancel(registration=paul, by=None, now=timezone.now())
    offer = CallBack.objects.get(registration=ines)
    Registration.objects.filter(pk=ines.pk).update(status="LAPSED", answer_by=None)

    unknown = alice.post(f"{CALLS}{offer.pk}/fait/", {"reponse": "peut-être"})
    late_yes = said_by(alice.post(f"{CALLS}{offer.pk}/fait/", {"reponse": "oui"}, follow=True))
    late_no = said_by(alice.post(f"{CALLS}{offer.pk}/fait/", {"reponse": "non"}, follow=True))

    assert unknown.status_code == 404
    assert (
        "Cette place n’est plus à prendre : quelqu’un d’autre l’a eue, ou la séance est annulée ou finie."
        in late_yes
    )
    assert "La place est prise." not in late_yes
    assert "Rien n’est changé : cette inscription est déjà annulée" in late_no
    assert state(ines) == "LAPSED"
    offer.refresh_from_db()
    assert offer.done_at is None


def test_who_says_no_on_the_telephone_leaves_the_seat(alice: Client, session: Session) -> None:
    ana = registered(session, "Ana", "02 61 91 00 10")
    telling.tell_registered(session=session, reason=CallBackReason.MOVED, now=timezone.now())

    call = CallBack.objects.get()
    answer = alice.post(f"{CALLS}{call.pk}/fait/", {"reponse": "non", "retour": "seance"})

    assert answer["Location"] == list_of(session)
    session.refresh_from_db()
    assert (state(ana), session.seats_taken) == ("CANCELLED", 0)


# --- Who may ----------------------------------------------------------------------------------------------


def test_only_the_team_of_the_place_sees_or_changes_registrations(client: Client, session: Session) -> None:
    """Alice works there, Bob elsewhere with the same role, Charlie has a bare account."""
    made = registered(session, "Jeanne", "02 61 91 00 10")
    telling.tell_registered(session=session, reason=CallBackReason.MOVED, now=timezone.now())
    call = CallBack.objects.get()
    at(session.organiser, person("Alice"), "librarian")
    at(StructureFactory(name="Ailleurs"), person("Bob"), "librarian")
    person("Charlie")
    here = list_of(session)
    pages = [here, f"{here}papier/"]
    presses = [
        (here, {"names": "Intrus"}),
        (f"{here}papier/", {"lines": "Intrus"}),
        (f"{here}reserver/", {"audience": AudienceFactory().pk, "seats": "1", "until_on": "2026-11-30"}),
        (f"{here}{made.pk}/annuler/", {}),
        (f"{here}{made.pk}/oui/", {}),
        (f"{here}{made.pk}/donner/", {"raison": "Non"}),
        (f"{CALLS}{call.pk}/fait/", {"reponse": "non"}),
    ]

    for name in ("Bob", "Charlie"):
        client.force_login(person(name))
        assert [client.get(page).status_code for page in pages] == [403, 403], name
        assert {client.post(path, sent).status_code for path, sent in presses} == {403}, name
    assert "Jeanne" not in said_by(client.get(CALLS))
    client.force_login(person("Bob"))
    assert "Personne à rappeler" in said_by(client.get(CALLS))
    client.force_login(person("Charlie"))
    assert client.get(CALLS).status_code == 403
    assert (state(made), Registration.objects.count(), SeatHold.objects.count()) == ("CONFIRMED", 1, 0)
    client.force_login(person("Alice"))
    assert [client.get(page).status_code for page in (*pages, CALLS)] == [200, 200, 200]


def test_the_registration_of_another_session_is_not_reached_through_ones_own(
    alice: Client, session: Session
) -> None:
    elsewhere = soon(place=a_place("Ailleurs", owner=StructureFactory(name="Ailleurs")))
    made = registered(elsewhere, "Zoé")

    assert alice.post(f"{list_of(session)}{made.pk}/annuler/").status_code == 404
    assert state(made) == "CONFIRMED"


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_however_many_people(
    alice: Client, django_assert_num_queries: Any, count: int
) -> None:
    session = soon(place=Session.objects.get().place, capacity_max=2 * count)
    for n in range(3 * count):
        registered(session, f"P{n}", "02 61 91 00 10")
    telling.tell_registered(session=session, reason=CallBackReason.MOVED, now=timezone.now())
    alice.get(CALLS)

    with django_assert_num_queries(14):
        listed = alice.get(list_of(session))
    with django_assert_num_queries(8):
        calls = alice.get(CALLS)

    assert listed.text.count('id="inscription-') == 3 * count
    assert calls.text.count('id="appel-') == 3 * count
