"""The page of a place: who helps, when, how to come, phone first, what is done and what is not."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from palier.directory import actions
from palier.directory.enums import AccessMode, Answer, CapabilityKind, ContactKind, Modality, PlaceKind, Price
from palier.directory.models import Place
from tests.factories.directory import (
    ALWAYS,
    NEVER,
    AudienceFactory,
    LanguageFactory,
    SchemeFactory,
    SpecialSupportFactory,
    StructureFactory,
    a_need,
    a_place,
    a_service,
    commune,
)
from tests.web.reading import json_ld_of, said_by

pytestmark = pytest.mark.django_db


def url_of(place: Place) -> str:
    return f"/lieux/{place.public_id}-{place.slug}/"


def page_of(client: Client, place: Place) -> str:
    response = client.get(url_of(place))
    assert response.status_code == 200
    return said_by(response)


# --- What the page says ---------------------------------------------------------------------------------------


def test_the_phone_comes_before_everything_but_the_name(client: Client) -> None:
    place = a_place("Médiathèque de Craon", phone="02 61 91 00 00", description="Une belle maison.")
    a_service(place, a_need())

    page = page_of(client, place)

    main = page[page.index("Tous les lieux de Craon") :]
    assert (
        main.index("Médiathèque de Craon") < main.index("02 61 91 00 00") < main.index("12 place du Pilori")
    )
    assert (
        main.index("12 place du Pilori") < main.index("Aide aux démarches") < main.index("Une belle maison.")
    )


@pytest.mark.requirement("R004-171", "R004-234", "R000-006", "R001-026")
def test_a_service_says_what_is_done_for_whom_at_what_price_how_to_get_in_and_what_is_not_done(
    client: Client,
) -> None:
    place = a_place()
    a_service(
        place,
        a_need(label="Mes impôts"),
        description="Nous remplissons la déclaration avec vous.",
        not_done="réparer un ordinateur\nfaire à votre place",
        procedures="Déclarer ses revenus",
        price=Price.FREE,
        price_detail="sur présentation d’un justificatif",
        access_modes=[AccessMode.REFERRAL_ONLY],
        entry_conditions="adressé par un travailleur social",
        audiences=[AudienceFactory()],
        special_supports=[SpecialSupportFactory()],
        languages=[LanguageFactory()],
        modalities=(Modality.ON_SITE, Modality.PHONE),
    )

    page = page_of(client, place)

    for words in (
        "Ce que nous faisons",
        "Mes impôts",
        "Nous remplissons la déclaration avec vous.",
        "Démarches accompagnées Déclarer ses revenus",
        "Ce que nous ne faisons pas",
        "réparer un ordinateur",
        "faire à votre place",
        "Pour qui Seniors",
        "Prix gratuit, sur présentation d’un justificatif",
        "Comment venir sur orientation d’un professionnel",
        "Conditions adressé par un travailleur social",
        "Langues arabe",
        "Prise en charge Illettrisme",
        "Comment on vous aide sur place, par téléphone",
    ):
        assert words in page


@pytest.mark.requirement("R000-006")
def test_an_offer_without_audience_is_for_everybody(client: Client) -> None:
    place = a_place()
    a_service(place, a_need())

    assert "Pour qui tout le monde" in page_of(client, place)


def test_a_place_without_service_says_so(client: Client) -> None:
    assert "Services non précisés" in page_of(client, a_place())


@pytest.mark.requirement("R000-020", "R001-009")
@pytest.mark.parametrize(
    ("answer", "said"), [(Answer.YES, "oui"), (Answer.NO, "non"), (Answer.UNKNOWN, "non précisé")]
)
def test_help_with_procedures_is_said_yes_no_or_unknown(client: Client, answer: Answer, said: str) -> None:
    place = a_place()
    actions.declare_capability(
        place=place, kind=CapabilityKind.PROCEDURE_HELP, answer=answer, now=timezone.now()
    )

    page = page_of(client, place)

    good_to_know = page[page.index("Bon à savoir") :]
    assert good_to_know.startswith(f"Bon à savoir Aide aux démarches {said} ")


@pytest.mark.requirement("R001-010", "S24")
def test_a_library_without_internet_is_published_and_says_so_plainly(client: Client) -> None:
    place = a_place("Bibliothèque de Craon", kinds=[PlaceKind.LIBRARY])
    for kind in (CapabilityKind.INTERNET, CapabilityKind.COMPUTER):
        actions.declare_capability(place=place, kind=kind, answer=Answer.NO, now=timezone.now())
    a_service(place, a_need("atelier", "Ateliers numériques"), modalities=(Modality.WORKSHOP,))

    page = page_of(client, place)

    assert "accès à internet non wifi non précisé ordinateur à disposition non imprimante non précisé" in page
    assert "Ateliers numériques" in said_by(client.get("/chercher/", {"besoin": "atelier", "ou": "Craon"}))


@pytest.mark.requirement("R000-021")
def test_the_hours_of_the_helper_are_apart_from_those_of_the_door(client: Client) -> None:
    place = a_place(opening_hours="Mo-Sa 09:00-18:00")
    a_service(
        place,
        a_need(),
        helper_hours="We 14:00-17:00",
        helper_name="Samira",
        helper_agreed_on=date(2026, 1, 5),
    )

    page = page_of(client, place)

    assert "Quand quelqu’un est là mercredi : 14 h – 17 h" in page
    assert "9 h – 18 h Samira : 14 h – 17 h" in page


def test_somebody_there_is_said_before_the_hours(client: Client) -> None:
    place = a_place(opening_hours=NEVER)
    a_service(place, a_need(), helper_hours=ALWAYS, helper_name="Samira", helper_agreed_on=date(2026, 1, 5))

    assert "quelqu’un est là" in page_of(client, place)


def test_unknown_hours_are_said_unknown(client: Client) -> None:
    assert "Horaires non précisés : appelez avant de venir." in page_of(client, a_place())


def test_a_closure_closes_the_place_today_and_is_written(client: Client) -> None:
    place = a_place(opening_hours=ALWAYS)
    assert "ouvert 24 h sur 24" in page_of(client, place)
    today = timezone.localdate()

    actions.add_closure(
        place=place,
        starts_on=today - timedelta(days=1),
        ends_on=today + timedelta(days=1),
        now=timezone.now(),
        reason="inventaire",
    )

    page = page_of(client, place)
    assert "fermé, ouvre" in page
    assert ": inventaire" in page
    assert "ouvert 24 h sur 24" not in page


def test_full_is_said_with_its_delay_and_its_date(client: Client) -> None:
    place = a_place()
    service = a_service(place, a_need())

    actions.state_availability(service=service, now=timezone.now(), is_full=True, delay_weeks=3)

    assert "Complet, délai 3 semaines (déclaré le " in page_of(client, place)


def test_taking_nobody_new_is_said_with_its_date(client: Client) -> None:
    place = a_place()
    service = a_service(place, a_need())

    actions.state_availability(service=service, now=timezone.now(), is_closed_to_new_people=True)

    assert "Ne prend plus de nouvelles personnes (déclaré le " in page_of(client, place)


@pytest.mark.requirement("R001-027", "R001-025", "R002-037")
def test_the_page_names_who_carries_hosts_provides_pays_and_takes_part(client: Client) -> None:
    place = a_place(
        carrier=StructureFactory(name="Communauté de communes"),
        operator=StructureFactory(name="Association Kiosque"),
        funding_scheme=SchemeFactory(code="cn", name="Conseillers numériques"),
    )
    a_service(
        place,
        a_need(),
        provider=StructureFactory(name="Emmaüs"),
        host=StructureFactory(name="La médiathèque"),
        carrier=StructureFactory(name="Le CCAS"),
        partners=[(StructureFactory(name="La Poste"), "prête la salle")],
        delivery_mode="HOSTED",
        delivery_state="POTENTIAL",
    )

    page = page_of(client, place)

    for words in (
        "Porté par Communauté de communes",
        "Animé par Association Kiosque",
        "Financé par Conseillers numériques",
        "Emmaüs",
        "Accueilli par La médiathèque",
        "Porté par Le CCAS",
        "Avec La Poste (prête la salle)",
        "accueilli dans le lieu, pas encore en place",
    ):
        assert words in page


@pytest.mark.requirement("R004-224", "R004-227")
def test_several_structures_each_have_their_hours_phone_label_and_services(client: Client) -> None:
    place, now = a_place(), timezone.now()
    mission, caf = StructureFactory(name="Mission locale"), StructureFactory(name="CAF")
    first = actions.add_occupant(
        place=place, structure=mission, now=now, opening_hours="Mo 09:00-12:00", note="bureau 2"
    )
    actions.add_occupant(place=place, structure=caf, now=now, opening_hours="Tu 14:00-17:00")
    actions.add_contact(of=first, kind=ContactKind.PHONE, value="02 61 91 11 11")
    actions.grant_label(place=place, scheme=SchemeFactory(), structure=mission, now=now)
    a_service(place, a_need(), name="Emploi des jeunes", provider=mission)

    page = page_of(client, place)

    who = page[page.index("Qui fait quoi ici") :]
    assert who.index("Mission locale bureau 2 France services Emploi des jeunes") < who.index("CAF")
    assert who.index("lundi : 9 h – 12 h") < who.index("02 61 91 11 11") < who.index("mardi : 14 h – 17 h")


@pytest.mark.requirement("R002-048")
def test_other_activities_volunteers_and_the_only_public_service_are_said(client: Client) -> None:
    place = a_place(activities=["couture"], is_volunteer_run=True, is_only_public_service=True)

    page = page_of(client, place)

    assert "Aussi dans ce lieu couture" in page
    assert "À savoir tenu par des bénévoles Dans la commune seul service public" in page


def test_a_record_says_when_by_whom_it_was_verified_and_who_keeps_it(client: Client) -> None:
    place = a_place(owner=StructureFactory(name="Ville de Craon"))
    assert "Jamais vérifiée par une personne." in page_of(client, place)

    actions.verify_place(place=place, by_label="la médiathèque", now=timezone.now())

    page = page_of(client, place)
    assert "par la médiathèque. Tenue par Ville de Craon." in page
    assert "à vérifier" not in page


def test_a_record_verified_too_long_ago_is_to_be_verified(client: Client, settings: Any) -> None:
    place = a_place()
    actions.verify_place(place=place, by_label="la mairie", now=timezone.now() - timedelta(days=100))
    assert "à vérifier" not in page_of(client, place)

    settings.STALE_AFTER_MONTHS = 3

    assert "à vérifier" in page_of(client, place)


@pytest.mark.requirement("R004-187")
def test_covered_communes_are_named_with_their_access_notes(client: Client) -> None:
    place = a_place()
    service = a_service(place, a_need(), modalities=(Modality.HOME,))
    actions.cover(service=service, communes=[commune("53130")], access_note="par le bac")

    assert "Communes desservies Laval (par le bac)" in page_of(client, place)


def test_a_demonstration_place_says_so(client: Client) -> None:
    assert "démonstration" in page_of(client, a_place(is_demo=True))


def test_what_people_typed_is_never_markup(client: Client) -> None:
    evil = "<script>alert(1)</script>"
    place = a_place(f"Lieu {evil}", description=evil, activities=[evil])
    a_service(place, a_need(), name=f"Aide {evil}", not_done=evil)

    html = client.get(url_of(place)).content.decode()

    assert evil not in html
    assert html.count("&lt;script&gt;") > 4


# --- For machines and printers --------------------------------------------------------------------------------


def test_structured_data_say_the_public_facts(client: Client) -> None:
    place = a_place(phone="02 61 91 00 00", opening_hours="Mo-Fr 09:00-12:00")
    a_service(place, a_need())

    assert json_ld_of(client.get(url_of(place))) == {
        "@context": "https://schema.org",
        "@type": "LocalBusiness",
        "@id": f"http://127.0.0.1:8000/lieux/{place.public_id}/",
        "name": "Médiathèque de Craon",
        "url": f"http://127.0.0.1:8000/lieux/{place.public_id}/",
        "address": {
            "@type": "PostalAddress",
            "streetAddress": "12 place du Pilori",
            "postalCode": "53400",
            "addressLocality": "Craon",
            "addressCountry": "FR",
        },
        "geo": {"@type": "GeoCoordinates", "latitude": 47.8476, "longitude": -0.9506},
        "telephone": "+33261910000",
        "openingHours": "Mo-Fr 09:00-12:00",
        "makesOffer": [{"@type": "Offer", "itemOffered": {"@type": "Service", "name": "Aide aux démarches"}}],
    }


def test_structured_data_cannot_close_their_element(client: Client) -> None:
    place = a_place("Lieu </script><b>")

    assert json_ld_of(client.get(url_of(place)))["name"] == "Lieu </script><b>"


def test_the_printed_page_has_a_qr_code_without_inline_style(client: Client) -> None:
    html = client.get(url_of(a_place())).content.decode()

    assert 'class="qr"' in html
    assert "style=" not in html


# --- Addresses ------------------------------------------------------------------------------------------------


def test_every_address_of_a_place_leads_to_the_one_of_today(client: Client) -> None:
    place = a_place("Médiathèque de Craon")
    moved = a_place("Ancienne médiathèque")
    actions.close_place(place=moved, now=timezone.now(), moved_to=place)

    for old in (
        f"/lieux/{place.public_id}/",
        f"/lieux/{place.public_id}-autre-nom/",
        f"/lieux/{place.public_id}-/",
        f"/lieux/{moved.public_id}-{moved.slug}/",
        f"/lieux/{moved.public_id}/",
    ):
        response = client.get(old)
        assert (response.status_code, response.headers.get("Location")) == (301, url_of(place))


def test_a_renamed_place_keeps_its_identifier(client: Client) -> None:
    place = a_place("Médiathèque de Craon")
    old = url_of(place)

    actions.update_place(place=place, now=timezone.now(), name="Les Ursulines")

    response = client.get(old)
    assert (response.status_code, response.headers["Location"]) == (
        301,
        f"/lieux/{place.public_id}-les-ursulines/",
    )


def test_a_place_that_is_not_published_does_not_exist(client: Client) -> None:
    place, now = a_place(), timezone.now()
    draft = actions.create_place(name="Brouillon", commune=commune("53084"), address="1 rue Neuve")
    actions.unpublish_place(place=place, now=now)

    for path in (url_of(place), url_of(draft), "/lieux/00000000-rien/", f"{url_of(draft)}signaler/"):
        assert client.get(path).status_code == 404


def test_a_name_without_letters_has_an_address_all_the_same(client: Client) -> None:
    place = a_place("文化馆")

    assert client.get(f"/lieux/{place.public_id}-lieu/").status_code == 200


# --- Cost -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_with_one_service_and_with_three(
    client: Client, django_assert_num_queries: Any, count: int
) -> None:
    place, now = a_place(phone="3646", operator=StructureFactory()), timezone.now()
    need = a_need()
    for number in range(count):
        structure = StructureFactory()
        service = a_service(
            place,
            need,
            name=f"Service {number}",
            provider=structure,
            helper_hours=ALWAYS,
            audiences=[AudienceFactory()],
            languages=[LanguageFactory()],
            partners=[(StructureFactory(), "aide")],
        )
        actions.add_contact(of=structure, kind=ContactKind.PHONE, value="02 61 91 11 11")
        actions.cover(service=service, communes=[commune("53130")])
        occupant = actions.add_occupant(place=place, structure=structure, now=now)
        actions.add_contact(of=occupant, kind=ContactKind.PHONE, value="02 61 91 11 11")
        actions.grant_label(
            place=place, scheme=SchemeFactory(code=f"label-{number}", name=f"Label {number}"), now=now
        )

    with django_assert_num_queries(28):
        response = client.get(url_of(place))

    assert said_by(response).count("Ce que nous faisons") == count


@pytest.mark.requirement("R002-031")
def test_a_service_of_a_department_shows_it_with_its_equipment(client: Client) -> None:
    school = StructureFactory(name="Lycée du Test")
    department = actions.add_department(
        structure=school, name="CDI", equipment="8 ordinateurs, une imprimante"
    )
    place = a_place()
    a_service(place, a_need("boite-mail"), department=department)

    page = said_by(client.get(f"/lieux/{place.public_id}-{place.slug}/"))

    assert "CDI (8 ordinateurs, une imprimante)" in page
