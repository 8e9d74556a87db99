"""The SQL of each level, against what the same rule says in Python on thousands of candidate pairs."""

from typing import Any

import pytest
from rapidfuzz.distance import DamerauLevenshtein

from bench.linkage_sets import make_set
from palier.linkage.comparisons import COMPARISONS
from palier.linkage.engine import scorer
from palier.linkage.national import record_of
from palier.linkage.normalise import Features, distance_km, features_of, with_sites
from palier.linkage.records import Record
from palier.linkage.weights import shipped_weights
from tests.linkage.records import BUS, LIBRARY, TOWN_HALL, like

CASES: list[tuple[str, str | None, Record, dict[str, Any]]] = [
    ("name", "same alone", LIBRARY, {"name": "Bibliothèque Boris-Vian de Mayenne"}),
    ("name", "same", LIBRARY, {"lat": 48.4, "address": "3 rue du Stade"}),
    ("name", "shuffled", LIBRARY, {"name": "Bibliothèque Vian, Boris"}),
    ("name", "near", LIBRARY, {"name": "Médiathèque Boris Vain"}),
    ("name", "near", like(LIBRARY, "a", name="Cyber-base Mayenne"), {"name": "Cyber-bsae Mayenne"}),
    ("name", "other kind", LIBRARY, {"name": "Association Boris Vian"}),
    ("name", "within", LIBRARY, {"name": "Médiathèque Boris Vian - annexe Saint-Martin"}),
    ("name", "other kind", LIBRARY, {"name": "Bus Boris Vian"}),
    ("name", "only same kind alone", TOWN_HALL, {"name": "Hôtel de ville"}),
    ("name", "same kind alone", TOWN_HALL, {"lat": 48.4, "address": "3 rue du Stade"}),
    ("name", "one kind alone", LIBRARY, {"name": "La médiathèque de Mayenne"}),
    ("name", "start", like(LIBRARY, "a", name="Centre socio-culturel du Véron"), {"name": "Centre so"}),
    ("name", "alike", LIBRARY, {"name": "Médiathèque Denis Vian"}),
    ("name", "different", LIBRARY, {"name": "Club informatique"}),
    ("name", None, LIBRARY, {"name": ""}),
    ("kind", "same", LIBRARY, {"name": "Bibliothèque"}),
    ("kind", "partly", LIBRARY, {"name": "Mairie et médiathèque"}),
    ("kind", "different", LIBRARY, {"name": "Mairie"}),
    ("kind", None, LIBRARY, {"name": "Le Quarante"}),
    ("types", "same", LIBRARY, {"types": ("BIB", "EPN")}),
    ("types", "partly", LIBRARY, {"types": ("BIB", "MUNI")}),
    ("types", "different", LIBRARY, {"types": ("MUNI",)}),
    ("types", None, LIBRARY, {"types": ("ASSO",)}),
    ("address", "same", LIBRARY, {"address": "12, r. de la Republiqu"}),
    ("address", "same street", LIBRARY, {"address": "Rue de la République"}),
    ("address", "no number", like(LIBRARY, "a", address="Rue de la République"), {"address": "r. de la République"}),
    ("address", "other way", LIBRARY, {"address": "Place de la République"}),
    ("address", "other number", LIBRARY, {"address": "40 rue de la République"}),
    ("address", "different", LIBRARY, {"address": "12 place Clemenceau"}),
    ("address", None, LIBRARY, {"address": "Le bourg"}),
    ("point", "30 m", LIBRARY, {"lat": 48.3002}),
    ("point", "150 m", LIBRARY, {"lat": 48.301}),
    ("point", "500 m", LIBRARY, {"lat": 48.303}),
    ("point", "1500 m", LIBRARY, {"lat": 48.31}),
    ("point", "far", LIBRARY, {"lat": 48.4}),
    ("point", None, LIBRARY, {"lat": None}),
    ("commune", "same", LIBRARY, {"postal_code": "53000"}),
    ("commune", "same", LIBRARY, {"insee_code": ""}),
    ("commune", "same postal code", LIBRARY, {"insee_code": "53001"}),
    ("commune", "different", LIBRARY, {"insee_code": "53001", "postal_code": "53000"}),
    ("commune", None, LIBRARY, {"insee_code": "", "commune": "", "postal_code": ""}),
    ("phone", "same", LIBRARY, {"phones": ("0261910009", "+33 2 61 91 00 01")}),
    ("phone", "shared", LIBRARY, {"lat": 48.4, "address": "3 rue du Stade"}),
    ("phone", "different", LIBRARY, {"phones": ("0261910009",)}),
    ("phone", None, LIBRARY, {"phones": ("3646",)}),
    ("mail", "same", LIBRARY, {}),
    ("mail", "shared", BUS, {"lat": 48.4, "address": "3 rue du Stade"}),
    ("mail", "same domain", LIBRARY, {"mails": ("accueil@mayenne.example",)}),
    ("mail", "other box", LIBRARY, {"mails": ("lavoir@example.org",)}),
    ("mail", "different", LIBRARY, {"mails": ("accueil@laval.example",)}),
    ("mail", None, LIBRARY, {"mails": ()}),
    ("site", "same", LIBRARY, {"sites": ("www.mediatheque-mayenne.example",)}),
    ("site", "shared", LIBRARY, {"lat": 48.4, "address": "3 rue du Stade"}),
    ("site", "same host", LIBRARY, {"sites": ("https://mediatheque-mayenne.example/horaires",)}),
    ("site", "different", LIBRARY, {"sites": ("https://laval.example",)}),
    ("site", None, LIBRARY, {"sites": ()}),
    ("siret", "same", like(LIBRARY, "a", siret="73282932000074"), {}),
    ("siret", "shared", like(LIBRARY, "a", siret="73282932000074"), {"lat": 48.4, "address": "3 rue du Stade"}),
    ("siret", "same firm", like(LIBRARY, "a", siret="73282932000074"), {"siret": "732829320"}),
    ("siret", "different", like(LIBRARY, "a", siret="73282932000074"), {"siret": "35600000049837"}),
    ("siret", None, LIBRARY, {"siret": "73282932000074"}),
]  # fmt: skip


