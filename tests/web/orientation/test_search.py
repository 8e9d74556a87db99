"""`/chercher/`: a need, a commune, and a human at the end. Never an empty page."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from palier.directory import actions
from palier.directory.enums import Answer, CapabilityKind, ContactKind, Modality, PlaceKind, Price
from tests.factories.directory import (
    ALWAYS,
    NEVER,
    AudienceFactory,
    LanguageFactory,
    StructureFactory,
    a_need,
    a_place,
    a_service,
    commune,
)
from tests.web.reading import cards_of, names_of, said_by

pytestmark = pytest.mark.django_db


def search(client: Client, **params: str) -> Any:
    response = client.get("/chercher/", {k.replace("_", "-"): v for k, v in params.items()})
    assert response.status_code == 200
    return response


# --- From words to a human ------------------------------------------------------------------------------------


@pytest.mark.requirement("R000-030")
@pytest.mark.parametrize(
    "words", ["numériser mes photos", "numeriser mes photos", "NUMÉRISER mes vieilles photos"]
)
def test_words_and_a_commune_find_a_place_a_time_and_a_phone(client: Client, words: str) -> None:
    need = a_need("numeriser-photos", "Numériser mes photos", "numériser mes photos")
    place = a_place(phone="02 61 91 00 00", km_north=2)
    a_service(
        place,
        need,
        helper_hours=ALWAYS,
        helper_name="Samira",
        helper_agreed_on=date(2026, 1, 5),
        price=Price.FREE,
    )

    (card,) = cards_of(search(client, q=words, ou="Craon"))

    for words in (
        "Médiathèque de Craon",
        "quelqu’un est là",
        "Samira",
        "02 61 91 00 00",
        "min en voiture (estimation)",
        "12 place du Pilori, 53400 Craon",
        "Numériser mes photos",
        "gratuit",
        "fait ce que vous cherchez",
    ):
        assert words in card


@pytest.mark.parametrize("where", ["Craon", "craon", "53400", "Craon (53400)", "53084"])
def test_a_commune_is_said_by_name_postal_code_or_insee_code(client: Client, where: str) -> None:
    a_place()

    assert names_of(search(client, ou=where)) == ["Médiathèque de Craon"]


def test_around_me_is_a_rounded_position(client: Client) -> None:
    a_place()

    assert names_of(search(client, lat="47.85", lon="-0.95")) == ["Médiathèque de Craon"]


@pytest.mark.requirement("R001-029")
def test_a_public_writer_is_found_at_the_host_with_the_providers_name_and_the_hours_of_the_permanence(
    client: Client,
) -> None:
    writer = a_need("ecrivain-public", "Écrire avec un écrivain public", "écrivain public")
    host = a_place("Maison de quartier", opening_hours=ALWAYS)
    a_service(
        host,
        writer,
        provider=StructureFactory(name="Emmaüs"),
        delivery_mode="HOSTED",
        helper_hours="Mo-Su 00:00-00:01",  # one minute a day: nobody is there now, somebody will be
    )

    (card,) = cards_of(search(client, q="écrivain public", ou="Craon"))

    assert card.startswith("1 Maison de quartier Emmaüs")
    assert "Prochaine présence : " in card
    assert "ouvert" not in card


@pytest.mark.requirement("S04", "R000-021")
def test_somebody_who_needs_help_now_finds_where_a_helper_is(client: Client) -> None:
    need = a_need("boite-mail", "Ma boîte mail")
    a_service(a_place("Porte ouverte", opening_hours=ALWAYS), need, helper_hours=NEVER)
    ligue = a_place("Espace de la Ligue", opening_hours=NEVER, phone="02 61 91 22 22", km_north=1)
    a_service(ligue, need, helper_hours=ALWAYS)

    response = search(client, besoin="boite-mail", ou="Craon", presence="1")

    assert names_of(response) == ["Espace de la Ligue"]
    assert "quelqu’un est là" in cards_of(response)[0]


@pytest.mark.requirement("S25", "R001-009")
def test_a_social_worker_finds_rural_libraries_with_internet_access_on_the_first_page(client: Client) -> None:
    access = a_need("ordinateur-libre", "Un ordinateur et internet en accès libre", "accès internet")
    for number in range(12):
        a_place(f"Mairie {number}", kinds=[PlaceKind.TOWN_HALL], km_north=number / 10)
    for number in range(3):
        library = a_place(f"Bibliothèque {number}", kinds=[PlaceKind.LIBRARY], km_north=10 + number)
        a_service(library, access, modalities=(Modality.SELF_SERVICE,))
        actions.declare_capability(
            place=library, kind=CapabilityKind.COMPUTER, answer=Answer.YES, now=timezone.now()
        )
    a_place("Bibliothèque sans poste", kinds=[PlaceKind.LIBRARY])

    names = names_of(search(client, q="accès internet", ou="Craon"))

    assert names == ["Bibliothèque 0", "Bibliothèque 1", "Bibliothèque 2"]
    assert names_of(search(client, q="accès internet", ou="Craon", ordinateur="1")) == names


@pytest.mark.requirement("S24", "R001-010")
def test_a_library_without_internet_is_still_found_for_its_workshops(client: Client) -> None:
    library = a_place("Bibliothèque", kinds=[PlaceKind.LIBRARY])
    actions.declare_capability(
        place=library, kind=CapabilityKind.INTERNET, answer=Answer.NO, now=timezone.now()
    )
    a_service(library, a_need("souris", "Clavier et souris"), modalities=(Modality.WORKSHOP,))

    assert names_of(search(client, besoin="souris", ou="Craon")) == ["Bibliothèque"]


# --- Out of scope, far away -----------------------------------------------------------------------------------


@pytest.mark.requirement("S09")
def test_a_broken_laptop_is_explained_and_gets_contacts_never_a_cafe(client: Client) -> None:
    repair = a_need(
        "reparer",
        "Réparer mon ordinateur",
        "réparer mon ordinateur",
        is_in_scope=False,
        out_of_scope_text="Adressez-vous à un repair café ou à un réparateur.",
    )
    a_service(a_place("Café numérique"), repair)
    a_service(a_place("Conseiller"), a_need("impots", "Impôts"))
    a_service(a_place("Dépann’ordi", kinds=[PlaceKind.REPAIR_PLACE], phone="02 61 91 33 33"), repair)

    response = search(client, q="réparer mon ordinateur portable", ou="Craon")

    assert "Adressez-vous à un repair café ou à un réparateur." in said_by(response)
    assert names_of(response) == ["Dépann’ordi"]
    assert "02 61 91 33 33" in said_by(response)


@pytest.mark.requirement("S09")
def test_without_a_repairer_nearby_nobody_else_is_proposed(client: Client) -> None:
    a_need("reparer", "Réparer", is_in_scope=False, out_of_scope_text="Voyez un réparateur.")
    a_service(a_place("Café numérique"), a_need("impots", "Impôts"))
    a_place("Mairie de Craon", kinds=[PlaceKind.TOWN_HALL], phone="02 61 91 44 44")

    response = search(client, besoin="reparer", ou="Craon")

    assert names_of(response) == []
    assert "Voyez un réparateur." in said_by(response)
    assert "02 61 91 44 44" in said_by(response)


@pytest.mark.requirement("S05", "R004-011")
def test_far_away_the_page_starts_with_home_round_and_phone(client: Client) -> None:
    need = a_need("impots", "Mes impôts")
    a_service(a_place("Médiathèque lointaine", km_north=25), need)
    base = a_place("Association", phone="02 61 91 55 55", km_north=28)
    for name, modality in (
        ("Visites", Modality.HOME),
        ("Tournée", Modality.MOBILE),
        ("Ligne", Modality.PHONE),
    ):
        service = a_service(base, need, name=name, modalities=(modality,))
        actions.cover(service=service, departements=[commune("53084").departement])

    page = said_by(search(client, besoin="impots", ou="Craon"))

    order = [page.index(words) for words in ("Visites", "Tournée", "Ligne", "Médiathèque lointaine")]
    assert order == sorted(order)
    assert page.index("02 61 91 55 55") < page.index("Médiathèque lointaine")


def test_near_the_places_come_first_and_home_help_after(client: Client) -> None:
    need = a_need("impots", "Mes impôts")
    place = a_place("Médiathèque", km_north=1)
    a_service(place, need)
    service = a_service(place, need, name="Visites", modalities=(Modality.HOME,))
    actions.cover(service=service, communes=[commune("53084")])

    html = search(client, besoin="impots", ou="Craon").content.decode()

    assert html.index('class="card"') < html.index('class="ways"')


# --- Never an empty page --------------------------------------------------------------------------------------


@pytest.mark.requirement("R000-019")
@pytest.mark.parametrize(
    "params",
    [{}, {"q": "impots"}, {"besoin": "impots"}, {"q": "zorglub"}, {"gratuit": "1"}, {"langue": "ar"}],
)
def test_in_an_empty_database_there_is_always_a_way_on(
    client: Client, settings: Any, params: dict[str, str]
) -> None:
    settings.SITE_CONTACT_PHONE = "02 61 91 99 99"
    commune("53084")

    response = search(client, ou="Craon", **params)

    page = said_by(response)
    assert "Je suis bloqué : parler à quelqu’un" in page
    assert "02 61 91 99 99" in page


@pytest.mark.requirement("R000-019")
def test_where_nobody_does_it_the_nearest_places_home_help_and_the_town_hall_are_shown(
    client: Client,
) -> None:
    a_need("impots", "Mes impôts")
    other = a_need("photos", "Mes photos")
    place = a_place("Médiathèque", phone="02 61 91 00 00", km_north=3)
    service = a_service(place, other, name="Visites", modalities=(Modality.ON_SITE, Modality.HOME))
    actions.cover(service=service, communes=[commune("53084")])
    a_place("Mairie de Craon", kinds=[PlaceKind.TOWN_HALL], phone="02 61 91 44 44", km_north=5)

    for params in ({"besoin": "impots"}, {"q": "zorglub"}):
        page = said_by(search(client, ou="Craon", **params))
        assert "Les lieux d’aide les plus proches" in page
        assert "02 61 91 00 00" in page
        assert "02 61 91 44 44" in page


def test_when_filters_leave_nothing_the_nearest_that_answer_the_need_are_shown(client: Client) -> None:
    need = a_need("impots", "Mes impôts")
    a_place("Ne fait pas d’impôts")
    a_service(a_place("Fait les impôts", km_north=2), need)

    response = search(client, besoin="impots", ou="Craon", gratuit="1")

    assert names_of(response) == ["Fait les impôts"]
    assert "Aucun lieu ne répond à tout ce que vous demandez" in said_by(response)


# --- What was understood --------------------------------------------------------------------------------------


def test_a_misspelt_word_gets_a_suggestion(client: Client) -> None:
    a_need("photos", "Numériser mes photos")
    actions.refresh_words()

    assert "Vouliez-vous dire numeriser mes photos" in said_by(search(client, q="numerisser mes phottos"))


def test_a_contradictory_where_is_said(client: Client) -> None:
    commune("53084")
    commune("53130")

    page = said_by(search(client, ou="53400 Laval"))

    assert "Craon" in page
    assert "Laval" in page


def test_an_unknown_where_is_said_and_the_search_goes_on(client: Client) -> None:
    a_place("Fablab")

    response = search(client, q="fablab", ou="Xyzville")

    assert names_of(response) == ["Fablab"]
    assert "Xyzville" in said_by(response)


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        (
            {"gratuit": "peut-etre"},
            "Le filtre « Gratuit » ne connaît pas la valeur « peut-etre » : il n’est pas appliqué.",
        ),
        (
            {"langue": "klingon"},
            "Le filtre « Langue parlée » ne connaît pas la valeur « klingon » : choisissez dans la liste.",
        ),
        (
            {"public": "martiens"},
            "Le filtre « Public » ne connaît pas la valeur « martiens » : choisissez dans la liste.",
        ),
        (
            {"modalite": "fusee"},
            "Le filtre « Comment » ne connaît pas la valeur « fusee » : choisissez dans la liste.",
        ),
    ],
)
def test_an_unknown_value_of_a_known_filter_is_said_and_not_applied(
    client: Client, params: dict[str, str], sentence: str
) -> None:
    a_place()

    response = search(client, ou="Craon", **params)

    assert sentence in said_by(response)
    assert names_of(response) == ["Médiathèque de Craon"]


def test_an_unknown_parameter_changes_nothing(client: Client) -> None:
    a_place()

    plain, odd = (search(client, ou="Craon", **extra) for extra in ({}, {"utm": "x", "tri": "nom"}))

    assert cards_of(plain) == cards_of(odd)


def test_filters_have_counts_and_those_that_leave_nothing_are_absent(client: Client) -> None:
    need = a_need()
    a_service(a_place("A"), need, price=Price.FREE, languages=[LanguageFactory()])
    a_service(a_place("B"), need, price=Price.FREE, audiences=[AudienceFactory()])
    a_service(a_place("C"), need, price=Price.PAID)

    page = said_by(search(client, ou="Craon"))

    assert "Tout 3 Gratuit 2 " in page
    assert "Sans rendez-vous" not in page
    assert "arabe (1)" in page


# --- The list -------------------------------------------------------------------------------------------------


def test_ten_places_a_page_numbered_on(client: Client) -> None:
    for number in range(12):
        a_place(f"Lieu {number:02}", km_north=number / 100)

    first, second, beyond = (search(client, ou="Craon", page=page) for page in ("1", "2", "99"))

    assert names_of(first) == [f"Lieu {n:02}" for n in range(10)]
    assert names_of(second) == ["Lieu 10", "Lieu 11"]
    assert cards_of(second)[0].startswith("11 Lieu 10")
    assert names_of(beyond) == names_of(second)


def test_the_fragment_that_htmx_asks_for_is_the_list_of_the_page(client: Client) -> None:
    a_place()
    page = search(client, ou="Craon")

    fragment = client.get(
        "/chercher/", {"ou": "Craon"}, headers={"HX-Request": "true", "HX-Target": "results"}
    )

    assert names_of(fragment) == names_of(page)
    assert b"<html" not in fragment.content
    assert fragment.headers["Vary"].count("HX-Target") == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_place_and_for_three(
    client: Client, django_assert_num_queries: Any, count: int
) -> None:
    need = a_need()
    for number in range(count):
        place = a_place(f"Lieu {number}", phone="3646", operator=StructureFactory())
        a_service(place, need, provider=StructureFactory(), helper_hours=ALWAYS)
        service = a_service(place, need, name="Visites", modalities=(Modality.HOME,))
        actions.add_contact(of=service, kind=ContactKind.PHONE, value="3646")
        actions.cover(service=service, communes=[commune("53084")])
    url = "/chercher/?" + urlencode({"besoin": need.code, "ou": "Craon"})

    with django_assert_num_queries(35):
        response = client.get(url)

    assert len(cards_of(response)) == count
