"""A session entered once appears everywhere it answers: search, place, commune, widget; and never for a repair."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from palier.agenda.enums import FormatKind, SessionStatus
from palier.directory.enums import PlaceKind
from palier.directory.models import Need, Place
from tests.factories.agenda import a_session
from tests.factories.directory import StructureFactory, a_need, a_place, a_service, commune
from tests.printing.pdf import needs_poppler, text_of
from tests.web.agenda.days import in_days
from tests.web.reading import cards_of, said_by

pytestmark = pytest.mark.django_db

NEAR = "Prochaines dates près de vous"


@pytest.fixture
def mail() -> Need:
    return a_need("mail", "Mes mails")


@pytest.fixture
def library(mail: Need) -> Place:
    place = a_place("Médiathèque de Craon", owner=StructureFactory(), phone="02 61 91 00 01")
    a_service(place, mail)
    return place


def test_the_card_of_a_place_says_its_next_session_that_answers_the_need(
    client: Client, library: Place, mail: Need
) -> None:
    other = a_need("photos", "Mes photos")
    a_session(FormatKind.THEMATIC, place=library, starts_at=in_days(2), title="Atelier photo", needs=[other])
    a_session(
        FormatKind.THEMATIC, place=library, starts_at=in_days(5), title="Atelier courriel", needs=[mail]
    )
    a_session(place=library, starts_at=in_days(9), title="Café numérique")

    (for_mail,) = cards_of(client.get("/chercher/?besoin=mail&ou=Craon"))
    (for_anything,) = cards_of(client.get("/chercher/?ou=Craon"))

    assert "Atelier courriel" in for_mail
    assert "Atelier photo" not in for_mail
    assert "Prochaine séance : " in for_anything
    assert "Atelier photo" in for_anything


def test_a_cafe_answers_every_need_that_we_answer(client: Client, library: Place) -> None:
    a_session(place=library, starts_at=in_days(9), title="Café de Craon")

    assert said_by(client.get("/chercher/?besoin=mail&ou=Craon")).count("Café de Craon") == 2  # card, dates


def test_results_end_with_the_next_dates_nearby_soonest_first(client: Client, library: Place) -> None:
    near = a_place("Médiathèque de Château-Gontier", insee_code="53062", owner=StructureFactory())
    far = a_place("Médiathèque d’Angers", insee_code="49007", owner=StructureFactory())
    a_session(place=near, starts_at=in_days(8), title="Café proche")
    a_session(place=library, starts_at=in_days(9), title="Café d’ici")
    a_session(place=far, starts_at=in_days(1), title="Café lointain")
    a_session(place=library, starts_at=in_days(2), title="Café de l’équipe", is_staff_only=True)
    a_session(
        FormatKind.SCHOOL, place=library, starts_at=in_days(3), title="Une classe", school_level="MIDDLE"
    )

    section = said_by(client.get("/chercher/?besoin=mail&ou=Craon")).partition(NEAR)[2]

    assert 0 <= section.index("Café proche") < section.index("Café d’ici")
    assert [t for t in ("Café lointain", "Café de l’équipe", "Une classe") if t in section] == []
    assert "Toutes les dates : Craon" in section


@pytest.mark.requirement("R003-008")
def test_looking_for_a_repair_never_proposes_a_cafe_and_gives_who_repairs(
    client: Client, library: Place
) -> None:
    repair = a_need(
        "reparer-ordinateur",
        "Réparer mon ordinateur",
        "ordinateur cassé",
        is_in_scope=False,
        out_of_scope_text="Aucun lieu d’aide numérique ne répare les ordinateurs.",
    )
    workshop = a_place(
        "Repair café de Craon",
        kinds=[PlaceKind.REPAIR_PLACE],
        owner=StructureFactory(),
        phone="02 61 91 00 09",
    )
    a_service(workshop, repair)
    for place in (library, workshop):
        a_session(place=place, starts_at=in_days(2), title="Café numérique de Craon", needs=[repair])

    for query in ("besoin=reparer-ordinateur&ou=Craon", "q=ordinateur+cassé&ou=Craon"):
        page = said_by(client.get(f"/chercher/?{query}"))
        assert "Café numérique de Craon" not in page
        assert "Prochaine séance" not in page
        assert NEAR not in page
        assert "Repair café de Craon" in page
        assert "02 61 91 00 09" in page


def test_a_place_page_shows_its_next_dates_and_leads_to_them_all(client: Client, library: Place) -> None:
    before = said_by(client.get(f"/lieux/{library.public_id}-{library.slug}/"))
    a_session(place=library, starts_at=in_days(2), title="Café de Craon")
    gone = a_session(place=library, starts_at=in_days(3), title="Atelier perdu")
    gone.status, gone.cancelled_at = SessionStatus.CANCELLED, timezone.now()
    gone.save()

    html = client.get(f"/lieux/{library.public_id}-{library.slug}/").content.decode()

    assert "Prochaines dates" not in before
    assert "Café de Craon" in html
    assert "Annulé : Atelier perdu" in html
    assert f'href="/agenda/lieu/{library.public_id}/"' in html


@needs_poppler
@pytest.mark.requirement("R001-001")
def test_a_session_and_a_service_entered_once_are_everywhere(
    client: Client, library: Place, mail: Need, tmp_path: Path
) -> None:
    help_name = "Aide du mardi aux courriels"
    library.services.update(name=help_name)
    start = in_days(2)
    a_session(place=library, starts_at=start, title="Café de Craon", needs=[mail])
    found = {
        path: client.get(path).content.decode()
        for path in (
            f"/lieux/{library.public_id}-{library.slug}/",
            "/communes/53084-craon/",
            "/chercher/?besoin=mail&ou=Craon",
            "/agenda/commune-53084/",
            f"/api/v1/places/{library.public_id}",
            "/api/v1/sessions?territory=commune:53084",
        )
    }
    place_page, commune_page, results, agenda, api_place, api_sessions = found.values()

    sheet = client.get(f"/lieux/{library.public_id}/fiche.pdf").content
    programme = client.get(f"/agenda/lieu/{library.public_id}/programme.pdf?mois={start:%Y-%m}").content

    for page in (place_page, commune_page, results, agenda, api_sessions):
        assert "Café de Craon" in page
    for page in (place_page, commune_page, api_place):
        assert help_name in page
    # The map shows the cards of the list: this one bears its point, the need that is answered and the next session.
    (card,) = re.findall(r"<article.*?</article>", results, re.DOTALL)
    assert [part for part in ("data-lat=", "Mes mails", "Café de Craon") if part not in card] == []
    assert "Café de Craon" in text_of(programme, tmp_path)
    assert help_name in text_of(sheet, tmp_path)


@needs_poppler
@pytest.mark.requirement("R000-034")
def test_a_commune_gathers_its_dates_to_embed_and_to_print_month_by_month(
    client: Client, library: Place, tmp_path: Path
) -> None:
    start = in_days(2)
    hall = a_place("Centre social de Craon", owner=StructureFactory())
    a_session(place=library, starts_at=start, title="Café de la médiathèque")
    a_session(FormatKind.TALK, place=hall, starts_at=start, title="Conférence du centre social")
    both = ["Café de la médiathèque", "Conférence du centre social"]

    page = client.get("/communes/53084-craon/").content.decode()
    frame = client.get("/widget/dates/?ou=53084").content.decode()
    printed = client.get(f"/agenda/commune-53084/programme.pdf?mois={start:%Y-%m}").content

    assert 'href="/widget/?ou=53084&amp;montrer=dates"' in page
    for said in (page, frame, " ".join(text_of(printed, tmp_path).split())):
        assert [title for title in both if title not in said] == []


def test_a_commune_page_gathers_what_all_its_places_announce(client: Client, library: Place) -> None:
    hall = a_place("Centre social de Craon", owner=StructureFactory())
    a_session(place=library, starts_at=in_days(2), title="Café de la médiathèque")
    a_session(FormatKind.TALK, place=hall, starts_at=in_days(3), title="Conférence du centre social")
    a_session(
        starts_at=in_days(4),
        place=a_place("Ailleurs", insee_code="53130", owner=StructureFactory()),
        title="À Laval",
    )

    html = client.get("/communes/53084-craon/").content.decode()

    assert "Café de la médiathèque" in html
    assert "Conférence du centre social" in html
    assert 'href="/widget/?ou=53084&amp;montrer=dates"' in html
    dates = html.partition("Prochaines dates à Craon")[2].partition("</section>")[0]
    assert "À Laval" not in dates


@pytest.mark.requirement("R000-037")
def test_a_commune_page_counts_and_lists_what_is_under_way_with_its_last_activity(
    client: Client, library: Place
) -> None:
    ago = timezone.now() - timedelta(days=10)
    a_session(place=library, starts_at=ago, title="Café d’avant")
    a_session(place=library, starts_at=in_days(20), title="Café d’après")
    a_session(FormatKind.TALK, place=library, starts_at=timezone.now() - timedelta(days=300), title="Vieille")
    a_session(FormatKind.DEBATE, place=library, starts_at=ago, title="Secret", is_staff_only=True)

    section = said_by(client.get("/communes/53084-craon/")).partition("initiatives en cours")

    # The café and the help given every day; the talk is too old, the debate is for the staff.
    assert section[0].endswith("2 ")
    assert "Café numérique , Médiathèque de Craon . Dernière séance : " in section[2]
    assert str(ago.year) in section[2]
    assert "Aide aux démarches , Médiathèque de Craon . Jamais confirmé par une personne." in section[2]
    assert "Conférence" not in section[2].partition("Revenir en haut")[0]


def test_the_widget_shows_the_dates_of_a_commune_in_another_site(client: Client, library: Place) -> None:
    commune("53062")
    a_session(place=library, starts_at=in_days(2), title="Café de Craon")

    own = client.get("/widget/dates/", {"ou": "53084"})
    around = said_by(client.get("/widget/dates/", {"ou": "53062"}))
    nowhere = said_by(client.get("/widget/dates/"))
    code = client.get("/widget/", {"ou": "53084", "montrer": "dates"}).content.decode()

    assert "Café de Craon" in said_by(own)
    assert "frame-ancestors *" in own["Content-Security-Policy"]
    assert "X-Frame-Options" not in own
    assert "Rien n’est annoncé dans la commune même" in around
    assert "Café de Craon" in around
    assert "Choisissez une commune" in nowhere
    assert "/widget/dates/?ou=53084" in code
    assert "&lt;iframe" in code


def test_the_first_page_leads_to_the_dates(client: Client) -> None:
    html = client.get("/").content.decode()

    assert NEAR in html
    assert 'href="/agenda/"' in html


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/chercher/?besoin=mail&ou=Craon", 31),
        ("/communes/53084-craon/", 25),
        ("/widget/dates/?ou=53084", 13),
    ],
)
def test_dates_cost_the_same_for_one_session_and_for_three(
    client: Client, django_assert_num_queries: Any, mail: Need, path: str, queries: int, count: int
) -> None:
    for number in range(count):
        place = a_place(f"Lieu {number}", owner=StructureFactory(), operator=StructureFactory())
        a_service(place, mail)
        a_session(place=place, starts_at=in_days(1 + number), title=f"Café {number}")

    with django_assert_num_queries(queries):
        page = said_by(client.get(path))

    assert [number for number in range(count) if f"Café {number}" not in page] == []
