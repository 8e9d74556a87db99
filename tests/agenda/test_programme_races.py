"""Several people, or a job and a person, at the same time: a series makes each day once, a third expert is refused."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from palier.agenda.actions import around, programme
from palier.agenda.actions.series import materialise_series
from palier.agenda.enums import CreditRole
from palier.agenda.models import Session
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
