"""Hand-outs, flyers, cards « invitez un proche » and the promotion kit: what people take home."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from palier.agenda.actions.around import add_document, relate_session
from palier.agenda.enums import DocumentKind, FormatKind
from palier.agenda.models import FormatSheet
from palier.directory import actions as directory
from palier.directory.enums import ContactKind
from palier.directory.models import Capability, PlaceNetwork
from palier.outreach.handouts import handout, promotion_kit
from palier.outreach.sessions import any_session
from tests.cast import at, person
from tests.factories.agenda import a_format, a_session
from tests.factories.directory import NOW, StructureFactory, a_need, a_service
from tests.outreach.paperwork import DECEMBER, PHONE, a_cafe, a_library
from tests.printing.pdf import facts_of, needs_poppler, text_of
from tests.web.posters.test_posters import read

pytestmark = [pytest.mark.django_db, needs_poppler]


def said(pdf: bytes, folder: Path) -> str:
    return " ".join(text_of(pdf, folder).replace("\u200b", "").split())


@pytest.mark.requirement("R003-033", "R003-051")
def test_the_hand_out_lists_the_documents_of_the_session_and_the_sessions_it_points_to(
    tmp_path: Path,
) -> None:
    session = a_cafe(title="Café numérique")
    for kind, title, reference, url in (
        (
            DocumentKind.TUTORIAL,
            "Reconnaître un faux site",
            "Les clics",
            "https://www.exemple.example/faux-site/",
        ),
        (DocumentKind.BOOK, "Internet pas à pas", "Jeanne Exemple, cote 004 EXE", ""),
        (DocumentKind.PRESS, "Le mensuel du numérique", "", ""),
        (DocumentKind.DVD, "La toile en images", "", ""),
    ):
        add_document(
            session=session, values={"kind": kind, "title": title, "reference": reference, "url": url}
        )
    elsewhere = a_session(
        FormatKind.DISCOVERY, place=a_library("Médiathèque de Laval", insee_code="53130"), title="Premiers clics",
        starts_at=DECEMBER + timedelta(days=20),
    )  # fmt: skip
    relate_session(session=session, other=elsewhere)
    found = any_session(session.public_id)
    assert found is not None

    pdf = handout(found, now=NOW).pdf(at=NOW)

    text, facts = said(pdf, tmp_path), facts_of(pdf, tmp_path)
    assert (facts["Pages"], facts["Tagged"]) == ("1", "yes")
    parts = [
        "Café numérique", PHONE, "Sur la table", "Livre", "Internet pas à pas", "Jeanne Exemple, cote 004 EXE",
        "Presse",        "Le mensuel du numérique", "DVD", "La toile en images", "Tutoriel", "Reconnaître un faux site",
        "exemple.example/faux-site", "Prochaines dates", "Lundi 21 décembre", "Premiers clics", "Médiathèque de Laval",
    ]  # fmt: skip
    assert [part for part in parts if part not in text] == []
    assert [text.index(part) for part in parts] == sorted(text.index(part) for part in parts)


@pytest.mark.requirement("R003-060")
def test_the_hand_out_and_the_page_of_a_session_show_the_next_dates_and_the_services_of_the_place(
    client: Client, tmp_path: Path
) -> None:
    place, soon = a_library(), timezone.now() + timedelta(days=2)
    a_service(place, a_need("impots", "Mes impôts"), name="Aide aux démarches", helper_hours="Tu 09:00-12:00")
    session = a_cafe(place, starts_at=soon, title="Café numérique")
    a_cafe(place, starts_at=soon + timedelta(days=7), title="Café des voisins")
    a_cafe(place, starts_at=soon + timedelta(days=8), title="Brouillon", published=False)
    staff = a_session(
        FormatKind.STAFF_CAFE, place=place, starts_at=soon + timedelta(days=9), title="Entre nous"
    )

    text, _facts = read(client, f"/seances/{session.public_id}/a-emporter.pdf", tmp_path)
    page = client.get(f"/seances/{session.public_id}/").text

    for words in ("Café des voisins", "Aide aux démarches"):
        assert (words in text, words in page) == (True, True), words
    assert [title for title in ("Brouillon", staff.title) if title in text] == []


def test_a_hand_out_without_documents_nor_dates_is_still_one_page(client: Client, tmp_path: Path) -> None:
    session = a_cafe()

    text, facts = read(client, f"/seances/{session.public_id}/a-emporter.pdf", tmp_path)

    assert facts["Pages"] == "1"
    assert [
        title for title in ("Sur la table", "Prochaines dates", "Aussi dans ce lieu") if title in text
    ] == []
    assert client.get(f"/seances/{a_cafe(published=False).public_id}/a-emporter.pdf").status_code == 404


@pytest.mark.requirement("R003-052")
def test_one_address_prints_flyers_of_the_place_and_network_and_its_digital_resources(
    client: Client, tmp_path: Path
) -> None:
    here, there = (
        a_library(),
        a_library("Bibliothèque de la Gare", insee_code="53130", phone="02 61 91 00 20"),
    )
    assert here.owner is not None
    PlaceNetwork.objects.create(name="Réseau", carrier=here.owner).places.set([here, there])
    soon = timezone.now() + timedelta(days=2)
    a_session(FormatKind.DISCOVERY, place=here, starts_at=soon, title="Premiers clics")
    a_session(FormatKind.THEMATIC, place=there, starts_at=soon, title="Ranger ses photos", theme="Trier")
    a_cafe(a_library("Ailleurs", insee_code="49007"), starts_at=soon, title="Hors réseau")
    a_service(here, a_need("impots", "Mes impôts"), name="Aide aux démarches")
    Capability.objects.create(place=here, kind="PRINTER", answer="YES", detail="10 centimes")
    Capability.objects.create(place=here, kind="SCANNER", answer="NO")
    directory.add_contact(of=here, kind=ContactKind.WEBSITE, value="https://mediatheque.exemple.example/")

    text, facts = read(client, f"/lieux/{here.public_id}/tracts.pdf", tmp_path)

    assert (facts["Pages"], facts["Tagged"]) == ("2", "yes")
    assert (text.count("Premiers clics"), text.count("Ranger ses photos"), "Hors réseau" in text) == (
        2,
        2,
        False,
    )
    for words in (
        PHONE, "02 61 91 00 20", "Les ressources numériques", "Aide aux démarches", "Mes impôts",
        "Imprimante (10 centimes)", "mediatheque.exemple.example",
    ):  # fmt: skip
        assert words in text, words
    assert "Scanner" not in text


@pytest.mark.parametrize(("count", "pages"), [(0, "1"), (1, "2"), (5, "3"), (9, "3")])
def test_flyers_fill_their_pages(client: Client, tmp_path: Path, count: int, pages: str) -> None:
    place, soon = a_library(), timezone.now()
    for number in range(count):
        a_cafe(place, starts_at=soon + timedelta(days=1 + number))

    _text, facts = read(client, f"/lieux/{place.public_id}/tracts.pdf", tmp_path)

    assert facts["Pages"] == pages


@pytest.mark.requirement("R004-101")
def test_the_card_of_word_of_mouth_has_the_place_the_days_and_the_telephone_four_times(
    client: Client, tmp_path: Path
) -> None:
    place = a_library()
    service = a_service(
        place, a_need("impots", "Mes impôts"), name="Aide aux démarches", helper_hours="Tu,Th 09:00-12:00"
    )

    text, facts = read(
        client, f"/lieux/{place.public_id}/services/{service.public_id}/invitation.pdf", tmp_path
    )

    assert (facts["Pages"], facts["Tagged"]) == ("1", "yes")
    counted = [
        text.count(part)
        for part in ("Aide aux démarches", "Médiathèque L’Escale", PHONE, "Mardi et jeudi", "53400 Craon")
    ]
    assert counted == [4, 4, 4, 4, 4]
    assert client.get(f"/lieux/{place.public_id}/services/aaaaaaaa/invitation.pdf").status_code == 404


@pytest.mark.requirement("R003-040")
def test_a_staff_cafe_gives_a_poster_of_the_public_ones_and_what_to_say_of_them(
    client: Client, tmp_path: Path
) -> None:
    place = a_library()
    FormatSheet.objects.create(
        format=a_format(), summary="On pose ses questions, on cherche ensemble.", what_it_is="Un rendez-vous du mois",
        what_it_is_not="Un cours\nUn dépannage",
    )  # fmt: skip
    a_cafe(place, title="Café numérique")
    a_session(FormatKind.DISCOVERY, place=place, starts_at=DECEMBER, title="Atelier")
    staff = a_session(FormatKind.STAFF_CAFE, place=place, starts_at=NOW + timedelta(days=1))
    found = any_session(staff.public_id)
    assert found is not None

    pdf = promotion_kit(found, now=NOW).pdf(at=NOW)

    text, facts = said(pdf, tmp_path), facts_of(pdf, tmp_path)
    assert (facts["Pages"], facts["Tagged"]) == ("2", "yes")
    for words in (
        "Cafés numériques", "Mardi 1er décembre", PHONE, "En une phrase", "On pose ses questions",
        "Ce que ce n’est pas",        "Un dépannage", "Au comptoir",
    ):  # fmt: skip
        assert words in text, words
    assert "Atelier" not in text
    at(place.owner or StructureFactory(), person("Alice"), "librarian")
    client.force_login(person("Alice"))
    assert client.get(f"/programme/seances/{staff.public_id}/kit.pdf").content.startswith(b"%PDF")


def test_only_a_staff_cafe_has_a_kit_and_only_its_team_opens_it(client: Client) -> None:
    staff, cafe = a_session(FormatKind.STAFF_CAFE, place=a_library()), a_cafe()
    address = f"/programme/seances/{staff.public_id}/kit.pdf"
    anonymous = client.get(address).status_code
    at(StructureFactory(), person("Bob"), "librarian")
    codes = []
    for name in ("Bob", "Charlie"):
        client.force_login(person(name))
        codes.append(client.get(address).status_code)
    at(cafe.organiser, person("Alice"), "librarian")
    client.force_login(person("Alice"))

    assert (anonymous, codes) == (302, [403, 403])
    assert client.get(f"/programme/seances/{cafe.public_id}/kit.pdf").status_code == 404
