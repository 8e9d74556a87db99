"""The whole extract, loaded once: what is in it, and what people and files write for a commune."""

import gzip
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Count, Q, Sum
from hypothesis import example, given, settings
from hypothesis import strategies as st

from palier.core.geo import Point, haversine_km
from palier.territory import actions, queries
from palier.territory.enums import MatchCertainty
from palier.territory.gazetteer import gazetteer
from palier.territory.models import Commune, Departement, Epci, FormerCommune, LoadedExtract, PostalCode

pytestmark = pytest.mark.django_db  # each test is a savepoint inside the transaction below

EXACT, CORRECTED, AMBIGUOUS, CONTRADICTORY, NOT_FOUND = MatchCertainty


@pytest.fixture(scope="module", autouse=True)
def load_of_france(
    django_db_setup: None, django_db_blocker: Any, now_of_tests: Any
) -> Iterator[tuple[actions.LoadReport, float]]:
    """Load the extract once for this file, inside a transaction that is rolled back after its last test."""
    with django_db_blocker.unblock(), transaction.atomic():
        start = time.process_time()  # work done, whatever else the machine does
        report = actions.load_extract(now=now_of_tests)
        yield report, time.process_time() - start
        transaction.set_rollback(True)


# --- What is in it ----------------------------------------------------------------------------------------


def test_all_communes_load_in_less_than_twenty_seconds(load_of_france):
    report, seconds = load_of_france

    assert report.rows == {
        "regions": 26,
        "departements": 109,
        "epci": 1255,
        "communes": 34_969,
        "former_communes": 4869,
        "postal_codes": 35_493,
    }
    assert report.leftover == ()
    assert seconds < 20


def test_loading_again_changes_nothing_and_takes_less_than_a_second(load_of_france, now_of_tests):
    start = time.process_time()
    report = actions.load_extract(now=now_of_tests)

    assert (report.is_unchanged, report.rows) == (True, {})
    assert time.process_time() - start < 1
    assert LoadedExtract.objects.count() == 1


def test_nearly_everybody_lives_in_a_commune_of_the_extract():
    total = Commune.objects.aggregate(total=Sum("population"))["total"]

    assert 67_500_000 < total < 69_500_000


def test_every_commune_has_a_postal_code_but_those_without_inhabitants():
    without = Commune.objects.filter(postal_codes=None).order_by("insee_code")

    assert [commune.insee_code for commune in without] == ["98411", "98412", "98413", "98414", "98415"]


def test_every_mainland_commune_has_an_outline_but_the_four_that_no_source_draws():
    without = Commune.objects.filter(outline__isnull=True, insee_code__lt="975").order_by("insee_code")

    assert [str(commune) for commune in without] == [
        "Celles (15031)",
        "Chalinargues (15035)",
        "Chavagnac (15047)",
        "Sainte-Anastasie (15171)",
    ]


def test_oree_d_anjou_has_the_outline_of_its_parts():
    outline = Commune.objects.get(insee_code="49126").outline

    assert outline["type"] == "Polygon"
    lons, lats = zip(*outline["coordinates"][0], strict=True)
    assert (min(lons) < -1.2653 < max(lons), min(lats) < 47.3369 < max(lats)) == (True, True)  # Champtoceaux


def test_outlines_are_closed_rings_around_their_centres():
    for commune in Commune.objects.filter(departement__code="53"):
        outline = commune.outline
        polygons = [outline["coordinates"]] if outline["type"] == "Polygon" else outline["coordinates"]
        rings = [ring for polygon in polygons for ring in polygon]
        lons, lats = zip(*(point for ring in rings for point in ring), strict=True)
        assert all(ring[0] == ring[-1] and len(ring) >= 4 for ring in rings), commune
        assert min(lons) - 0.02 < commune.lon < max(lons) + 0.02, commune
        assert min(lats) - 0.02 < commune.lat < max(lats) + 0.02, commune


def test_a_departement_of_outlines_is_light_enough_to_send():
    collection = queries.outlines_of_departement("53")

    assert len(collection["features"]) == 240
    assert len(gzip.compress(json.dumps(collection).encode())) < 50_000


