"""Small counts: what is masked, and what cannot be found by subtraction."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palier.core.small_counts import masked, masked_counts


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, None), (4, None), (5, 5), (250, 250)])
def test_a_count_of_a_few_people_is_masked_and_nobody_is_not(count: int, shown: int | None) -> None:
    assert masked(count, below=5) == shown


def test_nothing_is_masked_under_one() -> None:
    assert masked_counts({"jeunes": 1, "seniors": 2}, below=1) == {"jeunes": 1, "seniors": 2}


def test_a_part_masked_alone_takes_the_smallest_other_with_it_so_that_the_total_does_not_tell_it() -> None:
    counts = {"10 à 17 ans": 3, "40 à 59 ans": 12, "75 ans et plus": 7}

    assert masked_counts(counts, below=5) == {"10 à 17 ans": None, "40 à 59 ans": 12, "75 ans et plus": None}


def test_two_parts_whose_sum_is_small_take_another_with_them() -> None:
    assert masked_counts({"a": 1, "b": 1, "c": 9}, below=5) == {"a": None, "b": None, "c": None}


def test_a_part_that_is_told_elsewhere_can_be_masked_whatever_its_size() -> None:
    assert masked_counts({"a": 30, "b": 20, "c": 10}, below=5, hide={"a"}) == {"a": None, "b": 20, "c": None}


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 40), max_size=8), st.integers(1, 10))
def test_what_is_masked_is_never_found_from_the_total(counts: dict[str, int], below: int) -> None:
    shown = masked_counts(counts, below=below)

    hidden = [name for name, count in shown.items() if count is None]
    left = sum(counts.values()) - sum(count for count in shown.values() if count is not None)
    assert list(shown) == list(counts)
    assert all(count is None or count == 0 or count >= below for count in shown.values())
    # Either several parts share at least `below` people, or everybody is masked.
    assert (
        not hidden
        or (len(hidden) > 1 and left >= below)
        or all(shown[n] is None for n in counts if counts[n])
    )
