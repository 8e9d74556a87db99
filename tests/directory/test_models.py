"""What the directory’s tables refuse, whoever writes to them, and what the forms then say."""

from datetime import date
from typing import Any

import pytest

from palier.directory.enums import (
    Answer,
    CapabilityKind,
    GrantStatus,
    LegalForm,
    PlaceKind,
    PlaceStatus,
    RelationKind,
    ReportStatus,
    Sector,
)
from palier.directory.models import (
    Capability,
    CorrectionProposal,
    Department,
    ExceptionalClosure,
    LabelGrant,
    NonDigitalActivity,
    PlaceOccupant,
    PlaceRedirect,
    PlaceType,
    StructureRelation,
    Verification,
)
from tests.directory.refusals import messages, refused
from tests.factories.directory import (
    NOW,
    PlaceFactory,
    SchemeFactory,
    StructureFactory,
    commune,
)

pytestmark = pytest.mark.django_db

JAN, FEB = date(2026, 1, 1), date(2026, 2, 1)
VALID_SIRET = "13002526500013"
LA_POSTE_SIRET = "35600000049837"  # fails the usual checksum, passes La Poste’s own


# --- Structures -----------------------------------------------------------------------------------------------


@pytest.mark.requirement("R000-015")
def test_a_structure_needs_only_a_name() -> None:
    structure = StructureFactory.build(name="Les voisins connectés")

    structure.full_clean()
    structure.save()

    assert structure.siret is None


@pytest.mark.requirement("R000-015")
def test_two_structures_without_siret_live_together() -> None:
    first, second = StructureFactory(siret=""), StructureFactory(siret="")

    assert (first.siret, second.siret) == (None, None)


@pytest.mark.requirement("R000-016")
def test_a_citizens_initiative_is_a_structure() -> None:
    collective = StructureFactory(name="Café des voisins", legal_form=LegalForm.INFORMAL_COLLECTIVE)

    collective.full_clean()

    assert collective.get_legal_form_display() == "collectif ou initiative citoyenne"


@pytest.mark.requirement("R000-015")
@pytest.mark.parametrize("siret", [VALID_SIRET, LA_POSTE_SIRET])
def test_a_siret_with_a_right_checksum_is_accepted_la_poste_included(siret: str) -> None:
    StructureFactory.build(siret=siret).full_clean()


@pytest.mark.requirement("R000-015")
@pytest.mark.parametrize(
    "siret",
    [
        "13002526500014",  # checksum
        "35600000049838",  # checksum, La Poste’s included
        "1300252650001",
        "130 025 265 00",
        "00000000000000",
        "11111111111111",
        "ABCDEFGHIJKLMN",
        "１３００２５２６５０００１３",
    ],
)
def test_a_siret_that_cannot_exist_is_refused_with_a_way_out(siret: str) -> None:
    said = messages(StructureFactory.build(siret=siret))

    assert said == {
        "siret": [
            "Ce SIRET n’existe pas : vérifiez les 14 chiffres, ou laissez vide si vous ne le connaissez pas."
        ]
    }


@pytest.mark.requirement("R000-015")
def test_the_same_siret_twice_is_refused_by_the_form_and_by_the_database() -> None:
    StructureFactory(siret=VALID_SIRET)

    assert list(messages(StructureFactory.build(siret=VALID_SIRET))) == ["siret"]
    assert refused(lambda: StructureFactory(siret=VALID_SIRET))


@pytest.mark.parametrize("siret", ["1300252650001", "1300252650001X"])
def test_the_database_keeps_no_broken_siret(siret: str) -> None:
    assert refused(lambda: StructureFactory(siret=siret))


def test_a_structure_has_a_name() -> None:
    assert refused(lambda: StructureFactory(name=""))


def test_a_department_is_named_once_per_structure() -> None:
    structure = StructureFactory()
    Department.objects.create(structure=structure, name="CDI")

    assert refused(lambda: Department.objects.create(structure=structure, name="CDI"))
    Department.objects.create(structure=StructureFactory(), name="CDI")


def relation(**fields: Any) -> StructureRelation:
    return StructureRelation.objects.create(**{"kind": RelationKind.PARTNER_OF, **fields})


