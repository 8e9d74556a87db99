"""The board as a page: asked online or on paper, searched, answered, projected, printed, copied, carried."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from palier.agenda.models import Session
from palier.directory.models import Topic
from tests.factories.agenda import a_session
from tests.web.desk.sessions import held_now, sent, signed
from tests.web.reading import said_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(client: Client) -> Client:
    return signed(client, "Alice")


def press(client: Client, session: Session, **fields: Any) -> Any:
    data = {"form_key": str(uuid4()), **fields}
    return client.post(f"/tenir/{session.public_id}/tableau/", data, follow=True)


def asked(session: Session, text: str = "Comment trier mes photos ?", **fields: Any) -> Any:
    return session.questions.create(text=text, origin="SESSION", asked_at=timezone.now(), **fields)


def to_come(**values: Any) -> Session:
    return held_now(began_min=-60 * 24, **values)


@pytest.mark.requirement("R003-003")
def test_a_question_comes_online_without_account_on_paper_by_the_team_or_during_the_session(
    alice: Client,
) -> None:
    session, running = to_come(), held_now()

    online = sent(
        Client(),
        f"/seances/{session.public_id}/questions/",
        kind="QUESTION",
        text="Le wifi ?",
        form_key=uuid4(),
    )
    for one in (session, running):
        press(alice, one, gesture="ask", text="Les mots de passe ?")

    assert online.status_code == 302
    assert not online.cookies
    assert list(session.questions.values_list("text", "origin", "topic")) == [
        ("Le wifi ?", "ONLINE", None),
        ("Les mots de passe ?", "PAPER", None),
    ]
    assert running.questions.get().origin == "SESSION"


@pytest.mark.requirement("R003-011")
def test_somebody_says_what_they_seek_and_what_they_can_help_with_and_the_team_reads_it(
    alice: Client,
) -> None:
    session = to_come()
    for kind, text in (("SEEKS", "faire une visio"), ("CAN_HELP", "trier des photos")):
        sent(Client(), f"/seances/{session.public_id}/questions/", kind=kind, text=text, form_key=uuid4())

    said = said_by(alice.get(f"/tenir/{session.public_id}/tableau/"))

    assert "Je cherche faire une visio" in said
    assert "Je peux aider trier des photos" in said
    press(alice, session, gesture="hide-wish", wish=session.wishes.get(kind="SEEKS").pk)
    assert "faire une visio" not in said_by(alice.get(f"/tenir/{session.public_id}/tableau/"))


def test_a_form_sent_twice_asks_once_and_a_session_that_is_over_asks_no_more() -> None:
    session, over = to_come(), held_now(began_min=200)
    key = str(uuid4())
    for _press in range(2):
        sent(
            Client(),
            f"/seances/{session.public_id}/questions/",
            kind="QUESTION",
            text="Le wifi ?",
            form_key=key,
        )

    late = sent(
        Client(), f"/seances/{over.public_id}/questions/", kind="QUESTION", text="Le wifi ?", form_key=key
    )

    assert (session.questions.count(), over.questions.count()) == (1, 0)
    assert late.status_code == 422
    assert "Cette séance ne prend plus de questions" in said_by(late)
    assert "Votre texte n’est pas envoyé : le voici" in said_by(late)
    assert "Le wifi ?</textarea>" in late.text


def test_a_browser_that_sends_too_much_is_told_to_wait(settings: Any) -> None:
    settings.RATE_LIMIT_PUBLIC_POSTS_PER_HOUR = 1
    session = to_come()

    answers = [
        sent(
            Client(),
            f"/seances/{session.public_id}/questions/",
            kind="QUESTION",
            text="Oui ?",
            form_key=uuid4(),
        )
        for _press in range(2)
    ]

    assert [answer.status_code for answer in answers] == [302, 429]


def test_a_form_from_another_site_is_refused() -> None:
    session = to_come()

    answer = Client().post(
        f"/seances/{session.public_id}/questions/", {"text": "Pub"}, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert (answer.status_code, session.questions.count()) == (403, 0)


@pytest.mark.requirement("R003-047")
def test_the_group_searches_together_and_keeps_the_query_and_the_source(alice: Client) -> None:
    session = held_now()
    question = asked(session)
    pk = question.pk

    searching = said_by(
        press(alice, session, gesture="search", question=pk, **{f"search-{pk}-query": "trier photos android"})
    )
    answered = press(
        alice,
        session,
        gesture="answer",
        question=pk,
        **{
            f"answer-{pk}-text": "Par albums",
            f"answer-{pk}-found_by": "INTERNET",
            f"answer-{pk}-source_url": "https://exemple.example/photos",
            f"answer-{pk}-query": "trier photos android",
        },
    )

    assert "cherchée ensemble" in searching
    assert "Recherche tapée : « trier photos android »" in searching
    assert "Trouvé par : une recherche sur Internet" in said_by(answered)
    assert 'href="https://exemple.example/photos" rel="noopener noreferrer nofollow"' in answered.text


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://exemple.example/x", "pas une adresse"])
def test_a_source_that_is_no_web_address_is_refused_and_the_answer_stays_typed(
    alice: Client, url: str
) -> None:
    session = held_now()
    pk = asked(session).pk

    fields = {
        f"answer-{pk}-text": "Par albums",
        f"answer-{pk}-found_by": "GROUP",
        f"answer-{pk}-source_url": url,
    }
    refused = press(alice, session, gesture="answer", question=pk, **fields)

    assert refused.status_code == 422
    assert "Par albums" in refused.text
    assert not session.questions.get().answers.exists()


def test_junk_is_hidden_from_the_board_and_the_wall_and_can_be_put_back(alice: Client) -> None:
    session = held_now()
    pk = asked(session, "Achetez mes pilules").pk

    press(alice, session, gesture="hide", question=pk)
    wall = alice.get(f"/tenir/{session.public_id}/tableau/projeter/").text
    board = said_by(alice.get(f"/tenir/{session.public_id}/tableau/"))
    press(alice, session, gesture="show", question=pk)

    assert "pilules" not in wall
    assert "1 question masquée" in board
    assert "pilules" in alice.get(f"/tenir/{session.public_id}/tableau/projeter/").text


@pytest.mark.requirement("R003-045")
def test_the_board_is_projected_in_large_type_printed_blank_and_copied_from_the_paperboard(
    alice: Client,
) -> None:
    session = held_now()
    asked(session, "Comment trier mes photos ?")
    base = f"/tenir/{session.public_id}/tableau/"

    wall, sheet = alice.get(f"{base}projeter/"), alice.get(f"{base}imprimer/")
    rows = {
        "q1-text": "Et le wifi ?",
        "q1-answer": "Le mot de passe est au mur",
        "q1-found_by": "PARTICIPANT",
    }
    copied = alice.post(f"{base}recopier/", {"form_key": str(uuid4()), **rows}, follow=True)

    assert '<body class="wall">' in wall.text
    assert "Comment trier mes photos ?" in said_by(wall)
    assert "<header" not in wall.text
    assert sheet.text.count("ligne vide") == 11
    assert "1 question recopiée." in said_by(copied)
    assert session.questions.get(text="Et le wifi ?").answers.get().found_by == "PARTICIPANT"


def test_an_answer_of_the_paperboard_without_its_question_is_asked_for(alice: Client) -> None:
    session = held_now()

    refused = alice.post(f"/tenir/{session.public_id}/tableau/recopier/", {"q3-answer": "Par le menu"})

    assert refused.status_code == 422
    assert "Recopiez la question de cette réponse." in said_by(refused)


@pytest.mark.requirement("R003-035")
def test_what_stayed_open_last_time_is_shown_and_comes_in_one_press(alice: Client) -> None:
    session = held_now()
    before = a_session(
        place=session.place, organiser=session.organiser, starts_at=timezone.now() - timedelta(days=30)
    )
    asked(before, "Et la téléassistance ?")

    shown = said_by(alice.get(f"/tenir/{session.public_id}/tableau/"))
    carried = said_by(press(alice, session, gesture="carry"))

    assert "Restées ouvertes la dernière fois Et la téléassistance ?" in shown
    assert "1 question reprise." in carried
    assert "déjà posée à une séance d’avant" in carried


def test_a_question_postponed_and_reopened(alice: Client) -> None:
    session = held_now()
    pk = asked(session).pk

    later = said_by(press(alice, session, gesture="postpone", question=pk))
    again = said_by(press(alice, session, gesture="reopen", question=pk))

    assert "Gardée pour la prochaine fois." in later
    assert "ouverte" in again


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"gesture": "dance"}, 403),
        ({"gesture": "search", "question": "1"}, 404),
        ({"gesture": "ask"}, 422),
    ],
)
def test_a_forged_gesture_does_nothing(alice: Client, fields: dict[str, str], status: int) -> None:
    session = held_now()

    assert press(alice, session, **fields).status_code == status
    assert session.questions.count() == 0


@pytest.mark.requirement("R003-037")
def test_all_staff_of_the_network_find_a_question_and_read_its_session() -> None:
    session = held_now()
    question = asked(session, "C’est quoi l’hameçonnage ?", state="ANSWERED")
    question.answers.create(text="Un faux message", found_by="GROUP", written_at=timezone.now())
    bob = signed(Client(), "Bob")

    found = bob.get("/tenir/questions/", {"q": "hameconnage"})
    read = bob.get(f"/tenir/{session.public_id}/resume/")

    assert "1 question" in said_by(found)
    assert "Un faux message" in said_by(found)
    assert f"/tenir/{session.public_id}/resume/" in found.text
    assert "Un faux message" in said_by(read)


@pytest.mark.parametrize("count", [1, 3])
def test_the_search_costs_the_same_however_many_questions(django_assert_num_queries: Any, count: int) -> None:
    for number in range(count):
        question = asked(held_now(), f"Photo numéro {number} ?", state="ANSWERED")
        question.answers.create(text="Oui", found_by="GROUP", written_at=timezone.now())
    bob = signed(Client(), "Bob")

    with django_assert_num_queries(9):
        page = bob.get("/tenir/questions/", {"q": "photo"})

    assert page.text.count('class="question"') == count


def test_a_question_asked_without_a_topic_is_given_one_afterwards_and_loses_it_again(alice: Client) -> None:
    session, topic = held_now(), Topic.objects.create(code="photos", label="Photos")
    question = asked(session)
    fields = {"gesture": "topic", "question": question.pk}

    page = press(alice, session, **fields, **{f"topic-{question.pk}-topic": topic.pk})
    question.refresh_from_db()

    assert question.topic == topic
    assert f"· {topic.label}" in said_by(page)
    press(alice, session, **fields, **{f"topic-{question.pk}-topic": ""})
    question.refresh_from_db()
    assert question.topic is None


def test_the_board_costs_the_same_however_many_questions(alice: Client) -> None:
    session = held_now()
    costs = []
    for count in (1, 8):
        for number in range(count):
            asked(session, f"Question {count} {number} ?")
        with CaptureQueriesContext(connection) as queries:
            page = alice.get(f"/tenir/{session.public_id}/tableau/")
        costs.append(len(queries))

    assert "Question 8 7 ?" in said_by(page)
    assert costs[0] == costs[1]
