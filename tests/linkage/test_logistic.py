"""The regression, against cases whose answer is known."""

import math

import pytest

from palier.linkage.logistic import Case, fit, solve


def test_a_system_is_solved_with_its_pivots():
    assert solve([[0.0, 2.0], [1.0, 1.0]], [4.0, 3.0]) == pytest.approx([1.0, 2.0])


def test_a_system_without_one_answer_is_refused():
    with pytest.raises(ZeroDivisionError):
        solve([[1.0, 1.0], [1.0, 1.0]], [1.0, 2.0])


def test_one_column_gets_the_log_of_its_odds_ratio():
    cases = [Case((0,), twos=20, ones=80), Case((), twos=80, ones=20)]

    assert fit(cases, width=1, ridge=1e-9)[0] == pytest.approx(math.log(16), rel=1e-4)


def test_a_column_that_repeats_another_shares_its_weight():
    cases = [Case((0, 1), twos=20, ones=80), Case((), twos=80, ones=20)]

    first, second = fit(cases, width=2, ridge=1e-6)

    assert first == pytest.approx(second)
    assert first + second == pytest.approx(math.log(16), rel=1e-3)


def test_the_ridge_keeps_a_rare_column_near_nothing():
    cases = [Case((0,), twos=0, ones=1), Case((), twos=500, ones=500)]

    assert 0 < fit(cases, width=1, ridge=1.0)[0] < 0.5


def test_columns_that_part_the_cases_wholly_stay_finite():
    weights = fit([Case((0,), twos=0, ones=1e6), Case((1,), twos=1e6, ones=0)], width=2, ridge=1e-6)

    assert all(map(math.isfinite, weights))
    assert weights[0] > 0 > weights[1]
