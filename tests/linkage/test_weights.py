"""The weights: data that must fit the comparisons."""

import math
from dataclasses import replace

import pytest

from palier.linkage.comparisons import COMPARISONS, NAME
from palier.linkage.weights import BadWeights, read_weights, shipped_weights, signed, write_weights


def test_what_is_written_is_read_back():
    weights = shipped_weights()
    again = read_weights(write_weights(weights, told="From nothing."))

    assert again.m_u.keys() == weights.m_u.keys()
    for level in weights.m_u:
        assert again.bits(*level) == pytest.approx(weights.bits(*level), abs=0.01)


def test_a_weight_is_the_logarithm_of_how_much_more_often_a_level_is_met():
    weights = replace(shipped_weights(), m_u={("name", "same"): (0.8, 0.1)})

    assert weights.bits("name", "same") == math.log2(8)


def test_a_missing_value_is_no_evidence():
    assert all(shipped_weights().evidence(comparison, -1) is None for comparison in COMPARISONS)


def test_evidence_is_a_sentence_with_its_weight():
    evidence = replace(shipped_weights(), m_u={("name", "same alone"): (0.8, 0.1)}).evidence(
        NAME, len(NAME.levels) - 1
    )

    told = "même nom, un seul lieu de la commune s’appelle ainsi +3"
    assert (evidence.field, evidence.level, evidence.sentence) == ("name", "same alone", told)


@pytest.mark.parametrize(("bits", "text"), [(7.6, "+8"), (-5.4, "−5"), (0.3, "0"), (-0.2, "0")])
def test_weights_are_rounded_for_people(bits, text):
    assert signed(bits) == text


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('"same"', '"sane"', "même nom|« same » de « name »"),
        ("m = 0.", "m = 1.", "entre 0 et 1"),
        ("ask_bits", "other", "ask_bits"),
        ("join_bits = ", "join_bits = -", "croître"),
    ],
)
def test_weights_that_do_not_fit_are_refused_with_a_sentence(old, new, problem):
    text = write_weights(shipped_weights(), told="")

    with pytest.raises(BadWeights, match=problem):
        read_weights(text.replace(old, new))


def test_agreement_weighs_more_than_disagreement_in_every_field():
    weights = shipped_weights()
    for comparison in COMPARISONS:
        first, last = comparison.levels[0].name, comparison.levels[-1].name
        assert weights.bits(comparison.field, first) > weights.bits(comparison.field, last), comparison.field
