import pytest

from palier.core.geo import Point
from palier.territory import queries
from palier.territory.enums import MatchCertainty
from palier.territory.gazetteer import gazetteer
from palier.territory.models import LoadedExtract
from tests.factories.territory import (
    CommuneFactory,
    DepartementFactory,
    FormerCommuneFactory,
    PostalCodeFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def craon():
    return CommuneFactory(insee_code="53084", name="Craon", postal_code="53400", population=4431)


@pytest.fixture
def oree():
    commune = CommuneFactory(
        insee_code="49126", name="Orée d’Anjou", name_kind=1, postal_code="49270", lat=47.33, lon=-1.2
    )
    FormerCommuneFactory(
        insee_code="49069", name="Champtoceaux", commune=commune, kind="DELEGATED", lat=47.3369, lon=-1.2653
    )
    FormerCommuneFactory(insee_code="49113", name="", kind="OLD_CODE", commune=commune)
    return commune


def test_a_commune_is_found_whatever_was_created_just_before(craon):
    assert queries.find_commune(name="craon").commune == craon
    laval = CommuneFactory(insee_code="53130", name="Laval")

    assert queries.find_commune(name="laval").commune == laval


def test_a_new_extract_replaces_what_was_remembered(craon, now_of_tests):
    LoadedExtract.objects.create(checksum="a" * 64, vintage="COG 2025", loaded_at=now_of_tests)
    before = gazetteer()
    LoadedExtract.objects.all().delete()
    CommuneFactory(insee_code="53130", name="Laval")
    LoadedExtract.objects.create(checksum="b" * 64, vintage="COG 2026", loaded_at=now_of_tests)

    assert [entry.name for entry in before.entries] == ["Craon"]
    assert [entry.name for entry in gazetteer().entries] == ["Craon", "Laval"]


def test_a_remembered_extract_costs_two_queries_to_find_a_commune(
    craon, now_of_tests, django_assert_num_queries
):
    LoadedExtract.objects.create(checksum="a" * 64, vintage="COG 2026", loaded_at=now_of_tests)
    gazetteer()

    with django_assert_num_queries(2):
        queries.find_commune(name="craon")


def test_a_remembered_extract_costs_one_query_to_suggest(craon, now_of_tests, django_assert_num_queries):
    LoadedExtract.objects.create(checksum="a" * 64, vintage="COG 2026", loaded_at=now_of_tests)
    gazetteer()

    with django_assert_num_queries(1):
        labels = [row.label for row in queries.suggest_communes("cra")]

    assert labels == ["Craon (53400)"]


def test_a_former_commune_leads_to_its_commune_and_keeps_its_own_centre(oree):
    match = queries.find_commune(name="Champtoceaux")

    assert (match.commune, match.matched_name, match.point) == (oree, "Champtoceaux", Point(47.3369, -1.2653))
    assert match.remarks == ["Champtoceaux fait partie de la commune d’Orée d’Anjou."]


def test_a_former_commune_is_suggested_with_the_commune_it_is_part_of(oree):
    (suggestion,) = queries.suggest_communes("champ")

    assert suggestion == queries.CommuneSuggestion(
        label="Champtoceaux (49270)",
        insee_code="49126",
        name="Champtoceaux",
        postal_code="49270",
        departement_code="49",
        departement_name="Maine-et-Loire",
        part_of="Orée d’Anjou",
        point=Point(47.3369, -1.2653),
    )


@pytest.mark.parametrize("code", ["49126", "49069", "49113"])
def test_a_code_of_today_or_of_before_gives_the_commune(oree, code):
    assert queries.commune_by_insee(code) == oree


@pytest.mark.parametrize("code", ["", "49999", "Craon"])
def test_an_unknown_code_gives_no_commune(oree, code):
    assert queries.commune_by_insee(code) is None


def test_contradictory_fields_are_said_and_nothing_is_replaced_silently(craon, oree):
    match = queries.find_commune(name="Orée d'Anjou", postal_code="53400")

    assert (match.commune, match.certainty) == (craon, MatchCertainty.CONTRADICTORY)
    assert match.candidates == [craon, oree]
    assert match.remarks == [
        "Le code postal 53400 n’est pas celui de « Orée d'Anjou » : nous proposons Craon. "
        "Ce nom existe ailleurs : Orée d’Anjou (49)."
    ]


def test_a_code_that_its_name_and_postal_code_contradict_is_said(craon, oree):
    match = queries.find_commune(name="Craon", postal_code="53400", insee_code="49126")

    assert (match.commune, match.certainty) == (oree, MatchCertainty.CONTRADICTORY)
    assert match.remarks == [
        "Le code INSEE 49126 est celui d’Orée d’Anjou, pas de « Craon ».",
        "Le code postal 53400 n’est pas celui d’Orée d’Anjou.",
    ]


def test_namesakes_are_all_proposed_most_populated_first(craon):
    vienne = CommuneFactory(insee_code="86087", name="Craon", population=193)

    match = queries.parse_where("Craon")

    assert (match.commune, match.candidates, match.certainty) == (craon, [craon, vienne], "AMBIGUOUS")
    assert match.remarks == ["Plusieurs communes s’appellent Craon : Craon (53), Craon (86)."]


def test_a_departement_alone_proposes_its_towns(craon):
    match = queries.parse_where("53")

    assert (match.commune, match.candidates, match.certainty) == (None, [craon], "NOT_FOUND")
    assert match.remarks == ["53 est un département (Mayenne) : indiquez une commune."]


def test_no_text_asks_for_a_commune(craon):
    assert queries.parse_where("  ").remarks == ["Indiquez une commune ou un code postal."]


def test_an_arrondissement_keeps_its_postal_code_centre_and_name():
    paris = CommuneFactory(insee_code="75056", name="Paris", postal_code="75010", population=2_103_778)
    eleventh = FormerCommuneFactory(
        insee_code="75111",
        name="Paris 11e arrondissement",
        kind="ARRONDISSEMENT",
        commune=paris,
        lat=48.86,
        lon=2.38,
    )
    PostalCodeFactory(commune=paris, code="75011", arrondissement=eleventh)

    for text in ("Paris 11e", "75011", "75011 Paris", "Paris 11e arrondissement (75011)"):
        match = queries.parse_where(text)
        assert (match.commune, match.matched_name, match.point, match.certainty) == (
            paris,
            "Paris 11e arrondissement",
            Point(48.86, 2.38),
            "EXACT",
        )
    assert [row.label for row in queries.suggest_communes("paris")] == [
        "Paris (75)",
        "Paris 11e arrondissement (75011)",
    ]


def test_near_communes_come_nearest_first_with_kilometres(craon, oree):
    athee = CommuneFactory(name="Athée", lat=47.877, lon=-0.935)

    near = queries.communes_near(Point(47.85, -0.95), radius_km=20)

    assert [(row.name, round(row.distance_km, 1)) for row in near] == [("Craon", 0.0), (athee.name, 3.2)]


def test_the_nearest_commune_is_looked_for_far_enough(oree):
    assert queries.nearest_commune(Point(48.5, -4.0)) == oree
    assert queries.nearest_commune(Point(-21.0, 55.5)) is None


def test_outlines_of_a_departement_are_geojson_and_a_commune_without_one_is_a_point(craon, oree):
    square = {"type": "Polygon", "coordinates": [[[-1.0, 47.8], [-0.9, 47.8], [-0.9, 47.9], [-1.0, 47.8]]]}
    CommuneFactory(insee_code="53130", name="Laval", outline=square)

    assert queries.outlines_of_departement("53") == {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"insee": "53084", "name": "Craon"},
                "geometry": {"type": "Point", "coordinates": [-0.95, 47.85]},
            },
            {"type": "Feature", "properties": {"insee": "53130", "name": "Laval"}, "geometry": square},
        ],
    }


@pytest.mark.parametrize(
    ("code", "zone", "expected"),
    [
        ("53084", "Europe/Paris", "Europe/Paris"),
        ("97411", "Indian/Reunion", "Indian/Reunion"),
        ("98735", "Pacific/Tahiti", "Pacific/Tahiti"),
        ("98731", "Pacific/Tahiti", "Pacific/Marquesas"),
        ("98719", "Pacific/Tahiti", "Pacific/Gambier"),
    ],
)
def test_a_commune_lives_in_its_own_time(code, zone, expected):
    departement = DepartementFactory(code=code[:3], time_zone=zone)
    commune = CommuneFactory(insee_code=code, departement=departement)

    assert queries.time_zone_of(commune).key == expected


def test_outlines_are_not_read_with_communes(craon):
    assert "outline" in queries.commune_by_insee("53084").get_deferred_fields()
