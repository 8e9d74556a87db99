"""A place that says everything the formats can say, and everything that nobody may read."""

from datetime import date

import pytest

from palier.directory import actions
from palier.directory.enums import (
    AccessMode,
    Answer,
    CapabilityKind,
    ContactKind,
    Itinerancy,
    Modality,
    PlaceKind,
    Price,
    Visibility,
)
from palier.directory.models import Need, NeedMapping, Place
from tests.factories.directory import (
    NOW,
    AudienceFactory,
    FrameworkFactory,
    LanguageFactory,
    NeedFactory,
    SchemeFactory,
    SpecialSupportFactory,
    StructureFactory,
    a_need,
    a_place,
    a_service,
)

TODAY = NOW.date()
SECRETS = ("zorglub", "krypton", "mandragore", "salsifis", "rhododendron", "639980001", "chrysocale")


@pytest.fixture
def national(db: None) -> Need:
    """« Aide aux démarches administratives », the national service that « Mes impôts » stands for."""
    framework = FrameworkFactory(code="services-nationaux", version="1.0.2", name="Services nationaux")
    need: Need = NeedFactory(
        framework=framework, code="demarches-administratives", label="Aide aux démarches administratives"
    )
    return need


@pytest.fixture
def full_place(national: Need) -> Place:
    """« Médiathèque de Craon », with one service, every label and every contact; reserved things everywhere."""
    need = a_need("impots", "Mes impôts")
    NeedMapping.objects.create(need=need, target=national)
    operator = StructureFactory(name="La Ligue", siret="21530084300013")
    place = a_place(
        kinds=[PlaceKind.LIBRARY],
        operator=operator,
        description="krypton",
        access_notes="mandragore",
        internal_notes="zorglub",
        field_visibility={
            "description": "PROFESSIONAL", "access_notes": "COORDINATOR", "helper_name": "PROFESSIONAL",
        },
        opening_hours="Mo-Fr 09:00-12:00",
        itinerancy=Itinerancy.BOTH,
        source_name="Hubik",
        acceslibre_url="https://acceslibre.beta.gouv.fr/app/53-craon/",
    )  # fmt: skip
    actions.verify_place(place=place, by_label="la médiathèque", now=NOW)
    service = a_service(
        place, need, provider=operator, helper_hours="Tu 14:00-17:00", helper_name="salsifis",
        modalities=(Modality.INDIVIDUAL, Modality.ON_SITE),
        access_modes=(AccessMode.WALK_IN, AccessMode.APPOINTMENT), price=Price.FREE, other_prices=["PAID"],
        audiences=[AudienceFactory(code="seniors", national_label="Seniors")],
        special_supports=[SpecialSupportFactory(code="surdite", national_label="Surdité")],
        languages=[LanguageFactory(code="ar", national_label="Langues étrangères (autres)")],
    )  # fmt: skip
    actions.add_service(place=place, name="rhododendron", needs=[need])
    actions.declare_capability(place=place, kind=CapabilityKind.COMPUTER, answer=Answer.YES, now=NOW)
    for code, name, label in (
        ("france-services", "France Services", "France Services"),
        ("etapes-numeriques", "Étapes numériques", "Étapes numériques (La Poste)"),
        ("maison", "Label de la maison", ""),
    ):
        actions.grant_label(
            place=place, scheme=SchemeFactory(code=code, name=name, national_label=label), now=NOW
        )
    for owner in (place, service, operator):
        for level in (Visibility.PROFESSIONAL, Visibility.COORDINATOR):
            actions.add_contact(of=owner, kind=ContactKind.PHONE, value="06 39 98 00 01", visibility=level)
            actions.add_contact(
                of=owner, kind=ContactKind.EMAIL, value="chrysocale@ligue.example", visibility=level
            )
    for kind, value in (
        (ContactKind.PHONE, "02 61 91 00 00"),
        (ContactKind.PHONE, "3646"),
        (ContactKind.EMAIL, "mediatheque@craon.example"),
        (ContactKind.WEBSITE, "https://craon.example/"),
        (ContactKind.BOOKING, "https://rdv.example/craon"),
    ):
        actions.add_contact(of=place, kind=kind, value=value)
    actions.add_closure(place=place, starts_on=date(2026, 12, 24), ends_on=date(2026, 12, 31), now=NOW)
    return place
