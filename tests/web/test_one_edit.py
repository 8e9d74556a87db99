"""One record, many doors: what is changed once is read everywhere at the next page."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from palier.directory import actions
from palier.directory.actions.editing import Author, edit_place
from palier.directory.enums import ChangeVia, ContactKind
from palier.directory.models import Place, Service
from tests.cast import at, person
from tests.factories.directory import ALWAYS, NEVER, StructureFactory, a_need, a_place, a_service
from tests.printing.pdf import needs_poppler, text_of
from tests.web.reading import said_by

pytestmark = pytest.mark.django_db

DOORS = {
    "the page of the place": "/lieux/{id}-{slug}/",
    "the list of a search": "/chercher/?besoin=impots&ou=Craon",
    "« je suis bloqué »": "/je-suis-bloque/?besoin=impots&ou=Craon",
    "the page of the commune": "/communes/53084-craon/",
    "the widget": "/widget/lieux/?besoin=impots&ou=Craon",
}


def _close_for_two_days(place: Place, service: Service) -> None:
    today = timezone.localdate()
    actions.add_closure(
        place=place,
        starts_on=today - timedelta(days=1),
        ends_on=today + timedelta(days=1),
        now=timezone.now(),
    )


# What is done, what every door says before, what it says after.
EDITS: dict[str, tuple[Callable[[Place, Service], object], str, str]] = {
    "hours": (
        lambda place, service: actions.update_place(place=place, now=timezone.now(), opening_hours=NEVER),
        "ouvert 24 h sur 24",
        "fermé",
    ),
    "closure": (_close_for_two_days, "ouvert 24 h sur 24", "fermé, ouvre"),
    "name": (
        lambda place, service: actions.update_place(place=place, now=timezone.now(), name="Les Ursulines"),
        "Médiathèque de Craon",
        "Les Ursulines",
    ),
    "address": (
        lambda place, service: actions.update_place(
            place=place, now=timezone.now(), address="3 rue des Lilas"
        ),
        "12 place du Pilori",
        "3 rue des Lilas",
    ),
    "helper": (
        lambda place, service: actions.update_service(
            service=service,
            now=timezone.now(),
            helper_hours=ALWAYS,
            helper_name="Samira",
            helper_agreed_on=timezone.localdate(),
        ),
        "",
        "quelqu’un est là",
    ),
    "phone": (
        lambda place, service: actions.add_contact(
            of=service, kind=ContactKind.PHONE, value="02 61 91 77 77"
        ),
        "02 61 91 00 00",
        "02 61 91 77 77",
    ),
    "full": (
        lambda place, service: actions.state_availability(
            service=service, now=timezone.now(), is_full=True, delay_weeks=3
        ),
        "",
        "Complet, délai 3 semaines",
    ),
}


@pytest.fixture
def place() -> Place:
    return a_place(opening_hours=ALWAYS, phone="02 61 91 00 00")


@pytest.fixture
def service(place: Place) -> Service:
    return a_service(place, a_need("impots", "Mes impôts"))


def reads(client: Client, door: str, place: Place) -> str:
    response = client.get(DOORS[door].format(id=place.public_id, slug=place.slug))
    assert response.status_code == 200
    return said_by(response)


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("door", DOORS)
def test_an_edit_is_read_at_the_next_page(
    client: Client, place: Place, service: Service, door: str, edit: str
) -> None:
    change, before, after = EDITS[edit]
    assert before in reads(client, door, place)
    assert after not in reads(client, door, place)

    change(place, service)

    place.refresh_from_db()
    assert after in reads(client, door, place)


@pytest.mark.parametrize("door", [d for d in DOORS if d != "the page of the place"])
def test_a_withdrawn_place_leaves_every_door_at_the_next_page(
    client: Client, place: Place, service: Service, door: str
) -> None:
    assert "Médiathèque de Craon" in reads(client, door, place)

    actions.unpublish_place(place=place, now=timezone.now())

    assert "Médiathèque de Craon" not in reads(client, door, place)


def test_the_public_label_of_a_need_is_the_same_at_every_door(
    client: Client, place: Place, service: Service
) -> None:
    for door in DOORS:
        assert "Mes impôts" in reads(client, door, place)


@needs_poppler
@pytest.mark.requirement("S26")
def test_new_hours_are_read_on_the_map_the_programme_the_widget_the_api_and_by_prescribers(
    client: Client, place: Place, service: Service, tmp_path: Path
) -> None:
    at(StructureFactory(), person("Alice"), "social_worker")
    prescriber = Client()
    prescriber.force_login(person("Alice"))

    def read_everywhere() -> dict[str, str]:
        programme = client.get(f"/agenda/lieu/{place.public_id}/programme.pdf")
        page = f"/lieux/{place.public_id}-{place.slug}/"
        return {
            "map": reads(client, "the list of a search", place),  # the map repeats this list
            "programme": " ".join(text_of(programme.content, tmp_path).split()),
            "widget": reads(client, "the widget", place),
            "api": client.get(f"/api/v1/places/{place.public_id}").json()["opening_hours"],
            "prescriber": said_by(prescriber.get(page)) + reads(prescriber, "the list of a search", place),
        }

    before = read_everywhere()
    edit_place(
        place=place,
        values={"opening_hours": NEVER},
        author=Author(label="la médiathèque"),
        via=ChangeVia.FORM,
        now=timezone.now(),
    )
    after = read_everywhere()

    is_open, is_closed = ("24 h sur 24", "24h sur 24", ALWAYS), ("fermé", "Fermé", NEVER)
    assert [door for door, said in before.items() if not any(words in said for words in is_open)] == []
    assert [door for door, said in after.items() if not any(words in said for words in is_closed)] == []
    assert [door for door, said in after.items() if "24 h sur 24" in said or "24h sur 24" in said] == []
