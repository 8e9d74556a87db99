"""A new session: its format, then the few things that only a person knows."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from palier.agenda.actions.formats import load_formats
from palier.agenda.enums import FormatKind
from palier.agenda.models import Session, SessionTemplate
from palier.directory.models import Topic
from tests.factories.agenda import a_format, a_shipped_format
from tests.factories.directory import NOW
from tests.web.programme.planning import a_library, as_planner, owner_of, soon, when

pytestmark = pytest.mark.django_db


def test_the_format_is_chosen_first_with_what_it_is_in_a_sentence(client: Client) -> None:
    load_formats()
    as_planner(client, a_library())

    page = client.get("/programme/nouvelle/")

    assert 'href="/programme/nouvelle/digital-cafe/"' in page.text
    assert "on cherche les réponses ensemble" in page.text


@pytest.mark.requirement("R003-019")
def test_a_cafe_is_made_and_published_with_a_day_two_hours_and_its_ten_places(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    a_shipped_format()
    shown = client.get("/programme/nouvelle/digital-cafe/").text
    seats = re.search(r'name="capacity_max" value="(\d+)"', shown)
    assert seats is not None

    page = client.post(
        "/programme/nouvelle/digital-cafe/",
        {**when(), "place": place.public_id, "capacity_max": seats[1], "publish": "1"},
        follow=True,
    )

    session = Session.objects.get()
    assert (session.status, session.organiser, session.capacity_max) == ("PUBLISHED", owner_of(place), 10)
    assert session.starts_at == soon()
    assert session.ends_at - session.starts_at == timedelta(hours=2)
    assert "La séance est enregistrée." in page.text


def test_a_cafe_has_no_field_for_a_closed_theme_nor_a_level(client: Client) -> None:
    as_planner(client, a_library())
    a_format()

    page = client.get("/programme/nouvelle/digital-cafe/")

    assert 'name="theme"' not in page.text
    assert 'name="level"' not in page.text
    assert 'name="hook_theme"' in page.text


def test_what_is_missing_is_said_and_the_session_stays_a_draft(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    a_format(FormatKind.SCHOOL, needs_school_level=True, counts_heads_only=True, theme_rule="REQUIRED")
    a_format(FormatKind.TALK, needs_speaker=True, theme_rule="REQUIRED")

    refused = client.post("/programme/nouvelle/school/", {**when(), "place": place.public_id})
    assert refused.status_code == 422
    assert "school_level" in refused.context["form"].errors
    client.post(
        "/programme/nouvelle/talk/",
        {
            **when(),
            "place": place.public_id,
            "theme": "Les mots de passe",
            "speaker": "Inès Roux",
            "publish": "1",
        },
    )

    talk = Session.objects.get()
    assert (talk.status, talk.credits.get().name, talk.credits.get().role) == (
        "PUBLISHED",
        "Inès Roux",
        "SPEAKER",
    )


def test_the_end_comes_after_the_start(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    a_format()

    page = client.post("/programme/nouvelle/digital-cafe/", {**when(end="14:00"), "place": place.public_id})

    assert page.status_code == 422
    assert "La fin doit venir après le début." in page.text


def test_an_hour_of_the_night_when_clocks_change_is_said(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    a_format()
    when = {"on": "2027-10-31", "start": "02:30", "end": "04:00"}

    page = client.post("/programme/nouvelle/digital-cafe/", {**when, "place": place.public_id}, follow=True)

    assert "vient deux fois" in page.text


def test_a_session_somewhere_else_needs_to_say_where(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    a_format()

    nowhere = client.post("/programme/nouvelle/digital-cafe/", {**when(), "place": "ailleurs"})
    unknown = client.post(
        "/programme/nouvelle/digital-cafe/", {**when(), "place": "ailleurs", "commune": "Zzyx"}
    )
    client.post(
        "/programme/nouvelle/digital-cafe/",
        {**when(), "place": "ailleurs", "online_url": "https://visio.exemple.example/cafe"},
    )

    assert "Dites où" in nowhere.text
    assert "n’est pas reconnue" in unknown.text
    assert Session.objects.get().place is None


def test_a_place_that_is_not_ones_own_cannot_be_posted(client: Client) -> None:
    as_planner(client, a_library())
    a_format()
    other = a_library("Ailleurs")

    page = client.post("/programme/nouvelle/digital-cafe/", {**when(), "place": other.public_id})

    assert page.status_code == 422
    assert not Session.objects.exists()


def test_a_session_is_made_from_a_template_with_its_words_and_its_source(client: Client) -> None:
    as_planner(client, a_library())
    thematic = a_format(FormatKind.THEMATIC, theme_rule="REQUIRED")
    template = SessionTemplate.objects.create(
        format=thematic, title="Ma radio", interests="La radio", source_name="Bib’ d’à côté", created_at=NOW
    )

    page = client.get(f"/programme/nouvelle/thematic/?modele={template.pk}")

    assert 'value="Ma radio"' in page.text
    assert "de Bib’ d’à côté" in page.text
    assert "Partir de : La radio" in page.text


def test_the_topics_of_a_template_reach_the_session_made_from_it(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    template = SessionTemplate.objects.create(
        format=a_format(FormatKind.THEMATIC, theme_rule="REQUIRED"), title="Ma radio", created_at=NOW
    )
    template.topics.set([Topic.objects.create(code="video-son", label="Vidéo et son")])

    client.post(
        f"/programme/nouvelle/thematic/?modele={template.pk}",
        {**when(), "place": place.public_id, "theme": "Ma radio"},
    )

    assert [topic.code for topic in Session.objects.get().topics.all()] == ["video-son"]


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2101-01-01"])
def test_a_day_that_no_calendar_holds_is_refused_with_a_sentence(day: str, client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    a_format()

    page = client.post("/programme/nouvelle/digital-cafe/", {**when(), "on": day, "place": place.public_id})

    assert page.status_code == 422
    assert "Choisissez un jour entre" in page.text
    assert not Session.objects.exists()
