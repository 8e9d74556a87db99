"""Hours as a grid: there and back, and what a grid cannot show stays beside it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palier.directory.hours import validate_osm_hours
from palier.web.records.grid import Grid, grid_of, osm_of

MORNING, AFTERNOON = ("09:00", "12:00"), ("14:00", "18:00")


@pytest.mark.parametrize(
    "osm",
    [
        "",
        "Mo-Fr 09:00-12:00",
        "Tu-Fr 09:00-12:00,14:00-18:00; Sa 09:00-12:00; PH off",
        "Mo,We,Fr 09:00-12:00",
        "Mo 09:00-12:00; Tu[1] 14:00-17:00",
        "Mo 09:00-12:00; week 01-53/2 Tu 14:00-17:00",
        "Mo 09:00-12:00; Jul-Aug off; PH off",
        "24/7",
        'Mo 09:00-12:00 "sur rendez-vous"',
        "Mo 08:00-09:00,10:00-11:00,12:00-13:00",
        "Mo 22:00-26:00",
        "PH,Su off",
    ],
)
def test_hours_come_back_from_the_grid_as_they_were(osm: str) -> None:
    assert osm_of(grid_of(osm)) == validate_osm_hours(osm)


def test_plain_weekly_rules_fill_the_grid() -> None:
    grid = grid_of("Mo-Tu 09:00-12:00,14:00-18:00; Sa 09:00-12:00; PH off")

    assert grid.days == ((MORNING, AFTERNOON), (MORNING, AFTERNOON), (), (), (), (MORNING,), ())
    assert (grid.closed_on_holidays, grid.kept) == (True, "")


@pytest.mark.parametrize(
    ("osm", "kept"),
    [
        ("Mo 09:00-12:00; Tu[1] 14:00-17:00", "Tu[1] 14:00-17:00"),
        ("Mo 09:00-12:00; week 01-53/2 Tu 14:00-17:00; We 09:00-12:00", None),
        ("Mo 09:00-12:00; Jul-Aug off; PH off", "Jul-Aug off"),
        ("24/7", "24/7"),
        ("Mo 08:00-09:00,10:00-11:00,12:00-13:00; Tu 09:00-12:00", None),
        ("ceci n’est pas un horaire", "ceci n’est pas un horaire"),
    ],
)
def test_what_a_grid_cannot_show_is_kept_with_all_that_comes_after_it(osm: str, kept: str | None) -> None:
    grid = grid_of(osm)

    assert grid.kept == kept if kept is not None else grid.kept in osm
    assert grid.kept
    assert grid.kept_in_french


def test_a_later_rule_replaces_an_earlier_one_and_a_rule_that_adds_adds() -> None:
    replaced = grid_of("Mo-Su 09:00-12:00; Su off")
    added = grid_of("Mo 09:00-12:00, Mo 14:00-18:00")

    assert replaced.days[5:] == ((MORNING,), ())
    assert added.days[0] == (MORNING, AFTERNOON)


TIMES = st.lists(st.integers(0, 95), min_size=4, max_size=4, unique=True).map(sorted)


@given(st.lists(st.tuples(TIMES, st.integers(0, 2)), min_size=7, max_size=7), st.booleans())
def test_any_grid_that_people_can_fill_comes_back(days: list[tuple[list[int], int]], holidays: bool) -> None:
    def clock(quarter: int) -> str:
        return f"{quarter // 4:02}:{quarter % 4 * 15:02}"

    filled = tuple(
        tuple((clock(times[2 * n]), clock(times[2 * n + 1])) for n in range(count)) for times, count in days
    )
    grid = Grid(filled, holidays and any(filled), "")

    assert grid_of(osm_of(grid)) == grid
