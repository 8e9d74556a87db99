"""Series through their pages: said without any rule to type, changed from a date on, with subjects kept for later."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from palier.agenda.actions import backlog
from palier.agenda.enums import BacklogState, FormatKind, QuestionOrigin, SessionStatus
from palier.agenda.models import (
    Series,
    SeriesException,
    Session,
    SessionQuestion,
    SessionReport,
    WorkshopSuggestion,
)
from palier.directory.models import Place, Topic
from tests.agenda.test_series import a_series
from tests.factories.agenda import a_format
from tests.web.programme.planning import a_library, as_planner, planned

pytestmark = pytest.mark.django_db
SAID = {
    "format": "digital-cafe",
    "rhythm": "mois",
    "weekdays": ["5"],
    "ranks": ["2"],
    "start": "10:00",
    "end": "12:00",
    "skips_public_holidays": "on",
    "publishes": "on",
}


def now_series(place: Place, **values: Any) -> Series:
    now = timezone.now()
    return a_series(place, now=now, **{"starts_on": timezone.localdate(), **values})


@pytest.mark.requirement("R003-001")
def test_a_monthly_cafe_is_made_with_a_plain_answer(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    a_format()
    today = timezone.localdate()

    page = client.post(
        "/programme/series/nouvelle/",
        {**SAID, "place": place.public_id, "starts_on": today.isoformat(), "thread": "De mois en mois"},
        follow=True,
    )

    series = Series.objects.get()
    assert (series.recurrence, series.duration_min, series.thread) == (
        "FREQ=MONTHLY;BYDAY=2SA",
        120,
        "De mois en mois",
    )
    assert "Chaque 2e samedi du mois, à 10\u00a0h" in page.text
    days = [s.series_day for s in series.sessions.all() if s.series_day]
    assert {(day.weekday(), (day.day - 1) // 7) for day in days} == {(5, 1)}
    assert set(series.sessions.values_list("status", flat=True)) == {"PUBLISHED"}
    assert "FREQ" not in page.text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"ranks": []}, "Dites lequel du mois"),
        ({"weekdays": []}, "Ce champ est obligatoire."),
        ({"end": "10:00"}, "La fin doit venir après le début."),
        ({"ends_on": "2020-01-01"}, "La fin vient après le début."),
    ],
)
def test_what_is_missing_in_a_series_is_said_beside_it(
    wrong: dict[str, Any], sentence: str, client: Client
) -> None:
    place = a_library()
    as_planner(client, place)
    a_format()
    said = {**SAID, "place": place.public_id, "starts_on": timezone.localdate().isoformat(), **wrong}

    page = client.post("/programme/series/nouvelle/", said)

    assert page.status_code == 422
    assert sentence in page.text
    assert not Series.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_series_costs_the_same_however_many(
    count: int, client: Client, django_assert_num_queries: Any
) -> None:
    place = a_library()
    as_planner(client, place)
    for n in range(count):
        now_series(place, title=f"Série {n}")
    client.get("/programme/series/")

    with django_assert_num_queries(7):
        page = client.get("/programme/series/")

    assert page.text.count('<li class="card">') == count


def test_a_day_is_left_out_and_put_back(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    series = now_series(place, defaults={})
    day = series.sessions.order_by("series_day")[0].series_day
    assert day is not None
    url = f"/programme/series/{series.public_id}/jours/"

    page = client.post(url, {"jour": day.isoformat(), "raison": "Travaux"}, follow=True)

    assert "Travaux" in page.text
    assert not series.sessions.filter(series_day=day).exists()
    client.post(url, {"jour": day.isoformat(), "remettre": "1"})
    assert series.sessions.filter(series_day=day).exists()
    assert not SeriesException.objects.exists()
    assert "Choisissez un jour entre" in client.post(url, {"jour": "bientôt"}, follow=True).text


def test_a_published_day_needs_a_reason_to_be_left_out(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    series = now_series(place)
    day = series.sessions.order_by("series_day")[0].series_day
    assert day is not None

    page = client.post(f"/programme/series/{series.public_id}/jours/", {"jour": day.isoformat()}, follow=True)

    assert "Dites pourquoi" in page.text
    assert not SeriesException.objects.exists()


def test_a_series_is_stopped(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    series = now_series(place, defaults={})
    today = timezone.localdate()

    page = client.post(
        f"/programme/series/{series.public_id}/arreter/", {"jour": today.isoformat()}, follow=True
    )

    assert "La série s’arrête." in page.text
    assert not series.sessions.filter(series_day__gt=today).exists()


def test_a_series_changes_from_one_session_on(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    series = now_series(place)
    first, second = series.sessions.order_by("series_day")[:2]
    url = f"/programme/seances/{second.public_id}/serie/"
    assert client.get(url).context["form"].initial["ranks"] == ["2"]

    page = client.post(
        url, {**SAID, "start": "14:00", "end": "16:00", "title": "Café du samedi"}, follow=True
    )

    first.refresh_from_db()
    second.refresh_from_db()
    assert "La série est changée" in page.text
    assert (first.series, first.title) == (series, "Café numérique")
    assert second.series != series
    assert (second.title, second.starts_at.astimezone(second.zone).hour) == ("Café du samedi", 14)


def test_a_session_of_no_series_has_no_series_to_change(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    session = planned(place)

    page = client.get(f"/programme/seances/{session.public_id}/serie/", follow=True)

    assert "Cette séance ne vient pas d’une série." in page.text


def test_a_territory_whose_school_calendar_is_unknown_is_said(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    place.commune.departement.school_zone = ""
    place.commune.departement.save()
    series = now_series(place, skips_school_holidays=True)

    assert "Vacances scolaires inconnues ici" in client.get(f"/programme/series/{series.public_id}/").text


# --- Subjects -------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R003-032")
def test_a_subject_is_noted_picked_in_a_session_or_set_aside(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    series = now_series(place)
    session = series.sessions.order_by("series_day")[0]
    url = f"/programme/series/{series.public_id}/"
    client.post(f"{url}sujets/", {"sujet": "Le coffre-fort numérique"})
    client.post(f"{url}sujets/", {"sujet": "Les cookies"})
    first, second = series.backlog.all()

    assert "Le coffre-fort numérique" in client.get(url).text
    assert "Reprendre dans cette séance" in client.get(f"/programme/seances/{session.public_id}/").text
    client.post(f"{url}sujets/{first.pk}/", {"geste": "reprendre", "seance": session.public_id})
    client.post(f"{url}sujets/{second.pk}/", {"geste": "laisser"})

    states = list(series.backlog.values_list("state", flat=True))
    assert states == [BacklogState.TAKEN, BacklogState.DROPPED]
    session.refresh_from_db()
    assert session.hook_theme == "Le coffre-fort numérique"
    assert (
        "déjà été repris" in client.post(f"{url}sujets/{first.pk}/", {"geste": "laisser"}, follow=True).text
    )
    assert client.post(f"{url}sujets/9999/").status_code == 404


def test_an_unknown_gesture_on_a_subject_is_not_found_and_drops_nothing(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    series = now_series(place)
    client.post(f"/programme/series/{series.public_id}/sujets/", {"sujet": "Les mots de passe"})
    subject = series.backlog.get()
    address = f"/programme/series/{series.public_id}/sujets/{subject.pk}/"

    sent = [{}, {"geste": "jeter"}, {"geste": "reprendre"}, {"geste": "reprendre", "seance": "aaaaaaaa"}]
    answers = [client.post(address, data).status_code for data in sent]

    subject.refresh_from_db()
    assert (answers, subject.state) == ([404] * 4, "WAITING")


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "demain"])
def test_a_day_that_no_calendar_holds_changes_no_series(day: str, client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    series = now_series(place)

    for gesture in ("jours", "arreter"):
        page = client.post(f"/programme/series/{series.public_id}/{gesture}/", {"jour": day}, follow=True)
        assert "Choisissez un jour entre" in page.text
    series.refresh_from_db()
    assert series.ends_on is None


def test_the_thread_is_written_and_an_empty_subject_refused(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    series = now_series(place)
    url = f"/programme/series/{series.public_id}/"

    client.post(f"{url}fil-rouge/", {"fil": "Se sentir à l’aise"})
    page = client.post(f"{url}sujets/", {"sujet": ""}, follow=True)

    assert "Se sentir à l’aise" in page.text
    assert not series.backlog.exists()


def test_the_first_cafes_of_a_series_are_offered_themes_and_take_one(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    series = now_series(place)
    backlog.note_topic(series=series, text="Le coffre-fort numérique", now=timezone.now())
    session = series.sessions.order_by("series_day")[0]
    page = client.get(f"/programme/seances/{session.public_id}/")
    assert "Un thème pour lancer la discussion" in page.text

    client.post(f"/programme/seances/{session.public_id}/accroche/", {"theme": "Le coffre-fort numérique"})

    session.refresh_from_db()
    assert session.hook_theme == "Le coffre-fort numérique"


# --- Suggested ------------------------------------------------------------------------------------------------


def _full(place: Place) -> Series:
    series = now_series(place, defaults={})
    Session.objects.all().delete()
    for weeks in (8, 4, 1):
        session = planned(place, days=-7 * weeks)
        Session.objects.filter(pk=session.pk).update(series=series)
        SessionReport.objects.create(session=session, head_count=10, updated_at=timezone.now())
    return series


@pytest.mark.requirement("R004-196")
def test_a_series_full_three_times_offers_an_extra_date_in_one_press(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    series = _full(place)
    assert "Souvent complet" in client.get("/programme/").text

    page = client.post(f"/programme/series/{series.public_id}/date-de-plus/", follow=True)

    assert "Le brouillon est prêt" in page.text
    draft = Session.objects.get(status=SessionStatus.DRAFT)
    assert draft.starts_at > timezone.now()
    assert "Souvent complet" not in client.get("/programme/").text


def test_an_extra_date_set_aside_is_not_offered_again(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    series = _full(place)

    client.post(f"/programme/series/{series.public_id}/date-de-plus/", {"laisser": "1"})

    assert WorkshopSuggestion.objects.get().set_aside_at is not None
    assert "Souvent complet" not in client.get("/programme/").text


@pytest.mark.requirement("R003-061")
def test_a_question_that_comes_back_offers_a_workshop_in_one_press(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    a_format(FormatKind.THEMATIC, theme_rule="REQUIRED")
    topic = Topic.objects.create(code="securite", label="Sécurité et arnaques")
    for days in (-30, -10, -3):
        session = planned(place, days=days)
        SessionQuestion.objects.create(
            session=session,
            text="Un faux SMS ?",
            topic=topic,
            origin=QuestionOrigin.SESSION,
            asked_at=timezone.now(),
        )
    assert "3 questions en 3 séances" in client.get("/programme/").text
    url = f"/programme/lieux/{place.public_id}/atelier/securite/"

    client.post(url)

    draft = Session.objects.get(status=SessionStatus.DRAFT)
    assert (draft.theme, list(draft.topics.all())) == ("Sécurité et arnaques", [topic])
    assert "questions en" not in client.get("/programme/").text
    assert client.post(f"/programme/lieux/{place.public_id}/atelier/rien/").status_code == 404