@pytest.mark.parametrize(
    ("departement", "count"),
    [("53", 240), ("49", 176), ("971", 32), ("974", 24), ("976", 17), ("978", 1), ("987", 48), ("988", 33)],
)
def test_departements_have_all_their_communes_overseas_included(departement, count):
    assert Commune.objects.filter(departement__code=departement).count() == count


def test_only_islands_and_collectivities_are_outside_any_epci():
    without = Commune.objects.filter(epci=None, insee_code__lt="975").order_by("insee_code")

    assert [commune.name for commune in without] == [
        "Île-de-Bréhat",
        "Île-de-Sein",
        "Ouessant",
        "L’Île-d’Yeu",
    ]
    assert Epci.objects.annotate(size=Count("communes")).filter(size=0).count() == 0


def test_school_zones_and_clocks_are_those_of_the_departements():
    zones = dict(Departement.objects.values_list("code", "school_zone"))
    clocks = dict(Departement.objects.values_list("code", "time_zone"))

    assert [zones[code] for code in ("53", "49", "75", "69", "2A", "974")] == ["B", "B", "C", "A", "", ""]
    assert {zones[code] for code in zones if code < "97" and not code.startswith("2A")} - {"A", "B", "C"} == {
        ""
    }
    assert [clocks[code] for code in ("53", "974", "988")] == [
        "Europe/Paris",
        "Indian/Reunion",
        "Pacific/Noumea",
    ]


def test_every_commune_has_a_clock_that_python_knows():
    for departement in Departement.objects.all():
        commune = Commune(insee_code="00000", departement=departement)
        assert queries.time_zone_of(commune).key == departement.time_zone


@pytest.mark.parametrize(
    ("code", "density"),
    [("75056", "DENSE"), ("49007", "DENSE"), ("53130", "INTERMEDIATE"), ("53084", "RURAL")],
)
def test_towns_are_dense_and_villages_are_not(code, density):
    assert Commune.objects.get(insee_code=code).density == density


def test_names_bear_their_article_and_a_curly_apostrophe():
    assert [
        Commune.objects.get(insee_code=code).name_of for code in ("53015", "72181", "49007", "49126", "85194")
    ] == ["de La Baconnière", "du Mans", "d’Angers", "d’Orée d’Anjou", "des Sables-d’Olonne"]
    assert not Commune.objects.filter(Q(name__contains="'")).exists()


def test_arrondissements_have_a_centre_and_every_postal_code_of_their_town():
    arrondissements = FormerCommune.objects.filter(kind="ARRONDISSEMENT")

    assert arrondissements.filter(lat=None).count() == 0
    assert arrondissements.count() == 45
    assert PostalCode.objects.exclude(arrondissement=None).count() == 46  # the 16th of Paris has two


# --- What people and files write --------------------------------------------------------------------------