@pytest.mark.requirement("R004-042")
@pytest.mark.parametrize("kind", ["MEMBER_OF", "FOUNDER_OF", "FEDERATION_OF", "FUNDED_BY", "HOSTED_BY"])
def test_a_relation_is_typed_and_dated(kind: str) -> None:
    source, target = StructureFactory(name="Le hub"), StructureFactory(name="La ligue")

    tie = relation(source=source, target=target, kind=kind, starts_on=JAN, ends_on=FEB)

    tie.full_clean()
    assert str(tie) == f"Le hub {RelationKind(kind).label} La ligue"


def test_a_structure_has_no_relation_with_itself() -> None:
    structure = StructureFactory()

    assert refused(lambda: relation(source=structure, target=structure))


@pytest.mark.parametrize("starts_on", [JAN, None])
def test_the_same_relation_is_not_told_twice_dated_or_not(starts_on: date | None) -> None:
    source, target = StructureFactory(), StructureFactory()
    relation(source=source, target=target, starts_on=starts_on)

    assert refused(lambda: relation(source=source, target=target, starts_on=starts_on))


def test_a_relation_may_come_back_at_another_date() -> None:
    source, target = StructureFactory(), StructureFactory()
    relation(source=source, target=target, starts_on=JAN, ends_on=JAN)

    assert not refused(lambda: relation(source=source, target=target, starts_on=FEB))


def test_a_relation_does_not_end_before_it_starts() -> None:
    assert refused(
        lambda: relation(source=StructureFactory(), target=StructureFactory(), starts_on=FEB, ends_on=JAN)
    )


@pytest.mark.requirement("R000-014")
def test_partnerships_are_listed_most_recent_first_and_undated_last() -> None:
    source = StructureFactory()
    undated = relation(source=source, target=StructureFactory())
    old = relation(source=source, target=StructureFactory(), starts_on=JAN)
    recent = relation(source=source, target=StructureFactory(), starts_on=FEB)

    assert list(source.relations.all()) == [recent, old, undated]


def test_structures_of_every_sector_share_one_table() -> None:
    sectors = ["SOCIAL", "CULTURE", "DIGITAL", "EDUCATION", "EMPLOYMENT"]

    for sector in sectors:
        StructureFactory(sector=sector).full_clean()

    assert set(sectors) <= set(Sector.values)


# --- Places ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lat", "lon"),
    [(47.8, None), (None, -0.9), (90.1, -0.9), (-90.1, -0.9), (47.8, 180.1), (47.8, -180.1)],
)
def test_coordinates_go_together_and_stay_on_the_globe(lat: float | None, lon: float | None) -> None:
    assert refused(lambda: PlaceFactory(lat=lat, lon=lon))


def test_a_place_may_have_no_coordinates() -> None:
    assert PlaceFactory(lat=None, lon=None).point is None


def test_a_place_has_a_name() -> None:
    assert refused(lambda: PlaceFactory(name=""))


def test_a_published_place_says_since_when() -> None:
    assert refused(lambda: PlaceFactory(status=PlaceStatus.PUBLISHED, published_at=None))
    assert not refused(lambda: PlaceFactory(status=PlaceStatus.PUBLISHED, published_at=NOW))


@pytest.mark.parametrize(
    "value",
    [["description"], {"siret": "PUBLIC"}, {"description": "SECRET"}, {"name": "PROFESSIONAL"}, "PUBLIC"],
)
def test_visibility_is_a_known_level_for_a_field_that_may_be_restricted(value: object) -> None:
    said = messages(PlaceFactory.build(commune=commune("53084"), field_visibility=value))

    assert said == {
        "field_visibility": ["Visibilité inconnue : choisissez un champ et un niveau de la liste."]
    }


def test_hours_that_cannot_be_read_are_refused_in_french() -> None:
    said = messages(PlaceFactory.build(commune=commune("53084"), opening_hours="quand il fait beau"))

    assert list(said) == ["opening_hours"]
    assert "quand il fait beau" in said["opening_hours"][0]


