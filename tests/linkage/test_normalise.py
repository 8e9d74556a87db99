"""Records → what is compared."""

import pytest

from palier.core.geo import Point, haversine_km
from palier.linkage.normalise import distance_km, features_of, kind_names, with_sites
from palier.linkage.records import Record
from tests.linkage.records import LIBRARY, like


def sites(field: str, *records: Record) -> int:
    found = with_sites([features_of(record) for record in records])[0]
    return int(getattr(found, field))


def test_an_empty_record_says_nothing():
    features = features_of(Record(id="x"))

    assert (features.whole, features.phone, features.siren, features.types, features.lat) == (
        "",
        "",
        "",
        0,
        None,
    )


@pytest.mark.parametrize(("lat", "lon"), [(0, 0), (48.3, None), (None, -0.6), (91, 0), (48, 181)])
def test_a_point_that_is_none_is_unknown(lat, lon):
    features = features_of(like(LIBRARY, "b", lat=lat, lon=lon))

    assert (features.lat, features.lon) == (None, None)
    assert distance_km(features, features) is None


def test_a_flat_distance_is_that_of_the_globe_where_it_counts():
    a, b = features_of(LIBRARY), features_of(like(LIBRARY, "b", lat=48.31, lon=-0.62))

    assert distance_km(a, b) == pytest.approx(haversine_km(Point(48.3, -0.61), Point(48.31, -0.62)), rel=1e-3)


def test_the_arrondissements_of_a_city_are_the_city():
    codes = [
        features_of(like(LIBRARY, "b", insee_code=code)).insee
        for code in ("75111", "69383", "13205", "75056")
    ]

    assert codes == ["75056", "69123", "13055", "75056"]


def test_codes_that_are_no_codes_are_unknown():
    features = features_of(like(LIBRARY, "b", insee_code="5314", postal_code="F-53"))

    assert (features.insee, features.postal) == ("", "")


def test_a_phone_used_far_away_is_used_at_two_sites():
    away = like(LIBRARY, "b", lat=48.5, address="2 rue du Stade")

    assert sites("phone_sites", LIBRARY, like(LIBRARY, "b")) == 1
    assert sites("phone_sites", LIBRARY, away) == 2
    assert sites("phone_sites", LIBRARY, like(away, "b", phones=("02 61 91 00 02", "02 61 91 00 01"))) == 2


def test_a_badly_placed_point_of_one_address_is_no_second_site():
    assert sites("phone_sites", LIBRARY, like(LIBRARY, "b", lat=48.4)) == 1


def test_without_a_point_the_commune_tells_the_site():
    nowhere = like(LIBRARY, "b", lat=None, lon=None)

    assert sites("mail_sites", LIBRARY, nowhere) == 1
    assert sites("mail_sites", LIBRARY, like(nowhere, "b", insee_code="53001", commune="Ahuillé")) == 2


def test_a_value_used_everywhere_is_not_counted_further():
    users = [like(LIBRARY, str(i), lat=40 + i * 0.1, address=f"{i} rue du Stade") for i in range(60)]

    assert sites("page_sites", *users) == 40


def test_types_that_tell_places_apart_are_kept():
    assert features_of(like(LIBRARY, "b", types=("epn", "ASSO"))).types == 0
    assert features_of(like(LIBRARY, "b", types=(" bib ", "EPN"))).types == features_of(LIBRARY).types


def test_kinds_are_told_by_name():
    assert kind_names(features_of(like(LIBRARY, "b", name="CCAS - Mairie")).kinds) == [
        "town_hall",
        "social_action",
    ]


def test_second_contacts_are_kept_once():
    features = features_of(like(LIBRARY, "b", phones=("", "0261910001", "+33261910001", "0261910002")))

    assert (features.phone, features.phone2) == ("+33261910001", "+33261910002")