SPELLINGS = [
    # text, INSEE code, certainty
    ("Laval", "53130", EXACT),
    ("LAVAL", "53130", EXACT),
    ("laval cedex", "53130", EXACT),
    ("Laval Cedex 9", "53130", EXACT),
    ("53013 LAVAL CEDEX 9", "53130", EXACT),
    ("LAVAL CEDEX 53013", "53130", EXACT),
    ("53000", "53130", EXACT),
    ("53 000", "53130", EXACT),
    ("53000 Laval", "53130", EXACT),
    ("Laval (53000)", "53130", EXACT),
    ("Laval, 53000", "53130", EXACT),
    ("Laval - 53000", "53130", EXACT),
    ("Laval (53)", "53130", EXACT),
    ("53130", "53130", EXACT),  # no postal code: an INSEE code
    ("Craon", "53084", AMBIGUOUS),
    ("Craon (53400)", "53084", EXACT),
    ("53400 Craon", "53084", EXACT),
    ("53400 CRAON CEDEX", "53084", EXACT),
    ("53400", "53084", AMBIGUOUS),
    ("Craon, Mayenne", "53084", EXACT),
    ("Craon 86", "86087", EXACT),
    ("53400 Cran", "53084", CORRECTED),
    ("53400 Livré", "53135", CORRECTED),  # now Livré-la-Touche
    ("53000 Craon", "53130", CONTRADICTORY),
    ("La Baconnière", "53015", EXACT),
    ("baconniere", "53015", EXACT),
    ("Baconnière (La)", "53015", EXACT),
    ("Le Mans", "72181", EXACT),
    ("MANS", "72181", EXACT),
    ("Sables d'Olonne", "85194", EXACT),
    ("L’Haÿ-les-Roses", "94038", EXACT),
    ("L'HAY LES ROSES", "94038", EXACT),
    ("Saint-Étienne", "42218", EXACT),
    ("ST ETIENNE 42", "42218", EXACT),
    ("st-etienne 42000", "42218", EXACT),
    ("Ste Suzanne et Chammes", "53255", EXACT),
    ("St Denis 93", "93066", EXACT),
    ("Saint-Denis, La Réunion", "97411", EXACT),
    ("97400 Saint Denis", "97411", EXACT),
    ("Varennes s/ Loire", "49361", EXACT),
    ("Varennes/s Loire", "49361", EXACT),
    ("Châlons s/Marne", None, NOT_FOUND),  # renamed in 1998: no source has the old name
    ("Paris", "75056", EXACT),
    ("Paris 11e", "75056", EXACT),
    ("PARIS 11", "75056", EXACT),
    ("paris 11ème arrondissement", "75056", EXACT),
    ("Paris XI", "75056", EXACT),
    ("75011 Paris", "75056", EXACT),
    ("75116", "75056", EXACT),
    ("Lyon 03", "69123", EXACT),
    ("Lyon 3eme", "69123", EXACT),
    ("69003", "69123", EXACT),
    ("Marseille 1er", "13055", EXACT),
    ("13016 MARSEILLE 16", "13055", EXACT),
    ("Orée d'Anjou", "49126", EXACT),
    ("Champtoceaux", "49126", EXACT),
    ("49270 La Varenne", "49126", EXACT),
    ("Château-Gontier", "53062", EXACT),
    ("chateau gontier sur mayenne", "53062", EXACT),
    ("Segré", "49331", EXACT),
    ("1400 Neuville les Dames", "01272", EXACT),
    ("1000 Bourg en Bresse", "01053", EXACT),
    ("Anger", "49007", AMBIGUOUS),  # or Angé, Angeot…
    ("Angerss", "49007", CORRECTED),
    ("Agners", "49007", CORRECTED),
    ("Lavall", "53130", CORRECTED),
    ("ajacio", "2A004", CORRECTED),
    ("2A004", "2A004", EXACT),
    ("20000 Ajaccio", "2A004", EXACT),
    ("Nouméa", "98818", EXACT),
    ("noumea 98800", "98818", EXACT),
    ("97150 Saint-Martin", "97801", EXACT),
    ("Pointe a Pitre", "97120", EXACT),
    ("Fort-de-France", "97209", EXACT),
    ("Mamoudzou", "97611", EXACT),
    ("Papeete", "98735", EXACT),
    ("Œting", "57521", EXACT),
    ("oeting", "57521", EXACT),
    ("99999 Laval", "53130", CONTRADICTORY),
    ("53", None, NOT_FOUND),
    ("xyzzy", None, NOT_FOUND),
    ("", None, NOT_FOUND),
]


@pytest.mark.parametrize(("text", "insee_code", "certainty"), SPELLINGS)
def test_what_is_typed_leads_to_the_commune_that_is_meant(text, insee_code, certainty):
    match = queries.parse_where(text)

    assert (match.commune and match.commune.insee_code, match.certainty) == (insee_code, certainty)
    assert bool(match.remarks) or certainty == EXACT


