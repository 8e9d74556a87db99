"""The traps of the field: two records that agree on much and are two places."""

import pytest

from palier.linkage.linking import link
from palier.linkage.records import PairDecision, Record, Verdict
from tests.linkage.records import BUS, LIBRARY, TOWN_HALL, like

JOIN, ASK, DISTINCT = Verdict.JOIN, Verdict.ASK, Verdict.DISTINCT


def decision(left: Record, right: Record) -> PairDecision:
    found = link([left, right])
    return found.pairs[0] if found.pairs else PairDecision(left.id, right.id, DISTINCT, 0.0)


NO_CONTACT = {"phones": (), "mails": (), "sites": ()}
PARTS = ("Gennes", "Chênehutte-Trèves-Cunault", "Chênehutte")
AWAY = {"address": "3 place Clemenceau", "lat": 48.31}


@pytest.mark.parametrize(
    ("left", "right", "verdict"),
    [
        pytest.param(LIBRARY, like(LIBRARY, "b", **NO_CONTACT), JOIN, id="one place"),
        pytest.param(TOWN_HALL, like(TOWN_HALL, "c", name="CCAS de Mayenne", types=("CCAS",)), DISTINCT,
                     id="a town hall and its CCAS, one address, one phone"),
        pytest.param(TOWN_HALL, LIBRARY, DISTINCT, id="a library in the town hall"),
        pytest.param(like(LIBRARY, "a", name="MJC Boris Vian"), like(LIBRARY, "b", name="Centre social Boris Vian"),
                     ASK, id="two kinds that one place may be called by"),
        pytest.param(LIBRARY, like(LIBRARY, "b", name="Maison de quartier Boris Vian"), DISTINCT,
                     id="two kinds under one proper name"),
        pytest.param(like(LIBRARY, "a", name="France Services"), like(LIBRARY, "b", name="Espace emploi"), ASK,
                     id="two services that share all but their name"),
        pytest.param(BUS, like(BUS, "b", **AWAY), DISTINCT, id="two stops of a bus in one commune"),
        pytest.param(BUS, like(BUS, "b", lat=48.301, address=""), JOIN, id="one stop of a bus, twice"),
        pytest.param(BUS, like(BUS, "b", lat=48.31), ASK, id="one stop, badly placed"),
        pytest.param(LIBRARY, like(LIBRARY, "b", **AWAY, phones=(), mails=()), DISTINCT,
                     id="an annex of one name in one commune"),
        pytest.param(LIBRARY, like(LIBRARY, "b", address="3 place Clemenceau", lat=None), ASK,
                     id="another address, point unknown"),
        pytest.param(LIBRARY, like(LIBRARY, "b", lat=48.4, insee_code="53001", postal_code="53000"), DISTINCT,
                     id="places of one carrier in two communes"),
        pytest.param(LIBRARY, like(LIBRARY, "b", name="Club informatique", types=(), mails=()), DISTINCT,
                     id="two organisations at one address with one phone"),
        pytest.param(like(LIBRARY, "a", name="Bibliothèque de Gennes", parts=PARTS),
                     like(LIBRARY, "b", name="Bibliothèque de Chênehutte", parts=PARTS, mails=()), DISTINCT,
                     id="the libraries of two former communes"),
        pytest.param(like(LIBRARY, "a", name="Bibliothèque de Gennes", parts=PARTS),
                     like(LIBRARY, "b", name="Bibliothèque municipale", parts=PARTS), JOIN,
                     id="the library of a former commune, named or not"),
        pytest.param(like(LIBRARY, "a", name="Association Boris Vian et Sillon", mails=()),
                     like(LIBRARY, "b", name="Association Boris Vian et Grenier", mails=()), ASK,
                     id="neighbours in a house of associations"),
        pytest.param(like(BUS, "a", address="12 rue de la Gare"), like(BUS, "b", address="3 place Foch"), ASK,
                     id="two addresses of a bus, side by side"),
        pytest.param(LIBRARY, like(LIBRARY, "b", phones=("0261910009",), mails=("a@laval.example",)), ASK,
                     id="neither phone nor mail agree"),
    ],
)  # fmt: skip
def test_a_trap_is_not_joined(left, right, verdict):
    assert decision(left, right).verdict == verdict


def test_an_objection_is_told():
    pair = decision(TOWN_HALL, like(TOWN_HALL, "i", name="CCAS de Mayenne"))

    assert pair.verdict is DISTINCT
    assert pair.objections == ("l’un est « mairie », l’autre « CCAS ou CIAS »",)
    assert pair.explanation.endswith("l’autre « CCAS ou CIAS »")


def test_one_siret_and_one_name_on_both_sides_of_a_border_is_asked():
    left = like(LIBRARY, "a", siret="73282932000074")

    pair = decision(left, like(left, "b", lat=48.304, insee_code="53001", postal_code="53000"))

    assert (pair.verdict, pair.objections) == (ASK, ("deux communes différentes",))


def test_one_street_numbered_twice_far_apart_is_an_annex():
    pair = decision(LIBRARY, like(LIBRARY, "b", address="90 rue de la République", lat=48.33, phones=()))

    assert pair.verdict is DISTINCT


def test_another_number_in_the_street_is_no_objection_nearby():
    assert decision(LIBRARY, like(LIBRARY, "b", address="14 rue de la République")).objections == ()


def test_a_missing_point_and_address_leave_a_bus_to_people():
    pair = decision(BUS, like(BUS, "b", lat=None, address=""))

    assert (pair.verdict, pair.objections) == (ASK, ("deux arrêts d’une même tournée sont deux lieux",))
