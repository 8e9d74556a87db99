import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from palier.territory.models import Commune, FormerCommune, LoadedExtract
from tests.factories.territory import (
    CommuneFactory,
    DepartementFactory,
    EpciFactory,
    FormerCommuneFactory,
    PostalCodeFactory,
    RegionFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "wrong",
    [
        {"lat": 90.1},
        {"lat": -90.1},
        {"lon": 180.1},
        {"lon": -180.1},
        {"lat": None},
        {"lon": None},
        {"population": -1},
        {"area_km2": 0},
        {"area_km2": -2.5},
        {"density": "URBAN"},
        {"insee_code": ""},
        {"name": ""},
        {"search_text": ""},
        {"slug": ""},
        {"departement_id": None},
    ],
)
def test_the_database_refuses_a_commune_that_cannot_be(wrong):
    commune = CommuneFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Commune.objects.filter(pk=commune.pk).update(**wrong)


def test_two_communes_cannot_bear_the_same_code():
    CommuneFactory(insee_code="53084")

    with pytest.raises(IntegrityError), transaction.atomic():
        CommuneFactory(insee_code="53084")


@pytest.mark.parametrize(
    "wrong",
    [
        {"lat": 47.0, "lon": None},
        {"lat": None, "lon": -1.0},
        {"lat": 91.0, "lon": -1.0},
        {"lat": 47.0, "lon": 181.0},
        {"kind": "VANISHED"},
        {"insee_code": ""},
        {"name": ""},
        {"search_text": ""},
        {"commune_id": None},
    ],
)
def test_the_database_refuses_a_former_commune_that_cannot_be(wrong):
    former = FormerCommuneFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        FormerCommune.objects.filter(pk=former.pk).update(**wrong)


def test_only_an_old_code_may_have_no_name():
    former = FormerCommuneFactory()

    FormerCommune.objects.filter(pk=former.pk).update(kind="OLD_CODE", name="", search_text="")

    former.refresh_from_db()
    assert str(former) == f"ancien code ({former.insee_code})"


def test_a_former_code_leads_to_one_commune():
    FormerCommuneFactory(insee_code="49069")

    with pytest.raises(IntegrityError), transaction.atomic():
        FormerCommuneFactory(insee_code="49069")


@pytest.mark.parametrize(
    ("make", "wrong"),
    [
        (RegionFactory, {"code": ""}),
        (RegionFactory, {"name": ""}),
        (DepartementFactory, {"code": ""}),
        (DepartementFactory, {"name": ""}),
        (DepartementFactory, {"time_zone": ""}),
        (DepartementFactory, {"school_zone": "D"}),
        (EpciFactory, {"siren": ""}),
        (EpciFactory, {"name": ""}),
        (EpciFactory, {"kind": "SIVU"}),
        (PostalCodeFactory, {"code": ""}),
    ],
)
def test_the_database_refuses_other_rows_that_cannot_be(make, wrong):
    row = make()

    with pytest.raises(IntegrityError), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**wrong)


def test_a_postal_code_is_given_once_to_a_commune_and_to_as_many_communes_as_needed():
    craon, athee = CommuneFactory(postal_code="53400"), CommuneFactory()
    PostalCodeFactory(commune=athee, code="53400")

    with pytest.raises(IntegrityError), transaction.atomic():
        PostalCodeFactory(commune=craon, code="53400")


def test_a_loaded_extract_has_its_checksum(now_of_tests):
    with pytest.raises(IntegrityError), transaction.atomic():
        LoadedExtract.objects.create(checksum="", vintage="COG 2026", loaded_at=now_of_tests)


@pytest.mark.parametrize("code", ["5308", "530840", "2C004", "53O84"])
def test_a_code_that_is_not_of_insee_does_not_validate(code):
    with pytest.raises(ValidationError) as refusal:
        CommuneFactory.build(insee_code=code, departement=DepartementFactory()).full_clean()

    assert "insee_code" in refusal.value.message_dict


def test_saving_a_commune_writes_the_forms_that_are_searched():
    commune = CommuneFactory(name="St-Cyr-l’Évêque")

    assert (commune.search_text, commune.slug) == ("saint cyr l eveque", "st-cyr-l-eveque")


def test_rows_are_named_as_people_name_them():
    craon = CommuneFactory(insee_code="53084", name="Craon", postal_code="53400")

    assert [str(row) for row in (craon, craon.departement, craon.departement.region)] == [
        "Craon (53084)",
        "Mayenne (53)",
        "Pays de la Loire",
    ]
    assert [row.name_of for row in (craon, craon.departement, craon.departement.region)] == [
        "de Craon",
        "de la Mayenne",
        "des Pays de la Loire",
    ]
