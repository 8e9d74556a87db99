"""The page of a session: what it is and is not, when, where, how to come."""

from typing import Any

import pytest
from django.test import Client

from palier.agenda.actions.formats import load_formats
from palier.agenda.enums import CreditRole, DocumentKind, FormatKind, PartnerRole
from palier.agenda.models import (
    EventFormat,
    FormatSheet,
    RelatedSession,
    Session,
    SessionCredit,
    SessionDocument,
    SessionPartner,
)
from palier.directory import actions as directory
from palier.directory.enums import ContactKind, Visibility
from palier.directory.models import Place, PlaceNetwork
from tests.factories.agenda import a_format, a_session, a_shipped_format
from tests.factories.directory import (
    AudienceFactory,
    LanguageFactory,
    StructureFactory,
    a_need,
    a_place,
    a_service,
)
from tests.web.agenda.days import in_days
from tests.web.agenda.pages import url_of
from tests.web.reading import json_ld_of, said_by, text_of

pytestmark = pytest.mark.django_db


def a_sheet(kind: FormatKind = FormatKind.DIGITAL_CAFE, **texts: str) -> FormatSheet:
    values = {"summary": "On apprend les uns des autres.", "what_it_is": "Un moment convivial."} | texts
    return FormatSheet.objects.create(format=a_format(kind), **values)


def test_the_page_says_what_when_where_and_at_which_number(client: Client, library: Place) -> None:
    start = in_days(9)
    session = a_session(place=library, starts_at=start, title="Café numérique de Craon", room="Salle Ronde")

    page = said_by(client.get(url_of(session)))

    assert "Café numérique de Craon" in page
    assert "14 h – 16 h" in page
    assert "02 61 91 00 01" in page
    assert "Salle Ronde" in page
    assert "12 place du Pilori" in page
    assert "53400 Craon" in page


def test_the_hour_is_that_of_the_place_and_says_so_overseas(client: Client) -> None:
    island = a_place("Médiathèque de Papeete", insee_code="98735", owner=StructureFactory())
    session = a_session(
        place=island, starts_at=in_days(9, hour=23)
    )  # in Paris: the same day in Tahiti, earlier

    page = said_by(client.get(url_of(session)))

    local = session.starts_at.astimezone(session.zone)
    assert f"{local.hour} h – {local.hour + 2} h (heure de Tahiti)" in page


@pytest.mark.requirement("R003-042")
def test_a_cafe_is_an_open_door_and_other_formats_show_a_start_not_to_miss(
    client: Client, library: Place
) -> None:
    cafe = a_session(place=library, starts_at=in_days(3))
    workshop = a_session(FormatKind.DISCOVERY, place=library, starts_at=in_days(4, hour=10))

    cafe_page, workshop_page = said_by(client.get(url_of(cafe))), said_by(client.get(url_of(workshop)))

    assert "Porte ouverte : on peut arriver au milieu." in cafe_page
    assert "Soyez là dès" not in cafe_page
    assert "Soyez là dès 10 h : la séance commence à l’heure." in workshop_page
    assert "Porte ouverte" not in workshop_page


@pytest.mark.requirement("R003-016")
def test_the_questions_people_ask_are_answered_by_the_format(client: Client, library: Place) -> None:
    a_sheet(
        for_whom="Toutes les personnes curieuses.",
        how_many="Un petit groupe, pour que chacun parle.",
        level_text="Tous les niveaux sont acceptés.",
        language_text="En français surtout.",
    )
    session = a_session(place=library, starts_at=in_days(3))

    page = said_by(client.get(url_of(session)))

    for said in (
        "Pour qui ? Toutes les personnes curieuses.",
        "À partir de quel âge ? Dès 10 ans.",
        "Combien de personnes ? 10 personnes au plus. Un petit groupe, pour que chacun parle.",
        "Quel niveau ? Tous les niveaux sont acceptés.",
        "Quelle langue ? En français surtout.",
    ):
        assert said in page


@pytest.mark.requirement("R003-004")
def test_every_place_of_a_network_shows_the_same_shipped_text_of_a_shared_moment_without_a_teacher(
    client: Client, library: Place
) -> None:
    load_formats()
    cafe = EventFormat.objects.get(code="digital-cafe")
    other = a_place("Bibliothèque de Laval", insee_code="53130", owner=StructureFactory())
    sheet = cafe.sheets.get(network=None)
    told = [*sheet.what_it_is.splitlines(), *sheet.what_it_is_not.splitlines()]
    sessions = [a_session(place=place, starts_at=in_days(3)) for place in (library, other)]
    Session.objects.update(format=cafe)

    for session in sessions:
        page = said_by(client.get(url_of(session)))
        assert [line for line in told if line.strip() not in page] == []
        assert "Non : Une leçon où une personne parle pendant que les autres écoutent." in page


