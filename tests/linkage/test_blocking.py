"""Candidate pairs: found by any one agreement, and never a square of the records."""

import pytest

from palier.linkage.blocking import MOST_SHARING, RULES, blocking_keys
from palier.linkage.normalise import features_of
from palier.linkage.records import Record
from tests.linkage.records import LIBRARY, like


def meet(left: Record, right: Record) -> bool:
    keys = blocking_keys([features_of(left), features_of(right)])
    return any(keys[a][0] is not None and keys[a][0] == keys[b][1] for a, b in RULES)


NOTHING = Record(id="b")


@pytest.mark.parametrize(
    "changes",
    [
        {"phones": ("0261910001",)},
        {"mails": LIBRARY.mails},
        {"insee_code": "53147", "address": "rue de la Republiqe"},
        {"insee_code": "53147", "name": "Bibliothèque Vian Boris"},
        {"lat": 48.3003, "lon": -0.6103},
        {"commune": "Mayenne", "insee_code": "53147"},
        {"name": "Mediatheque Boris-Vian", "postal_code": "53999"},
    ],
)
def test_one_agreement_is_enough_to_be_compared(changes):
    assert meet(LIBRARY, like(NOTHING, "b", **changes))


def test_records_that_say_nothing_meet_nobody():
    assert not meet(LIBRARY, NOTHING)
    assert not meet(NOTHING, like(NOTHING, "c"))


def test_a_key_that_too_many_share_is_dropped():
    rows = [features_of(like(NOTHING, str(i), phones=("0261910001",))) for i in range(MOST_SHARING + 1)]

    assert set(blocking_keys(rows)["k_phone"]) == {None}
    assert set(blocking_keys(rows[1:])["k_phone"]) == {"+33261910001"}
