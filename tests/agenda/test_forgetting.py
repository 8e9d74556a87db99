"""What is forgotten of who came, and what a person with an account may read and have forgotten."""

from datetime import datetime, timedelta

import pytest

from palier.agenda import jobs, personal_data
from palier.agenda.actions import around, seats, telling
from palier.agenda.enums import CallBackReason, CreditRole, FormatKind
from palier.agenda.models import Attendee, CallBack, Session, SessionSeen
from palier.agenda.queries.registrations import registration_by_code
from palier.core import retention
from tests.agenda.people import registered
from tests.cast import person
from tests.factories.agenda import a_session
from tests.factories.directory import NOW, AudienceFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def forget(now: object) -> int:
    (rule,) = [rule for rule in retention.rules() if rule.name == "personnes inscrites à une séance"]
    return rule.forget(now)  # type: ignore[arg-type]


def credit(session: Session, **values: object) -> None:
    around.credit_person(session=session, values=values, on=NOW.date())


def test_names_and_contacts_are_forgotten_thirty_days_after_the_session_and_counts_stay() -> None:
    session = a_session()
    made = registered(session, "Jeanne", "Léo", contact="02 61 91 00 10", minors_agreed=True)
    Attendee.objects.create(session=session, first_name="Omar")
    telling.tell_registered(session=session, reason=CallBackReason.MOVED, now=NOW)
    CallBack.objects.update(outcome="Jeanne viendra", done_at=NOW)

    assert forget(session.ends_at + 30 * DAY) == 0
    assert registration_by_code(made.code) == made
    assert forget(session.ends_at + 31 * DAY) == 2
    assert forget(session.ends_at + 32 * DAY) == 0

    made.refresh_from_db()
    session.refresh_from_db()
    assert (made.phone, made.email, made.minors_agreed) == ("", "", None)
    assert (made.people_count, made.status, session.seats_taken) == (2, "CONFIRMED", 2)
    assert set(Attendee.objects.values_list("first_name", flat=True)) == {""}
    assert CallBack.objects.get().outcome == ""
    assert registration_by_code(made.code) is None


def test_the_privacy_page_says_when_names_are_forgotten() -> None:
    assert (
        "Les prénoms et les contacts des personnes du public inscrites à une séance, venues ou créditées, sont "
        "effacés 30 jours après la séance ; il reste des nombres." in retention.sentences()
    )


def test_a_person_reads_what_was_registered_with_their_address_and_nothing_of_others() -> None:
    session, alice = a_session(), person("Alice")
    registered(session, "Alice", contact=alice.email, by=alice)
    registered(session, "Bob", contact="bob@exemple.example", by=alice)

    (row,) = personal_data.registrations_of(alice.pk)

    assert (row["prénoms"], row["contact"], row["état"]) == (["Alice"], alice.email, "inscrit")
    assert personal_data.gestures_of(alice.pk) == {
        "inscriptions notées": 2,
        "personnes rappelées": 0,
        "places ajoutées": [],
    }


def test_who_was_credited_as_one_of_the_public_is_forgotten_with_the_others_and_not_who_spoke() -> None:
    session = a_session(FormatKind.TALK)
    credit(session, role=CreditRole.SESSION_MODERATOR, name="Huguette", is_participant=True, has_agreed=True)
    credit(session, role=CreditRole.EXPERT_USER, name="Omar", has_agreed=True)
    credit(session, role=CreditRole.FACILITATOR, name="Alice", user=person("Alice"))

    assert forget(session.ends_at + 30 * DAY) == 0
    assert forget(session.ends_at + 31 * DAY) == 2

    assert set(session.credits.values_list("role", flat=True)) == {"SPEAKER", "FACILITATOR"}


def test_a_person_reads_where_they_are_credited_or_were_seen_and_is_taken_out_of_it() -> None:
    session, alice, bob = a_session(title="Café"), person("Alice"), person("Bob")
    for one in (alice, bob):
        credit(session, role=CreditRole.FACILITATOR, name=one.name, user=one)
        SessionSeen.objects.create(session=session, user=one)

    told = personal_data.sessions_of(alice.pk)

    at = {"séance": "Café", "le": told["présent"][0]["le"]}
    shown = {"rôle": "animation", "nom affiché": alice.name, "structure": "", "montré sur la page": True}
    assert told == {"crédité": [at | shown], "présent": [at]}
    assert datetime.fromisoformat(at["le"]) == session.starts_at
    assert personal_data.forget_sessions_of(alice.pk) == 2
    assert session.credits.get().user == bob
    assert SessionSeen.objects.get().user == bob


def test_a_closed_account_leaves_neither_name_nor_contact_and_keeps_its_seat() -> None:
    session, alice = a_session(), person("Alice")
    made = registered(session, "Alice", contact=alice.email, by=alice)
    other = registered(session, "Bob", contact="bob@exemple.example", by=alice)
    seats.add_seats(session=session, seats=1, reason="Une de plus", by=alice, now=NOW)

    assert personal_data.forget_registrations_of(alice.pk) == 1
    assert personal_data.forget_gestures_of(alice.pk) == 3

    made.refresh_from_db()
    other.refresh_from_db()
    assert (made.email, made.status, made.registered_by) == ("", "CONFIRMED", None)
    assert (other.email, other.people.get().first_name) == ("bob@exemple.example", "Bob")
    assert made.people.get().first_name == ""


def test_the_jobs_pass_seats_on_and_remind() -> None:
    session, seniors = a_session(FormatKind.DISCOVERY, capacity_max=2), AudienceFactory()
    seats.hold_seats(session=session, audience=seniors, seats=1, until_at=NOW + DAY, now=NOW)
    registered(session, "Paul", contact="02 61 91 00 10")
    registered(session, "Inès")

    assert jobs.pass_seats_on(NOW + DAY) == (
        "1 place réservée rendue à tous, 0 place proposée passée au suivant"
    )
    assert jobs.pass_seats_on(NOW + 3 * DAY) == (
        "0 place réservée rendue à tous, 1 place proposée passée au suivant"
    )
    assert jobs.remind_of_sessions(session.starts_at - DAY) == "1 rappel"