def test_the_text_of_a_network_stands_on_each_of_its_pages_and_that_of_everybody_elsewhere(
    client: Client, library: Place
) -> None:
    a_sheet(what_it_is="Le texte de tous.")
    other = a_place("Bibliothèque de Laval", insee_code="53130", owner=StructureFactory())
    alone = a_place("Bibliothèque d’Angers", insee_code="49007", owner=StructureFactory())
    network = PlaceNetwork.objects.create(name="Réseau du Sud", carrier=StructureFactory())
    network.places.set([library, other])
    FormatSheet.objects.create(
        format=a_format(),
        network=network,
        summary="Un partage.",
        what_it_is="On partage, sans animateur devant un tableau.",
    )

    said = {
        place.name: "On partage, sans animateur devant un tableau."
        in said_by(client.get(url_of(a_session(place=place, starts_at=in_days(3)))))
        for place in (library, other, alone)
    }

    assert said == {
        "Médiathèque de Craon": True,
        "Bibliothèque de Laval": True,
        "Bibliothèque d’Angers": False,
    }


@pytest.mark.requirement("R003-007")
def test_each_session_of_a_cafe_lists_what_it_is_not(client: Client, library: Place) -> None:
    cafe = a_shipped_format()
    sessions = [a_session(format=cafe, place=library, starts_at=in_days(day)) for day in (3, 33)]

    for session in sessions:
        page = said_by(client.get(url_of(session)))
        section = page.partition("Ce que ce n’est pas")[2]
        for said in (
            "Une leçon où une personne parle",
            "Un service de réparation",
            "Une séance au sujet fermé",
        ):
            assert f"Non : {said}" in section


def test_nobody_comes_to_a_cafe_for_a_repair_and_the_page_leads_to_who_does_it(
    client: Client, library: Place
) -> None:
    session = a_session(place=library, starts_at=in_days(3))

    html = client.get(url_of(session)).content.decode()

    assert "Nous ne réparons pas les appareils cassés." in text_of(html)
    assert "/chercher/?besoin=reparer-ordinateur&amp;ou=53084" in html


@pytest.mark.requirement("R003-005")
@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (
            FormatKind.DIGITAL_CAFE,
            "Vous pouvez venir avec votre téléphone, votre tablette ou votre ordinateur.",
        ),
        (FormatKind.DISCOVERY, "Ce n’est pas prévu pour cette séance."),
    ],
)
def test_the_page_says_whether_one_may_bring_a_device(
    client: Client, library: Place, kind: FormatKind, said: str
) -> None:
    session = a_session(format=a_shipped_format(kind), place=library, starts_at=in_days(3))

    assert f"Faut-il apporter son appareil ? {said}" in said_by(client.get(url_of(session)))


@pytest.mark.requirement("R003-023")
def test_languages_spoken_are_told_and_a_cafe_asks_for_none(client: Client, library: Place) -> None:
    session = a_session(
        place=library,
        starts_at=in_days(3),
        languages=[LanguageFactory(code="ar"), LanguageFactory(code="pt")],
    )

    page = said_by(client.get(url_of(session)))

    assert "Langues parlées sur place : arabe, portugais." in page
    assert "Vous pouvez venir même si vous le parlez peu" in page
    assert "Quelqu’un peut vous parler en arabe, en portugais." in page


@pytest.mark.requirement("R003-024")
def test_a_cafe_says_that_people_speak_french_and_where_another_language_is_spoken(
    client: Client, library: Place
) -> None:
    cafe = a_session(place=library, starts_at=in_days(3))
    before = said_by(client.get(url_of(cafe)))
    a_session(
        place=library,
        starts_at=in_days(10),
        title="Café en deux langues",
        languages=[LanguageFactory(code="ar")],
    )
    a_session(
        place=library,
        starts_at=in_days(11),
        title="Café de l’équipe arabophone",
        is_staff_only=True,
        languages=[LanguageFactory(code="ar")],
    )

    after = said_by(client.get(url_of(cafe)))

    assert "Les échanges du groupe se font surtout en français." in before
    assert "une autre langue" not in before
    assert "Les séances où l’on parle aussi une autre langue" in after
    assert "Café en deux langues" in after
    assert "équipe arabophone" not in after


