"""A joined record is never said verified later than somebody said so of what it shows."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from palier.directory.actions import joins
from palier.directory.actions.editing import Author, edit_service
from palier.directory.actions.joins.verified import Stated, verified_after
from palier.directory.actions.places import verify_place
from palier.directory.enums import ChangeVia
from palier.directory.models import Place
from palier.directory.queries import history
from tests.directory.joins.conftest import COUNTY, NOW, TOWN, import_list
from tests.factories.directory import a_need, a_place, a_service

pytestmark = pytest.mark.django_db
EARLY, LATE = date(2026, 1, 5), date(2026, 2, 9)
LATER = NOW + timedelta(days=3)
MAUD = Author("Maud, coordination")
NAME: dict[str, Any] = {"name": "Le Mûrier"}
PHONE = {"phones": ["+33261910000"]}
OTHER = {"phones": ["+33261910009"]}


def stated(values: dict[str, Any], on: date | None) -> Stated:
    return Stated(values, on, "Maud" if on else "")


@pytest.mark.parametrize(
    ("kept", "joined", "shown", "expected"),
    [
        pytest.param(stated(NAME, EARLY), stated(NAME, LATE), NAME, LATE, id="both said all of it"),
        pytest.param(stated(NAME, None), stated(NAME | PHONE, LATE), NAME | PHONE, LATE, id="the other said all"),
        pytest.param(stated(NAME, LATE), stated(PHONE, EARLY), NAME | PHONE, EARLY, id="each said a part"),
        pytest.param(stated(NAME, EARLY), stated(PHONE, None), NAME | PHONE, EARLY, id="nothing said gave way"),
        pytest.param(stated(NAME | PHONE, EARLY), stated(OTHER, None), NAME | OTHER, None, id="what was said gave way"),
        pytest.param(stated(NAME, None), stated(PHONE, LATE), NAME | PHONE, None, id="half was never verified"),
        pytest.param(stated(NAME, None), stated(PHONE, None), NAME | PHONE, None, id="nobody ever verified"),
    ],
)  # fmt: skip
def test_the_day_of_a_joined_record_is_true_of_all_it_shows(
    kept: Stated, joined: Stated, shown: dict[str, Any], expected: date | None
) -> None:
    assert verified_after(kept, joined=joined, shown=shown) == (expected, "Maud" if expected else "")


@pytest.fixture
def two(lists: None, tmp_path: Path) -> tuple[Place, Place]:
    """The library as its town says it, then as the county says it; the list of the town counts more."""
    (town,) = import_list(tmp_path, "ville", [TOWN], rank=10)
    (county,) = import_list(tmp_path, "departement", [COUNTY], rank=20)
    return town, county


def verified(place: Place) -> tuple[date | None, str]:
    place.refresh_from_db()
    return place.verified_on, place.verified_by


def test_undoing_brings_each_verification_back(two: tuple[Place, Place]) -> None:
    town, county = two
    verify_place(place=town, by_label="la mairie", now=NOW + timedelta(days=2))
    verify_place(place=county, by_label="le département", now=NOW + timedelta(days=1))

    join = joins.join_places(kept=town, joined=county, author=MAUD, now=LATER)
    assert verified(town) == ((NOW + timedelta(days=1)).date(), "le département")
    joins.undo_join(join=join, author=MAUD, now=LATER)

    assert verified(town) == ((NOW + timedelta(days=2)).date(), "la mairie")
    assert verified(county) == ((NOW + timedelta(days=1)).date(), "le département")


def test_a_verification_made_after_the_join_stays_when_it_is_undone(two: tuple[Place, Place]) -> None:
    town, county = two
    join = joins.join_places(kept=town, joined=county, author=MAUD, now=LATER)
    verify_place(place=Place.objects.get(pk=town.pk), by_label="la mairie", now=LATER)

    joins.undo_join(join=join, author=MAUD, now=LATER)

    assert verified(town) == (LATER.date(), "la mairie")


def test_what_was_changed_of_a_service_before_the_join_is_told_on_the_record_that_shows_it(
    lists: None,
) -> None:
    kept, joined = a_place("Le Mûrier"), a_place("Le Murier")
    service = a_service(joined, a_need("murier", "Le mûrier"), name="Wifi")
    edit_service(service=service, values={"name": "Wifi gratuit"}, author=MAUD, via=ChangeVia.FORM, now=NOW)

    join = joins.join_places(kept=kept, joined=joined, author=MAUD, now=LATER)
    told = [line.via for line in history.changes_of_place(kept).filter(service=service)]
    joins.undo_join(join=join, author=MAUD, now=LATER)

    assert ChangeVia.FORM in told
    assert not history.changes_of_place(kept).filter(service=service, via=ChangeVia.FORM).exists()
