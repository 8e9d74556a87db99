"""What the tables of contacts, services and codelists refuse, and what the forms then say."""

from datetime import date
from typing import Any

import pytest

from palier.directory.enums import (
    ContactKind,
    Modality,
    SchemeKind,
    Visibility,
)
from palier.directory.models import (
    ContactChannel,
    NeedMapping,
    NeedSynonym,
    PlaceOccupant,
    SchemeAlias,
    ServiceAccessMode,
    ServiceCoverage,
    ServiceModality,
    ServicePartner,
)
from tests.directory.refusals import messages, refused
from tests.factories.directory import (
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


# --- Contacts -------------------------------------------------------------------------------------------------


def channel(**fields: Any) -> ContactChannel:
    return ContactChannel.objects.create(**{"kind": ContactKind.PHONE, "value": "+33261910000", **fields})


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
        (ContactKind.PHONE, "02 61 91 00 00"),
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
    contact = ContactFactory.build(structure=StructureFactory(), value="02.61.91.00.00")

    contact.full_clean()

    assert contact.value == "+33261910000"
    assert contact.display.replace("\u202f", " ") == "02 61 91 00 00"


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
        lambda: ServiceFactory(is_closed_to_new_people=True, availability_stated_on=JAN, full_delay_weeks=3)
    )


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