@pytest.mark.requirement("R003-015")
def test_a_cafe_advises_beginners_the_next_discovery_workshop_and_stays_open_to_them(
    client: Client, library: Place
) -> None:
    cafe = a_session(place=library, starts_at=in_days(3))
    before = said_by(client.get(url_of(cafe)))
    a_session(FormatKind.DISCOVERY, place=library, starts_at=in_days(20), title="Découverte de plus tard")
    a_session(FormatKind.DISCOVERY, place=library, starts_at=in_days(6), title="Découverte de la souris")

    response = client.get(url_of(cafe))
    section = said_by(response).partition("Vous débutez ?")[2].partition("Les langues")[0]

    assert "Vous débutez ?" not in before
    assert "Découverte de la souris" in section
    assert "Découverte de plus tard" not in section
    assert "Vous pouvez aussi venir au café numérique" in section
    assert f'href="/seances/{cafe.public_id}/inscription/"' in response.content.decode()


@pytest.mark.parametrize("mode", ["FREE", "REQUIRED"])
def test_the_address_of_a_video_meeting_is_public_only_if_one_need_not_register(
    client: Client, library: Place, mode: str
) -> None:
    session = a_session(
        FormatKind.WEBINAR,
        place=library,
        starts_at=in_days(3),
        registration_mode=mode,
        online_url="https://visio.example/salle-42",
    )

    assert ("salle-42" in client.get(url_of(session)).content.decode()) is (mode == "FREE")


def test_nothing_reserved_of_the_place_is_on_the_page(client: Client, library: Place) -> None:
    library.internal_notes, library.access_notes = "zorglub", "krypton"
    library.field_visibility = {"access_notes": "PROFESSIONAL"}
    library.save()
    directory.add_contact(
        of=library, kind=ContactKind.PHONE, value="06 39 98 00 01", visibility=Visibility.PROFESSIONAL
    )
    session = a_session(place=library, starts_at=in_days(3))

    html = client.get(url_of(session)).content.decode().replace("\u202f", " ")

    assert [secret for secret in ("zorglub", "krypton", "06 39 98 00 01") if secret in html] == []


def test_search_engines_read_the_session(client: Client, library: Place) -> None:
    session = a_session(place=library, starts_at=in_days(3), title="Café </script><b>")

    data = json_ld_of(client.get(url_of(session)))

    assert data["@type"] == "Event"
    assert data["name"] == "Café </script><b>"
    assert data["startDate"] == session.starts_at.astimezone(session.zone).isoformat()
    assert data["location"]["name"] == "Médiathèque de Craon"


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_thing_and_for_three(
    client: Client, library: Place, django_assert_num_queries: Any, count: int
) -> None:
    a_sheet()
    session = a_session(place=library, starts_at=in_days(3))
    session.audiences.set([AudienceFactory(code=f"public-{n}") for n in range(count)])
    session.languages.set([LanguageFactory(code=code) for code in ("ar", "pt", "en")[:count]])
    for n in range(count):
        network = PlaceNetwork.objects.create(name=f"Réseau {n}", carrier=StructureFactory())
        network.places.set([library, a_place(f"Lieu {n}", insee_code="53130", phone=f"02 61 91 00 1{n}")])
        a_session(place=network.places.last(), starts_at=in_days(5 + n))
        a_session(FormatKind.DISCOVERY, place=library, starts_at=in_days(5 + n))
        a_session(place=library, starts_at=in_days(6 + n), languages=[LanguageFactory(code="ar")])
        a_service(library, a_need(f"besoin-{n}", f"Besoin {n}"))
        SessionCredit.objects.create(
            session=session, role=CreditRole.HOST, name=f"Personne {n}", structure=StructureFactory()
        )
        SessionPartner.objects.create(session=session, structure=StructureFactory(), role=PartnerRole.RELAY)
        SessionDocument.objects.create(session=session, kind=DocumentKind.BOOK, title=f"Livre {n}")
        RelatedSession.objects.create(session=session, other=a_session(starts_at=in_days(30 + n)))

    with django_assert_num_queries(26):
        response = client.get(url_of(session))

    assert said_by(response).count("Livre ") == count