@pytest.mark.parametrize(
    ("fields", "insee_code", "certainty"),
    [
        ({"name": "Craon", "postal_code": "53400"}, "53084", EXACT),
        ({"name": "CRAON CEDEX", "postal_code": "53401"}, "53084", EXACT),
        ({"name": "Craon", "postal_code": "53400", "insee_code": "53084"}, "53084", EXACT),
        ({"insee_code": "53084"}, "53084", EXACT),
        ({"insee_code": "1053"}, "01053", EXACT),
        ({"insee_code": "75111"}, "75056", EXACT),
        ({"insee_code": "49069", "name": "Champtoceaux"}, "49126", EXACT),
        ({"insee_code": "01340"}, "01015", EXACT),  # an old code: Saint-Bois went to Arboys en Bugey
        ({"insee_code": "53084", "name": "Laval"}, "53084", CONTRADICTORY),
        ({"insee_code": "53084", "postal_code": "53000"}, "53084", CONTRADICTORY),
        ({"insee_code": "00000", "name": "Laval"}, "53130", EXACT),
        ({"insee_code": "00000"}, None, NOT_FOUND),
        ({"name": "Saint Denis", "postal_code": "93210"}, "93066", EXACT),
        ({"name": "PARIS 12", "postal_code": "75012"}, "75056", EXACT),
        ({"name": "Paris 12", "postal_code": "75011"}, "75056", CONTRADICTORY),
        ({"name": "Rennes", "postal_code": "35042"}, "35238", EXACT),
        ({"name": "Bastia", "postal_code": "20407"}, "2B033", EXACT),
        ({"name": "Laval", "postal_code": "93999"}, "53130", CONTRADICTORY),
    ],
)
def test_fields_of_a_file_lead_to_the_commune_that_is_meant(fields, insee_code, certainty):
    match = queries.find_commune(**fields)

    assert (match.commune and match.commune.insee_code, match.certainty) == (insee_code, certainty)


def test_a_lost_zero_is_said():
    assert queries.find_commune(name="Bourg-en-Bresse", postal_code="1000").remarks == [
        "Le code postal a été lu 01000 : il avait perdu son zéro."
    ]


def test_an_arrondissement_is_more_precise_than_its_town():
    match = queries.parse_where("75011 Paris")

    assert match.matched_name == "Paris 11e arrondissement"
    assert haversine_km(match.point, Point(48.859, 2.379)) < 0.5


@settings(max_examples=150)
@given(name=st.text(max_size=60), postal_code=st.text(max_size=12), insee_code=st.text(max_size=8))
@example(name="Paris IIIIIX", postal_code="٠١٢٣٤", insee_code="²²²²²")
@example(name="a" * 5000, postal_code="1" * 5000, insee_code="1" * 5000)
@example(name="s/", postal_code="", insee_code="")
def test_no_text_makes_finding_raise(name, postal_code, insee_code):
    match = queries.find_commune(name=name, postal_code=postal_code, insee_code=insee_code)

    assert (match.commune is None) == (match.certainty == NOT_FOUND)
    assert match.commune is None or match.commune in match.candidates


@settings(max_examples=100)
@given(st.text(max_size=60) | st.from_regex(r"\A[a-zé' /-]{1,20} ?[0-9]{0,6}\Z"))
def test_no_text_makes_suggesting_raise(text):
    assert len(queries.suggest_communes(text)) <= 8
    assert queries.parse_where(text).certainty in MatchCertainty


# --- While typing -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("lav", "Laval (53000)"),
        ("cra", "La Crau (83260)"),
        ("craon", "Craon (53400)"),
        ("st malo", "Saint-Malo (35400)"),
        ("mans", "Le Mans (72000)"),
        ("534", "Craon (53400)"),
        ("750", "Paris (75)"),
        ("paris 1", "Paris 1er arrondissement (75001)"),
        ("lyon 03", "Lyon 3e arrondissement (69003)"),
        ("champtoc", "Champtocé-sur-Loire (49123)"),
        ("chatau gont", "Château-Gontier-sur-Mayenne (53200)"),
        ("bergrac", "Bergerac (24100)"),
        ("qngers", "Angers (49000)"),
        ("Craon (53", "Craon (53400)"),
    ],
)
def test_the_first_suggestion_is_what_most_people_mean(text, first):
    assert [row.label for row in queries.suggest_communes(text)][:1] == [first]


@pytest.mark.parametrize("text", ["", " ", "5", "zzzzzz", "(", "12345678"])
def test_nothing_is_suggested_for_nothing(text):
    assert queries.suggest_communes(text) == []


def test_suggestions_come_most_populated_first():
    names = [row.name for row in queries.suggest_communes("saint-d", limit=3)]

    assert names == ["Saint-Denis", "Saint-Denis", "Saint-Dizier"]


def test_a_suggestion_given_back_finds_the_same_commune():
    for entry in gazetteer().entries[::97]:
        for suggestion in queries.suggest_communes(entry.name, limit=3):
            match = queries.parse_where(suggestion.label)
            assert match.commune is not None, suggestion
            assert match.commune.insee_code == suggestion.insee_code, suggestion
