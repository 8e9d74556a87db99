"""The report, the heads, the two questions and the figures, as pages."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from palier.agenda.enums import FormatKind
from palier.agenda.models import ReportCount, Session, SessionReport
from palier.directory.models import Topic
from tests.cast import at, person
from tests.factories.agenda import a_shipped_format
from tests.factories.directory import AudienceFactory
from tests.web.desk.sessions import age_bands, held_now, sent, signed
from tests.web.reading import hidden_fields, said_by

pytestmark = pytest.mark.django_db
YOUNG, MIDDLE, SENIOR = "n-AGE_BAND-10-17", "n-AGE_BAND-40-59", "n-AGE_BAND-75-et-plus"


@pytest.fixture
def alice(client: Client) -> Client:
    age_bands()
    return signed(client, "Alice")


def write(client: Client, session: Session, **fields: Any) -> Any:
    data = {"head_count": 9, "volunteer_count": 0, **fields}
    data.setdefault("revision", shown_revision(client, session))
    return client.post(f"/tenir/{session.public_id}/bilan/", data, follow=True)


def shown_revision(client: Client, session: Session) -> int:
    return int(hidden_fields(client.get(f"/tenir/{session.public_id}/bilan/"))["revision"][0])


def test_the_report_is_begun_with_who_came(alice: Client) -> None:
    session = held_now()
    alice.post(f"/tenir/{session.public_id}/", {"gesture": "walk-in", "people": 3, "form_key": str(uuid4())})

    page = alice.get(f"/tenir/{session.public_id}/bilan/")

    assert 'name="head_count" value="3"' in page.text
    assert not SessionReport.objects.exists()  # reading writes nothing


@pytest.mark.requirement("R003-018", "R003-021", "R003-010")
def test_a_report_is_written_and_says_the_mix_and_what_it_says_of_the_objectives(alice: Client) -> None:
    session = held_now()
    topic = Topic.objects.create(code="courriel", label="Courriel")

    said = said_by(
        write(
            alice,
            session,
            topics=[topic.pk],
            topics_shared="Le tri des photos",
            topics_learnt="Les faux SMS",
            **{YOUNG: 2, SENIOR: 5},
        )
    )

    report = SessionReport.objects.get(session=session)
    assert (report.head_count, report.topics_shared, report.topics_learnt) == (
        9,
        "Le tri des photos",
        "Les faux SMS",
    )
    assert (list(report.topics.all()), report.written_by) == ([topic], person("Alice"))
    assert "Le bilan est enregistré." in said
    assert "Des jeunes et des seniors étaient là ensemble." in said
    assert "9 personnes venues." in said


def test_ages_that_make_more_people_than_came_are_refused_with_what_was_typed(alice: Client) -> None:
    session = held_now()

    refused = write(alice, session, summary="À garder", **{YOUNG: 6, SENIOR: 6})

    assert refused.status_code == 422
    assert "Les tranches d’âge font 12 personnes et vous en comptez 9" in said_by(refused)
    assert "À garder" in refused.text


def test_heads_counted_on_a_tablet_while_the_report_is_written_are_not_lost(alice: Client) -> None:
    session = held_now()
    address = f"/tenir/{session.public_id}/bilan/"
    shown = hidden_fields(alice.get(address))
    alice.post(f"/tenir/{session.public_id}/compter/", {"plus": "AGE_BAND:10-17"})
    alice.post(f"/tenir/{session.public_id}/compter/", {"plus": "AGE_BAND:75-et-plus"})
    typed = {"head_count": 9, "volunteer_count": 0, "summary": "À garder", YOUNG: 0, MIDDLE: 0, SENIOR: 4}

    stale = alice.post(address, shown | typed)

    assert stale.status_code == 409
    said = said_by(stale)
    assert "Quelqu’un a écrit en même temps que vous" in said
    assert "75 ans et plus. L’autre personne a écrit : « 1 »." in said  # both counted them: both are shown
    assert "10 à 17 ans. L’autre" not in said  # left alone here: the tablet’s count stands in the form
    assert f'name="{YOUNG}" value="1"' in stale.text
    assert f'name="{SENIOR}" value="4"' in stale.text
    assert "À garder" in stale.text
    assert (report_counts(session), session.report.summary) == ({"10-17": 1, "75-et-plus": 1}, "")

    again = alice.post(address, hidden_fields(stale) | typed | {YOUNG: 1}, follow=True)

    assert "Le bilan est enregistré." in said_by(again)
    assert report_counts(session) == {"10-17": 1, "75-et-plus": 4}


def test_two_people_who_write_the_same_report_see_each_others_words(alice: Client) -> None:
    session = held_now()
    address = f"/tenir/{session.public_id}/bilan/"
    shown = hidden_fields(alice.get(address))
    write(alice, session, summary="Les mots de la première", topics_learnt="Les faux SMS")

    second = {"head_count": 9, "volunteer_count": 0, "summary": "Les mots de la seconde"}
    stale = alice.post(address, shown | second)

    assert stale.status_code == 409
    assert "Résumé. L’autre personne a écrit : « Les mots de la première »." in said_by(stale)
    assert "Les mots de la seconde" in stale.text
    assert "Les faux SMS" in stale.text  # left alone here: it stays
    assert SessionReport.objects.get(session=session).summary == "Les mots de la première"


def report_counts(session: Session) -> dict[str, int]:
    return dict(ReportCount.objects.filter(report__session=session).values_list("code", "count"))


def test_a_report_is_closed_with_open_questions_and_can_still_be_corrected(alice: Client) -> None:
    session = held_now()
    session.questions.create(text="Le wifi ?", origin="SESSION", asked_at=timezone.now())

    closed = said_by(write(alice, session, close=1))
    corrected = said_by(write(alice, session, head_count=8))

    assert "Le bilan est clos." in closed
    assert "Vous pouvez encore le corriger." in corrected
    assert SessionReport.objects.get(session=session).head_count == 8


def test_only_colleagues_are_noted_as_present(alice: Client) -> None:
    session = held_now()
    at(session.organiser, person("Dora"), "librarian")

    write(alice, session, staff=[person("Dora").pk])
    stranger = write(alice, session, staff=[person("Bob").pk])

    assert stranger.status_code == 422
    assert [seen.user.name for seen in session.staff_present.all()] == ["Dora"]


@pytest.mark.requirement("R004-099")
@pytest.mark.parametrize("kind", [FormatKind.EVENT, FormatKind.SCHOOL])
def test_a_large_event_and_a_class_are_reported_by_their_heads_alone(alice: Client, kind: FormatKind) -> None:
    said = {"school_level": "MIDDLE", "theme": "Les écrans"} if kind == FormatKind.SCHOOL else {}
    session = held_now(format=a_shipped_format(kind), **said)

    page = alice.get(f"/tenir/{session.public_id}/bilan/").text
    write(alice, session, head_count=250, **{YOUNG: 100})

    assert "Tranches d’âge" not in page
    assert SessionReport.objects.get(session=session).head_count == 250
    assert not session.report.counts.exists()


def test_heads_are_counted_with_plus_and_minus(alice: Client) -> None:
    session = held_now()
    address = f"/tenir/{session.public_id}/compter/"

    for _person in range(2):
        alice.post(address, {"plus": "AGE_BAND:10-17"})
    said = said_by(alice.post(address, {"minus": "AGE_BAND:10-17"}, follow=True))
    forged = alice.post(address, {"plus": "AGE_BAND:mille"})

    assert "1 personne comptée par âge" in said
    assert forged.status_code == 403


@pytest.mark.requirement("R004-200")
def test_a_testimony_needs_the_agreement_and_teaches_the_network(alice: Client) -> None:
    session = held_now()
    address = f"/tenir/{session.public_id}/bilan/recit/"

    refused = alice.post(address, {"recit-text": "J’ai failli payer."})
    kept = alice.post(address, {"recit-text": "J’ai failli payer.", "recit-agreed": "on"}, follow=True)
    read = signed(Client(), "Bob").get(f"/tenir/{session.public_id}/resume/")

    assert "Sans son accord, le récit n’est pas gardé." in said_by(refused)
    assert "Le récit est gardé, sans nom." in said_by(kept)
    assert "J’ai failli payer." in said_by(read)
    alice.post(address, {"forget": session.testimonies.get().pk})
    assert not session.testimonies.exists()


@pytest.mark.requirement("R002-028")
def test_the_network_reads_the_mix_of_a_session_without_its_small_counts(alice: Client) -> None:
    session = held_now()
    AudienceFactory(code="etudiants", label="Étudiants")
    write(alice, session, head_count=15, **{YOUNG: 2, MIDDLE: 7, SENIOR: 6, "n-AUDIENCE-etudiants": 6})

    desk = alice.get(f"/tenir/{session.public_id}/bilan/").text
    read = said_by(signed(Client(), "Bob").get(f"/tenir/{session.public_id}/resume/"))

    assert f'name="{YOUNG}" value="2"' in desk
    assert "10 à 17 ans : masqué" in read
    assert "40 à 59 ans : 7" in read
    assert "75 ans et plus : masqué" in read
    assert "Étudiants : 6" in read


# --- The two questions ------------------------------------------------------------------------------------


@pytest.mark.requirement("R003-013")
def test_the_two_questions_are_answered_on_a_tablet_without_a_cookie_or_typed_in_from_paper(
    alice: Client,
) -> None:
    session = held_now()
    address = f"/seances/{session.public_id}/fin/"
    key = str(uuid4())

    for _press in range(2):
        tablet = sent(Client(), address, more_at_ease="YES", met_others="NO", form_key=key)
    typed = alice.post(
        f"/tenir/{session.public_id}/fin/",
        {"form_key": str(uuid4()), "f1-at_ease": "SOMEWHAT", "f2-met": "YES"},
        follow=True,
    )

    assert (tablet.status_code, dict(tablet.cookies)) == (302, {})
    assert "2 feuilles enregistrées." in said_by(typed)
    assert "3 réponses" in said_by(typed)
    assert sorted(session.pulses.values_list("channel", flat=True)) == ["PAPER", "PAPER", "TABLET"]


def test_an_answer_without_answer_or_on_another_day_is_refused() -> None:
    running, to_come = held_now(), held_now(began_min=-600)

    empty = sent(Client(), f"/seances/{running.public_id}/fin/", form_key=str(uuid4()))
    early = sent(Client(), f"/seances/{to_come.public_id}/fin/", more_at_ease="YES", form_key=str(uuid4()))

    assert "Répondez à une question au moins" in said_by(empty)
    assert "Ce n’est pas le moment" in said_by(early)
    assert (running.pulses.count(), to_come.pulses.count()) == (0, 0)
