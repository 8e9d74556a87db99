"""The same page sent twice makes or changes one thing, and says so; what has taken place is left as it was."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from palier.agenda.enums import FormatKind, SessionStatus
from palier.agenda.models import Series, Session
from palier.web.programme.flow import OVER
from tests.factories.agenda import a_format
from tests.web.programme.planning import a_library, as_planner, owner_of, planned, send, when
from tests.web.programme.test_series import SAID, now_series
from tests.web.reading import hidden_fields

pytestmark = pytest.mark.django_db


def _press_twice(client: Client, url: str, data: dict[str, Any]) -> list[Any]:
    """Show a form, send it twice, then show it again and send it: three answers."""
    shown, again = (hidden_fields(client.get(url)) for _page in range(2))
    return [client.post(url, {**hidden, **data}, follow=True) for hidden in (shown, shown, again)]


def test_a_series_is_made_once_by_two_presses_and_again_by_another_form(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    a_format()
    said = {**SAID, "place": place.public_id, "starts_on": timezone.localdate().isoformat()}

    first, second, third = _press_twice(client, "/programme/series/nouvelle/", said)

    assert Series.objects.count() == 2
    assert first.redirect_chain == second.redirect_chain != third.redirect_chain


@pytest.mark.parametrize("publish", [{}, {"publish": "1"}], ids=["draft", "published"])
def test_a_session_is_made_once_by_two_presses(publish: dict[str, str], client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    a_format()
    said = {**when(), "place": place.public_id, **publish}

    first, second, third = _press_twice(client, "/programme/nouvelle/digital-cafe/", said)

    assert Session.objects.count() == 2
    assert first.redirect_chain == second.redirect_chain != third.redirect_chain


def test_the_same_form_with_another_day_after_a_step_back_makes_another_session(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    a_format()
    url = "/programme/nouvelle/digital-cafe/"
    shown = {**hidden_fields(client.get(url)), "place": place.public_id}

    for days in (10, 17):
        client.post(url, {**shown, **when(days)})

    assert Session.objects.count() == 2


def test_what_one_person_makes_is_not_what_another_one_gets_with_the_same_key(client: Client) -> None:
    place = a_library()
    a_format()
    key = "5d0a8b66-0000-4000-8000-000000000001"
    for name in ("Alice", "Bob"):
        as_planner(client, place, name=name)
        client.post(
            "/programme/nouvelle/digital-cafe/", {**when(), "place": place.public_id, "form_key": key}
        )

    assert [s.created_by.name for s in Session.objects.order_by("pk") if s.created_by] == ["Alice", "Bob"]


@pytest.mark.parametrize("path", ["refaire/", "decliner/talk/"])
def test_a_copy_and_a_talk_are_drawn_once_by_two_presses(path: str, client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    cafe = planned(place)
    a_format(FormatKind.TALK)
    said = {**when(20), "theme": "L’IA", "speaker": "Inès"}

    _press_twice(client, f"/programme/seances/{cafe.public_id}/{path}", said)

    assert Session.objects.exclude(pk=cafe.pk).count() == 2


def test_a_proposal_is_sent_once_by_two_presses(client: Client, mailoutbox: list[Any]) -> None:
    own, theirs = a_library(), a_library("Médiathèque de Laval")
    a_format(FormatKind.DISCOVERY)
    as_planner(Client(), theirs, name="Claire")
    as_planner(client, own)
    url = f"/programme/proposer/?lieu={theirs.public_id}&format=discovery"

    _press_twice(client, url, {**when(), "place": theirs.public_id})

    assert Session.objects.filter(organiser=owner_of(theirs)).count() == 2
    assert len(mailoutbox) == 2


def test_a_series_already_changed_from_this_page_is_not_changed_again(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    second = now_series(place).sessions.order_by("series_day")[1]
    url = f"/programme/seances/{second.public_id}/serie/"
    shown = hidden_fields(client.get(url))

    pages = [client.post(url, {**shown, **SAID, "start": "14:00", "end": "16:00"}, follow=True) for _ in "12"]

    assert "La série est changée" in pages[0].text
    assert "La série vient de changer" in pages[1].text
    assert Series.objects.count() == 2


# --- Over -----------------------------------------------------------------------------------------------------


def test_what_has_taken_place_is_not_changed_and_the_page_says_so(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    series = now_series(place)
    session = planned(place, days=-10)
    Session.objects.filter(pk=session.pk).update(series=series, series_day=session.starts_at.date())

    said = [
        send(client, session, "annuler/", {"reason": "Une erreur"}),
        send(client, session, "serie/", {**SAID}),
        client.post(
            f"/programme/series/{series.public_id}/jours/",
            {"jour": session.starts_at.date().isoformat(), "raison": "Oubli"},
            follow=True,
        ),
    ]

    assert [OVER in page.text for page in said] == [True, True, True]
    assert "à partir de cette séance" not in said[0].text
    session.refresh_from_db()
    assert (session.status, series.exceptions.count()) == (SessionStatus.PUBLISHED, 0)
