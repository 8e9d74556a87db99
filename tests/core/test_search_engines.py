"""One behaviour on two engines: the sets are computed in Python, so they hold on each engine by itself."""

import pytest

from palier.core.search import Match
from tests.core.conftest import expected_keys

WORDS = [
    Match([["mail"]]),
    Match([["mediathequ"]]),
    Match([["mail"], ["laval"]]),
    Match([["cart"], ["gris"], ["angers"]]),
    Match([["3e5b"]]),
    Match([["3e"]]),
    Match([["3e5"]]),
    Match([["1e5"]]),
    Match([["2a"]]),
    Match([["2b"]]),
    Match([["007"]]),
    Match([["7"]]),
    Match([["12"]]),
    Match([["53000"], ["numer"]]),
    Match([["a_b"]]),
    Match([["a"]]),
    Match([["inf"]]),
    Match([["and"], ["or"]]),
    Match([["not"], ["near"]]),
    Match([["zzz"]]),
]
PREFIXES = [
    Match([["inter"]], prefix_last=True),
    Match([["i"]], prefix_last=True),
    Match([["1"]], prefix_last=True),
    Match([["mail"], ["sain"]], prefix_last=True),
    Match([["mai"], ["saint"]], prefix_last=True),
    Match([["cart"], [("cart", "gri"), ("permis", "cond")]], prefix_last=True),
    Match([["n_"]], prefix_last=True),
    Match([["a_"]], prefix_last=True),
]
SYNONYMS = [
    Match([["mail", "photo"]]),
    Match([[("cart", "gris"), ("permis", "conduir")]]),
    Match([[("cart", "gris"), "permis"], ["laval", "angers"]]),
    Match([["mailbox", "internet"], [("n", "free"), "d53"]]),
]
FACETS = [
    Match(facets_all=[["n_mailbox"]]),
    Match(facets_all=[["n_mail"]]),
    Match(facets_all=[["n_mail", "n_tax"], ["d53"]]),
    Match(facets_all=[["free"], ["walk_in"], ["d49", "d2a"]]),
    Match([["mailbox"]], facets_all=[["n_mailbox"]]),
    Match([["d53"]]),
    Match([["free"]], facets_all=[["free"]]),
    Match([["mail", ("cart", "gris")], ["la"]], prefix_last=True, facets_all=[["d53", "d49"], ["lang_ar"]]),
    Match([["laval"]], facets_all=[["unknown"]]),
    Match(),
]


@pytest.mark.parametrize("match", [*WORDS, *PREFIXES, *SYNONYMS, *FACETS], ids=str)
def test_index_finds_exactly_the_rows_that_answer(found, corpus, match):
    assert found(match) == expected_keys(corpus, match)
