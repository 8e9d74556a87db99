"""What the directory’s tables refuse, whoever writes to them, and what the forms then say."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from palier.directory.enums import (
    Answer,
    CapabilityKind,
    ContactKind,
    GrantStatus,
    LegalForm,
    Modality,
    PlaceKind,
    PlaceStatus,
    RelationKind,
    ReportStatus,
    SchemeKind,
    Sector,
    Visibility,
)
from palier.directory.models import (
    Capability,
    ContactChannel,
    Department,
    ErrorReport,
    ExceptionalClosure,
    LabelGrant,
    NeedMapping,
    NeedSynonym,
    NonDigitalActivity,
    PlaceOccupant,
    PlaceRedirect,
    PlaceType,
    SchemeAlias,
    ServiceAccessMode,
    ServiceCoverage,
    ServiceModality,
    ServicePartner,
    StructureRelation,
    Verification,
)
from tests.factories.directory import (
    NOW,
    AudienceFactory,
    ContactFactory,
    FrameworkFactory,
    NeedFactory,
    PlaceFactory,
    SchemeFactory,
    ServiceFactory,
    StructureFactory,
    commune,
)

pytestmark = pytest.mark.django_db

JAN, FEB = date(2026, 1, 1), date(2026, 2, 1)
VALID_SIRET = "13002526500013"
LA_POSTE_SIRET = "35600000049837"  # fails the usual checksum, passes La Poste’s own


def refused(write: Callable[[], object]) -> bool:
    """Tell whether the database itself refuses the row."""
    try:
        with transaction.atomic():
            write()
    except IntegrityError:
        return True
    return False


def messages(row: Any) -> dict[str, list[str]]:
    """What the form says of `row`, by field; "__all__" for the row as a whole."""
    with pytest.raises(ValidationError) as caught:
        row.full_clean()
    return {field: list(errors) for field, errors in caught.value.message_dict.items()}


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


@pytest.mark.requirement("R001-034")
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


@pytest.mark.requirement("R002-027", "R002-011")
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
    assert refused(
        lambda: Verification.objects.create(place=PlaceFactory(), verified_at=NOW, by_label="")
    )


def test_an_error_report_says_something_and_is_refused_with_a_reason() -> None:
    place = PlaceFactory()

    assert refused(lambda: ErrorReport.objects.create(place=place, message="", created_at=NOW))
    assert refused(
        lambda: ErrorReport.objects.create(
            place=place, message="Fermé le lundi", created_at=NOW, status=ReportStatus.REFUSED
        )
    )


# --- Contacts -------------------------------------------------------------------------------------------------


def channel(**fields: Any) -> ContactChannel:
    return ContactChannel.objects.create(**{"kind": ContactKind.PHONE, "value": "+33243000000", **fields})


def test_a_contact_has_exactly_one_owner() -> None:
    structure, place, service = StructureFactory(), PlaceFactory(), ServiceFactory()
    occupant = PlaceOccupant.objects.create(place=place, structure=structure)

    assert refused(lambda: channel())
    assert refused(lambda: channel(structure=structure, place=place))
    assert refused(lambda: channel(place=place, occupant=occupant))
    assert refused(lambda: channel(occupant=occupant, service=service))
    assert refused(lambda: channel(structure=structure, service=service))
    for owner in ({"structure": structure}, {"place": place}, {"occupant": occupant}, {"service": service}):
        assert not refused(lambda owner=owner: channel(**owner))


@pytest.mark.requirement("R000-017")
@pytest.mark.parametrize("owner", ["structure", "place", "occupant", "service"])
def test_one_contact_at_most_is_preferred(owner: str) -> None:
    of = {
        "structure": StructureFactory,
        "place": PlaceFactory,
        "service": ServiceFactory,
        "occupant": lambda: PlaceOccupant.objects.create(place=PlaceFactory(), structure=StructureFactory()),
    }[owner]()
    channel(**{owner: of}, is_preferred=True)
    channel(**{owner: of}, is_preferred=False)

    assert refused(lambda: channel(**{owner: of}, is_preferred=True))


def test_a_contact_has_a_value() -> None:
    assert refused(lambda: channel(structure=StructureFactory(), value=""))


@pytest.mark.requirement("R000-017")
@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (ContactKind.PHONE, "02 43 00 00 00"),
        (ContactKind.PHONE, "3646"),
        (ContactKind.EMAIL, "accueil@mediatheque.example"),
        (ContactKind.WEBSITE, "https://mediatheque.example/"),
        (ContactKind.BOOKING, "https://rdv.example/craon"),
        (ContactKind.SOCIAL, "https://reseau.example/@craon"),
    ],
)
def test_a_contact_of_each_kind_is_accepted(kind: ContactKind, value: str) -> None:
    ContactFactory.build(structure=StructureFactory(), kind=kind, value=value).full_clean()


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (ContactKind.PHONE, "02 43"),
        (ContactKind.PHONE, "appelez-moi"),
        (ContactKind.EMAIL, "pas une adresse"),
        (ContactKind.WEBSITE, "javascript:alert(1)"),
        (ContactKind.WEBSITE, "mediatheque"),
        (ContactKind.BOOKING, "ftp://rdv.example/"),
        (ContactKind.SOCIAL, "@craon"),
    ],
)
def test_a_contact_whose_value_does_not_suit_its_kind_is_refused(kind: ContactKind, value: str) -> None:
    assert messages(ContactFactory.build(structure=StructureFactory(), kind=kind, value=value))


def test_a_phone_is_kept_as_an_international_number_and_shown_as_people_read_it() -> None:
    contact = ContactFactory.build(structure=StructureFactory(), value="02.43.00.00.00")

    contact.full_clean()

    assert contact.value == "+33243000000"
    assert contact.display.replace("\u202f", " ") == "02 43 00 00 00"


def test_hours_to_phone_go_with_a_phone() -> None:
    contact = ContactFactory.build(
        structure=StructureFactory(),
        kind=ContactKind.EMAIL,
        value="a@b.example",
        phone_hours="Mo-Fr 09:00-12:00",
    )

    assert messages(contact) == {"phone_hours": ["Les heures pour appeler ne vont qu’avec un téléphone."]}


def test_a_contact_is_public_unless_said_otherwise() -> None:
    assert ContactFactory().visibility == Visibility.PUBLIC


# --- Services -------------------------------------------------------------------------------------------------


def test_a_service_has_a_name() -> None:
    assert refused(lambda: ServiceFactory(name=""))


@pytest.mark.parametrize("full", [{"is_full": True}, {"is_closed_to_new_people": True}])
def test_full_is_always_dated(full: dict[str, bool]) -> None:
    assert refused(lambda: ServiceFactory(**full))
    assert not refused(lambda: ServiceFactory(**full, availability_stated_on=JAN))


def test_a_delay_goes_with_full() -> None:
    assert refused(lambda: ServiceFactory(full_delay_weeks=3))
    assert refused(
        lambda: ServiceFactory(
            is_closed_to_new_people=True, availability_stated_on=JAN, full_delay_weeks=3
        )
    )


@pytest.mark.requirement("R001-021")
def test_a_service_does_not_end_before_it_starts() -> None:
    assert refused(lambda: ServiceFactory(starts_on=FEB, ends_on=JAN))
    assert not refused(lambda: ServiceFactory(starts_on=JAN, ends_on=FEB))


@pytest.mark.requirement("R001-024")
def test_a_service_has_exactly_one_known_delivery_mode() -> None:
    assert ServiceFactory().delivery_mode == "OWN"
    assert list(messages(ServiceFactory.build(place=PlaceFactory(), delivery_mode="BORROWED"))) == [
        "delivery_mode"
    ]
    assert list(messages(ServiceFactory.build(place=PlaceFactory(), delivery_mode=""))) == ["delivery_mode"]


@pytest.mark.requirement("R001-027")
def test_provider_host_and_carrier_may_be_three_structures() -> None:
    provider, host, carrier = StructureFactory(), StructureFactory(), StructureFactory()

    service = ServiceFactory(provider=provider, host=host, carrier=carrier)

    service.full_clean()
    assert (service.provider, service.host, service.carrier) == (provider, host, carrier)


def test_modality_access_and_partner_are_each_told_once() -> None:
    service, partner = ServiceFactory(), StructureFactory()
    ServiceModality.objects.create(service=service, modality=Modality.HOME)
    ServiceAccessMode.objects.create(service=service, mode="WALK_IN")
    ServicePartner.objects.create(service=service, structure=partner, role="prête la salle")

    assert refused(lambda: ServiceModality.objects.create(service=service, modality=Modality.HOME))
    assert refused(lambda: ServiceAccessMode.objects.create(service=service, mode="WALK_IN"))
    assert refused(
        lambda: ServicePartner.objects.create(service=service, structure=partner, role="prête la salle")
    )


@pytest.mark.requirement("R001-025")
def test_a_partner_says_what_it_brings() -> None:
    assert refused(
        lambda: ServicePartner.objects.create(service=ServiceFactory(), structure=StructureFactory(), role="")
    )


def test_coverage_is_of_one_territory_a_commune_or_a_departement_each_once() -> None:
    service, craon = ServiceFactory(), commune("53084")

    def cover(**fields: Any) -> ServiceCoverage:
        return ServiceCoverage.objects.create(service=service, **fields)

    assert refused(lambda: cover())
    assert refused(lambda: cover(commune=craon, departement=craon.departement))
    cover(commune=craon)
    cover(departement=craon.departement)
    assert refused(lambda: cover(commune=craon))
    assert refused(lambda: cover(departement=craon.departement))


# --- Codelists ------------------------------------------------------------------------------------------------


def test_one_version_of_a_framework_is_in_force() -> None:
    FrameworkFactory(code="besoins", version="1.0", is_current=True)

    assert refused(lambda: FrameworkFactory(code="besoins", version="2.0", is_current=True))
    FrameworkFactory(code="besoins", version="0.9", is_current=False)
    FrameworkFactory(code="autre", version="1.0", is_current=True)


def test_a_version_of_a_framework_exists_once() -> None:
    framework = FrameworkFactory(is_current=False)

    assert refused(
        lambda: type(framework).objects.create(
            code=framework.code, version=framework.version, name="Bis", is_current=False
        )
    )


@pytest.mark.requirement("R001-003")
def test_a_code_has_one_public_label_and_a_label_one_code() -> None:
    NeedFactory(code="impots", label="Mes impôts")

    assert refused(lambda: NeedFactory(code="impots", label="Mes taxes"))
    assert refused(lambda: NeedFactory(code="taxes", label="Mes impôts"))
    NeedFactory(
        framework=FrameworkFactory(version="0.9", is_current=False), code="impots", label="Mes impôts"
    )


def test_a_need_is_not_its_own_family() -> None:
    need = NeedFactory()
    need.parent = need

    assert refused(need.save)


def test_a_need_out_of_scope_says_why() -> None:
    assert refused(lambda: NeedFactory(is_in_scope=False, out_of_scope_text=""))
    assert not refused(lambda: NeedFactory(is_in_scope=False, out_of_scope_text="Voyez un réparateur."))


def test_the_same_words_are_kept_once_per_need_accents_aside() -> None:
    need = NeedFactory()
    NeedSynonym.objects.create(need=need, text="Déclarer mes impôts")

    assert refused(lambda: NeedSynonym.objects.create(need=need, text="declarer mes impots"))


def test_a_mapping_joins_two_needs_once() -> None:
    need, target = NeedFactory(), NeedFactory()
    NeedMapping.objects.create(need=need, target=target)

    assert refused(lambda: NeedMapping.objects.create(need=need, target=need))
    assert refused(lambda: NeedMapping.objects.create(need=need, target=target))


@pytest.mark.parametrize("code", ["Séniors", "deux mots", "-tiret", "tiret-", "a--b", "CAPITALES"])
def test_a_code_is_made_of_lower_case_digits_and_dashes(code: str) -> None:
    assert messages(AudienceFactory.build(code=code, label="Un public")) == {
        "code": ["Un code ne contient que des minuscules, chiffres et tirets."]
    }


def test_a_code_and_a_label_of_a_list_exist_once() -> None:
    audience = AudienceFactory(code="seniors", label="Seniors")

    assert refused(lambda: type(audience).objects.create(code="seniors", label="Aînés"))
    assert refused(lambda: type(audience).objects.create(code="aines", label="Seniors"))


def test_a_scheme_does_not_end_before_it_starts() -> None:
    assert refused(
        lambda: SchemeFactory(code="msap", name="MSAP", kind=SchemeKind.LABEL, starts_on=FEB, ends_on=JAN)
    )


@pytest.mark.requirement("R002-033")
def test_a_former_name_belongs_to_one_label() -> None:
    SchemeAlias.objects.create(scheme=SchemeFactory(), name="MSAP", until_on=JAN)

    assert refused(
        lambda: SchemeAlias.objects.create(scheme=SchemeFactory(code="autre", name="Autre"), name="MSAP")
    )