@pytest.mark.requirement("R002-027")
def test_a_place_is_several_things_each_once_with_dates_in_order() -> None:
    place = PlaceFactory()
    PlaceType.objects.create(place=place, kind=PlaceKind.SCHOOL, starts_on=JAN, ends_on=FEB)
    PlaceType.objects.create(place=place, kind=PlaceKind.TRAINING_CENTRE)

    assert refused(lambda: PlaceType.objects.create(place=place, kind=PlaceKind.SCHOOL))
    assert refused(
        lambda: PlaceType.objects.create(place=place, kind=PlaceKind.LIBRARY, starts_on=FEB, ends_on=JAN)
    )


@pytest.mark.requirement("R004-224")
def test_several_structures_work_in_one_place_each_once() -> None:
    place, first = PlaceFactory(), StructureFactory()
    PlaceOccupant.objects.create(place=place, structure=first)
    PlaceOccupant.objects.create(place=place, structure=StructureFactory())

    assert refused(lambda: PlaceOccupant.objects.create(place=place, structure=first))


@pytest.mark.requirement("R001-009")
def test_a_capability_is_yes_or_no_and_told_once_silence_is_no_row() -> None:
    place = PlaceFactory()
    Capability.objects.create(place=place, kind=CapabilityKind.WIFI, answer=Answer.NO)

    assert refused(
        lambda: Capability.objects.create(place=place, kind=CapabilityKind.WIFI, answer=Answer.YES)
    )
    assert refused(
        lambda: Capability.objects.create(place=place, kind=CapabilityKind.PRINTER, answer=Answer.UNKNOWN)
    )


@pytest.mark.requirement("R002-048")
def test_another_activity_is_listed_once() -> None:
    place = PlaceFactory()
    NonDigitalActivity.objects.create(place=place, name="couture")

    assert refused(lambda: NonDigitalActivity.objects.create(place=place, name="couture"))


def test_a_closure_does_not_end_before_it_starts() -> None:
    place = PlaceFactory()

    assert refused(lambda: ExceptionalClosure.objects.create(place=place, starts_on=FEB, ends_on=JAN))
    assert not refused(lambda: ExceptionalClosure.objects.create(place=place, starts_on=FEB, ends_on=FEB))


@pytest.mark.requirement("R004-189")
def test_a_label_is_asked_granted_then_lost_each_step_once() -> None:
    place, scheme = PlaceFactory(), SchemeFactory()

    def grant(status: GrantStatus, **dates: date) -> LabelGrant:
        return LabelGrant.objects.create(place=place, scheme=scheme, status=status, **dates)

    grant(GrantStatus.REQUESTED)
    grant(GrantStatus.GRANTED, since_on=JAN, until_on=FEB)
    grant(GrantStatus.LOST, since_on=FEB)

    assert refused(lambda: grant(GrantStatus.REQUESTED))
    assert refused(lambda: grant(GrantStatus.GRANTED, since_on=JAN))
    assert refused(lambda: grant(GrantStatus.GRANTED, since_on=FEB, until_on=JAN))


def test_an_old_identifier_leads_to_one_place() -> None:
    PlaceRedirect.objects.create(public_id="00000000", place=PlaceFactory())

    assert refused(lambda: PlaceRedirect.objects.create(public_id="00000000", place=PlaceFactory()))


def test_two_places_never_share_a_public_identifier() -> None:
    place = PlaceFactory()

    assert refused(lambda: PlaceFactory(public_id=place.public_id))


def test_a_public_identifier_says_nothing_of_the_record() -> None:
    first, second = PlaceFactory(), PlaceFactory()

    assert first.public_id != second.public_id
    assert {len(first.public_id), len(second.public_id)} == {8}


def test_a_verification_is_somebodys() -> None:
    assert refused(lambda: Verification.objects.create(place=PlaceFactory(), verified_at=NOW, by_label=""))


def test_an_error_report_says_something_and_is_refused_with_a_reason() -> None:
    place = PlaceFactory()

    assert refused(lambda: CorrectionProposal.objects.create(place=place, message="", created_at=NOW))
    assert refused(
        lambda: CorrectionProposal.objects.create(
            place=place, message="Fermé le lundi", created_at=NOW, status=ReportStatus.REFUSED
        )
    )