@pytest.fixture(scope="module")
def met() -> list[tuple[str | None, str | None]]:
    """The level of each case, in both orders, from one run of Splink."""
    rows: list[Features] = []
    for _, _, left, changes in CASES:
        right = like(left, "b", **changes)
        rows += with_sites([features_of(left), features_of(right)])
        rows += with_sites([features_of(right), features_of(left)])
    with scorer(rows, shipped_weights()) as scores:
        pairs = scores.pairs([(i, i + 1) for i in range(0, len(rows), 2)])
    fields = [comparison.field for comparison in COMPARISONS]
    told = []
    for i, (field, *_) in enumerate(CASES):
        at = fields.index(field)
        levels = [COMPARISONS[at].level(pair.gammas[at]) for pair in pairs[2 * i : 2 * i + 2]]
        told.append((levels[0].name if levels[0] else None, levels[1].name if levels[1] else None))
    return told


@pytest.mark.parametrize("case", range(len(CASES)), ids=[f"{c[0]}-{c[1]}-{c[3]}" for c in CASES])
def test_a_level_is_met_whichever_record_comes_first(case, met):
    assert met[case] == (CASES[case][1], CASES[case][1])


def test_every_level_is_met_by_a_case_above():
    assert {(c.field, level.name) for c in COMPARISONS for level in c.levels} <= {case[:2] for case in CASES}


@pytest.fixture(scope="module")
def many() -> tuple[list[Features], list[tuple[Features, Features, dict[str, str | None]]]]:
    rows = with_sites([features_of(record_of(row)) for row in make_set(5, 500)[0]])
    with scorer(rows, shipped_weights()) as scores:
        found = scores.candidates(floor_bits=None)
    told = []
    for pair in found:
        levels = [c.level(gamma) for c, gamma in zip(COMPARISONS, pair.gammas, strict=True)]
        names = {c.field: level.name if level else None for c, level in zip(COMPARISONS, levels, strict=True)}
        told.append((rows[pair.left], rows[pair.right], names))
    return rows, told


def test_distances_are_those_of_python(many):
    bounds = {"30 m": 0.03, "150 m": 0.15, "500 m": 0.5, "1500 m": 1.5, "far": 1e9}
    for a, b, levels in many[1]:
        apart = distance_km(a, b)
        assert (apart is None) == (levels["point"] is None)
        if apart is not None:
            expected = next(name for name, most in bounds.items() if apart <= most)
            assert levels["point"] == expected or any(abs(apart - most) < 1e-4 for most in bounds.values())


def test_slips_in_streets_are_those_of_python(many):
    for a, b, levels in many[1]:
        if not a.street or not b.street:
            assert levels["address"] is None
            continue
        slips = DamerauLevenshtein.distance(a.street, b.street)
        is_within = min(len(a.street), len(b.street)) >= 5 and (a.street in b.street or b.street in a.street)
        is_same = is_within or slips <= 0.3 * max(len(a.street), len(b.street))
        assert is_same == (levels["address"] != "different"), (a.street, b.street)


def test_the_score_is_the_sum_of_what_is_told(many):
    weights = shipped_weights()
    with scorer(many[0], weights) as scores:
        for pair in scores.candidates(floor_bits=0.0):
            told = [weights.evidence(c, gamma) for c, gamma in zip(COMPARISONS, pair.gammas, strict=True)]
            assert pair.score_bits == pytest.approx(sum(e.weight_bits for e in told if e), abs=1e-6)
            assert pair.score_bits >= 0
