"""A session changed, moved, cancelled, published, done again, drawn into a talk."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from palier.agenda.actions.programme import edit_session, move_session
from palier.agenda.enums import FormatKind, SessionStatus
from palier.agenda.models import Session, SessionTemplate
from palier.directory.actions import load_codelists
from tests.cast import TODAY
from tests.factories.agenda import a_format
from tests.web.programme.planning import a_library, as_planner, owner_of, page_of, planned, send, soon, when
from tests.web.reading import hidden_fields, said_by

pytestmark = pytest.mark.django_db


def _edit(session: Session, **values: Any) -> dict[str, Any]:
    return {
        "title": session.title,
        "registration_mode": session.registration_mode,
        "answer_hours": "24",
        "capacity_max": "10",
        "price_text": "gratuit",
        "revision": str(session.revision),
        **values,
    }


@pytest.mark.requirement("R001-022")
@pytest.mark.parametrize(
    ("level", "said_of_it"), [("INITIATION", "initiation"), ("ADVANCED", "perfectionnement")]
)
def test_words_topics_and_level_of_a_workshop_are_changed(
    client: Client, level: str, said_of_it: str
) -> None:
    load_codelists(on=TODAY)
    place = a_library()
    as_planner(client, place)
    session = planned(place, FormatKind.DISCOVERY)
    said = _edit(
        session, level=level, topics=["bureautique", "image", "mise-en-page"], title="Mettre en page"
    )

    page = send(client, session, "modifier/", said)

    session.refresh_from_db()
    assert (session.level, session.title, session.revision) == (level, "Mettre en page", 1)
    assert sorted(session.topics.values_list("code", flat=True)) == ["bureautique", "image", "mise-en-page"]
    assert "Bureautique" in page.text
    assert said_of_it in client.get(f"/seances/{session.public_id}/").text


def test_a_form_shown_before_somebody_elses_change_is_not_written(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    session = planned(place)
    shown = hidden_fields(page_of(client, session, "modifier/"))
    edit_session(
        session=session,
        values={"title": "Le titre d’une collègue", "description": "Sa présentation"},
        now=timezone.now(),
        revision=session.revision,
    )

    stale = send(client, session, "modifier/", shown | _edit(session, title="Mon titre", is_open_door="on"))

    session.refresh_from_db()
    assert (stale.status_code, session.title) == (409, "Le titre d’une collègue")
    said = said_by(stale)
    assert "Quelqu’un a écrit en même temps que vous" in said
    assert "Le titre. L’autre personne a écrit : « Le titre d’une collègue »." in said
    assert 'value="Mon titre"' in stale.text
    assert "Sa présentation" in stale.text  # left alone here: it stays

    again = _edit(session, title="Mon titre", description="Sa présentation") | hidden_fields(stale)
    assert send(client, session, "modifier/", again).status_code == 200
    session.refresh_from_db()
    assert (session.title, session.description) == ("Mon titre", "Sa présentation")


def test_a_move_sent_after_somebody_elses_comes_back_filled(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    session = planned(place)
    shown = hidden_fields(page_of(client, session, "deplacer/"))
    later = session.starts_at + timedelta(days=1)
    move_session(
        session=session,
        starts_at=later,
        ends_at=later + timedelta(hours=2),
        where={},
        now=timezone.now(),
        revision=session.revision,
    )

    wanted = when(days=20, start="10:00", end="12:00") | {"place": place.public_id, "room": "Salle 2"}
    stale = send(client, session, "deplacer/", shown | wanted)

    session.refresh_from_db()
    assert (stale.status_code, session.starts_at) == (409, later)
    assert f'value="{wanted["on"]}"' in stale.text
    assert 'value="Salle 2"' in stale.text
    assert "Le jour. L’autre personne a écrit" in said_by(stale)
    send(client, session, "deplacer/", wanted | hidden_fields(stale))
    session.refresh_from_db()
    assert (session.starts_at, session.room) == (soon(20, hour=10), "Salle 2")


def test_a_session_is_moved_and_says_that_people_are_told(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    session = planned(place)
    assert "prévenues aussitôt" in page_of(client, session, "deplacer/").text

    send(client, session, "deplacer/", {**when(12), "place": place.public_id, "revision": "0"})

    session.refresh_from_db()
    assert (session.starts_at, session.revision) == (soon(12), 1)


def test_a_session_is_cancelled_with_its_reason(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    session = planned(place)
    assert client.post(f"/programme/seances/{session.public_id}/annuler/", {"reason": ""}).status_code == 422

    page = send(client, session, "annuler/", {"reason": "Salle inondée"})

    session.refresh_from_db()
    assert session.status == SessionStatus.CANCELLED
    assert "Salle inondée" in page.text
    assert "annuler/" not in page.text


def test_a_draft_is_published_or_dropped(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    first, second = planned(place, published=False), planned(place, published=False)

    send(client, first, "publier/")
    send(client, second, "supprimer/")

    assert [(s.pk, s.status) for s in Session.objects.all()] == [(first.pk, "PUBLISHED")]
    assert "Seul un brouillon" in send(client, first, "supprimer/").text


def test_a_session_is_done_again_another_day_and_kept_as_a_template(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    session = planned(place, hook_theme="Les photos")

    send(client, session, "refaire/", when(38))
    page = send(client, session, "modele/")

    copy = Session.objects.exclude(pk=session.pk).get()
    assert (copy.starts_at, copy.hook_theme, copy.status) == (soon(38), "Les photos", "DRAFT")
    assert SessionTemplate.objects.get().structure == owner_of(place)
    assert "Le modèle est gardé" in page.text


def test_a_talk_is_drawn_from_a_cafe(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    cafe = planned(place)
    a_format(FormatKind.TALK, needs_speaker=True, theme_rule="REQUIRED", capacity_max=60)
    assert "En tirer : conférence" in page_of(client, cafe).text

    send(
        client,
        cafe,
        "decliner/talk/",
        {**when(20), "theme": "L’IA", "speaker": "Inès", "capacity_max": "80"},
    )

    talk = Session.objects.exclude(pk=cafe.pk).get()
    assert (talk.theme, talk.capacity_max, talk.title) == ("L’IA", 80, "Conférence : L’IA")
    assert [r.other for r in cafe.related.all()] == [talk]
    assert client.get(f"/programme/seances/{cafe.public_id}/decliner/digital-cafe/").status_code == 404


@pytest.mark.requirement("R004-109")
def test_a_talk_is_marked_open_to_all_without_anything_required(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    cafe = planned(place)
    a_format(FormatKind.TALK, needs_speaker=True, theme_rule="REQUIRED")

    send(
        client,
        cafe,
        "decliner/talk/",
        {**when(20), "theme": "L’IA", "speaker": "Inès", "is_open_to_all": "on"},
    )

    assert Session.objects.exclude(pk=cafe.pk).get().is_open_to_all


def test_pages_say_nothing_is_left_to_do_on_a_session_that_is_over(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    session = planned(place, days=-10)

    page = page_of(client, session)

    assert session.ends_at < timezone.now()
    assert "Annuler la séance" not in page.text
    assert "deplacer/" not in page.text
