"""Several people, or a job and a person, at the same time: a series makes each day once, a third expert is refused."""

from datetime import date, time
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from palier.agenda.actions import around, programme
from palier.agenda.actions.series import change_series_from, materialise_all, materialise_series
from palier.agenda.enums import CreditRole
from palier.agenda.models import Series, Session
from tests.agenda.test_series import a_series
from tests.cast import TODAY
from tests.factories.agenda import a_session
from tests.factories.directory import NOW

pytestmark = pytest.mark.race


def test_a_series_made_eight_times_at_once_makes_each_day_once(threads: Any) -> None:
    series = a_series()
    Session.objects.all().delete()

    made = threads(8, lambda _number: len(materialise_series(series=series, now=NOW)))

    days = list(series.sessions.order_by("series_day").values_list("series_day", flat=True))
    assert days == [date(2026, 12, 12), date(2027, 1, 9), date(2027, 2, 13)]
    assert sum(made) == 3


def test_of_four_user_experts_named_at_once_two_are_kept(threads: Any) -> None:
    session = a_session()

    def name(number: int) -> bool:
        values = {"role": CreditRole.EXPERT_USER, "name": f"Usager {number}", "has_agreed": True}
        try:
            around.credit_person(session=session, values=values, on=TODAY)
        except ValidationError:
            return False
        return True

    assert sum(threads(4, name)) == 2
    assert sorted(session.credits.values_list("expert_rank", flat=True)) == [1, 2]


def test_of_four_changes_from_the_same_page_one_is_kept(threads: Any) -> None:
    session = a_session()

    def change(number: int) -> bool:
        try:
            programme.edit_session(session=session, values={"title": f"Titre {number}"}, now=NOW, revision=0)
        except programme.SessionChangedMeanwhile:
            return False
        return True

    assert sum(threads(4, change)) == 1
    session.refresh_from_db()
    assert session.revision == 1


def test_a_series_changed_by_two_presses_at_once_changes_once(threads: Any) -> None:
    first = a_series().sessions.order_by("series_day")[0]
    shown = list(Session.objects.select_related("series").filter(pk__in=[first.pk])) * 2

    def press(number: int) -> bool:
        try:
            change_series_from(
                session=shown[number], values={"start_time": time(14)}, reason="", by=None, now=NOW
            )
        except programme.SessionChangedMeanwhile:
            return False
        return True

    assert sorted(threads(2, press)) == [False, True]
    assert (Series.objects.count(), Session.objects.count(), materialise_all(now=NOW)) == (2, 3, 0)


def test_a_series_changed_while_its_sessions_are_made_makes_no_day_twice(threads: Any) -> None:
    series = a_series(recurrence="FREQ=WEEKLY;BYDAY=SA", ends_on=date(2026, 12, 12))
    Series.objects.filter(pk=series.pk).update(ends_on=None)
    known = Series.objects.get(pk=series.pk)
    first = series.sessions.get(series_day=date(2026, 12, 12))

    def at_once(number: int) -> None:
        if number:
            materialise_series(series=known, now=NOW)
        else:
            change_series_from(
                session=first, values={"start_time": time(14)}, reason="Un essai", by=None, now=NOW
            )

    threads(2, at_once)

    held = list(Session.objects.order_by("series_day").values_list("series_day", flat=True))
    assert len(held) == len(set(held))
