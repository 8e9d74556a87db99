"""Posters: one tagged page for a session, a series, a place, a service, without an account."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from palier.agenda.enums import FormatKind
from palier.agenda.models import Series, Session, SessionPartner
from palier.directory import actions as directory
from palier.directory.enums import ContactKind, Visibility
from palier.directory.hours import format_date
from palier.directory.models import Place
from palier.outreach.logos import save_logo
from palier.outreach.posters import session_poster
from palier.outreach.wording import first_capital
from palier.printing import PageSize
from tests.factories.agenda import a_format, a_session
from tests.factories.directory import NOW, StructureFactory, a_need, a_service
from tests.outreach.paperwork import DECEMBER, PHONE, a_cafe, a_library, png, two_hosts
from tests.printing.pdf import facts_of, needs_poppler, text_of
from tests.web.agenda.days import in_days

pytestmark = [pytest.mark.django_db, needs_poppler]
LONG = "Reconnaître les arnaques par courriel, par SMS et par téléphone, " * 2
POSTER_QUERIES = 10
A4, A5 = "595.276 x 841.89 pts (A4)", "419.528 x 595.276 pts"


def read(client: Client, address: str, folder: Path) -> tuple[str, dict[str, str]]:
    """The words and the facts of a PDF that opens without an account."""
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    return " ".join(text_of(response.content, folder).split()), facts_of(response.content, folder)


def a_series(place: Place | None = None, **fields: Any) -> Series:
    """A series of cafés at a library, without any session yet."""
    place = place or a_library()
    return Series.objects.create(
        format=a_format(), place=place, organiser=place.owner, title="Les mardis numériques",
        starts_on=NOW.date(), start_time="14:00", duration_min=120, created_at=NOW, **fields,
    )  # fmt: skip


def pictures_in(pdf: bytes, folder: Path) -> list[tuple[str, str]]:
    """Width and height in pixels of the pictures of a PDF."""
    (folder / "drawn.pdf").write_bytes(pdf)
    done = subprocess.run(
        ["pdfimages", "-list", str(folder / "drawn.pdf")], capture_output=True, check=True, text=True
    )
    return [(row.split()[3], row.split()[4]) for row in done.stdout.splitlines()[2:]]


@pytest.mark.parametrize(("asked", "size"), [("", A4), ("A4", A4), ("A5", A5), ("a5", A5), ("A0", A4)])
def test_the_poster_of_a_session_is_one_tagged_page_of_the_size_asked(
    client: Client, tmp_path: Path, asked: str, size: str
) -> None:
    first = DECEMBER.replace(year=timezone.localdate().year)
    session = a_cafe(title="Café numérique", is_open_to_all=True, starts_at=first)
    day = format_date(first.date()).replace("\u00a0", " ")

    said, facts = read(client, f"/seances/{session.public_id}/affiche.pdf?format={asked}", tmp_path)

    assert (facts["Pages"], facts["Tagged"], facts["Page size"]) == ("1", "yes", size)
    assert facts["Title"].replace("\u00a0", " ") == f"Café numérique, {day}"
    for words in (
        "Café numérique", first_capital(day), "14 h – 16 h", PHONE, "Médiathèque L’Escale",
        "12 place du Pilori, 53400 Craon", "Entrée libre, inscription possible",
        "On peut arriver et repartir à tout moment", "À partir de 10 ans", "Ouvert à tous, sans prérequis",
        "Gratuit", f"/seances/{session.public_id}",
    ):  # fmt: skip
        assert words in said, words
    assert said.index(PHONE) < said.index("Médiathèque L’Escale")


@pytest.mark.requirement("S27")
def test_the_logos_of_the_ccas_and_of_the_town_hall_are_on_one_a4_poster(
    client: Client, tmp_path: Path
) -> None:
    session = a_cafe()
    two_hosts(session)

    response = client.get(f"/seances/{session.public_id}/affiche.pdf")

    said, facts = " ".join(text_of(response.content, tmp_path).split()), facts_of(response.content, tmp_path)
    assert pictures_in(response.content, tmp_path) == [("60", "20"), ("20", "30")]
    assert (facts["Pages"], facts["Page size"]) == ("1", A4)
    assert "Proposé ensemble par" in said
    assert said.index("Mairie de Craon") < said.index("CCAS de Craon")


def test_a_host_without_a_logo_is_named_and_a_relay_is_not_a_host(client: Client, tmp_path: Path) -> None:
    session = a_cafe()
    for name, role in (("Centre social", "HOST"), ("Maison de quartier", "RELAY")):
        SessionPartner.objects.create(session=session, structure=StructureFactory(name=name), role=role)

    said, _facts = read(client, f"/seances/{session.public_id}/affiche.pdf", tmp_path)

    assert ("Centre social" in said, "Maison de quartier" in said) == (True, False)


@pytest.mark.requirement("R004-102")
def test_the_poster_of_a_service_carries_all_the_structures_that_host_the_same_helper(
    client: Client, tmp_path: Path
) -> None:
    place = a_library()
    service = a_service(
        place, a_need("impots", "Mes impôts"), name="Aide aux démarches", helper_hours="Tu 09:00-12:00",
        helper_name="Samira", helper_agreed_on=NOW.date(),
        provider=StructureFactory(name="Communauté de communes"), host=StructureFactory(name="CCAS de Craon"),
        carrier=place.operator,
    )  # fmt: skip
    hosts = (service.provider, service.host, service.carrier)
    for host, width in zip(hosts, (60, 40, 20), strict=True):
        assert host is not None
        save_logo(structure=host, data=png(width, 30), by=None, now=NOW)

    address = f"/lieux/{place.public_id}/services/{service.public_id}/affiche.pdf"
    said, facts = read(client, address, tmp_path)

    assert facts["Pages"] == "1"
    drawn = pictures_in(client.get(address).content, tmp_path)
    assert drawn == [("60", "30"), ("40", "30"), ("20", "30")]
    for words in (
        "Aide aux démarches", "Avec Samira", "Mardi : 9 h – 12 h", PHONE, "Mes impôts", "Communauté de communes",
        "CCAS de Craon", "Mairie de Craon",
    ):  # fmt: skip
        assert words in said, words


def test_the_poster_of_a_place_says_when_whom_to_call_what_and_its_next_dates(
    client: Client, tmp_path: Path
) -> None:
    place = a_library()
    a_service(place, a_need("impots", "Mes impôts"), name="Aide aux démarches")
    a_cafe(place, starts_at=in_days(3), title="Café des voisins")

    said, facts = read(client, f"/lieux/{place.public_id}/affiche.pdf", tmp_path)

    assert (facts["Pages"], facts["Tagged"], facts["Title"]) == ("1", "yes", "Médiathèque L’Escale")
    for words in ("14 h – 18 h", PHONE, "Aide aux démarches", "Prochaines dates", "Café des voisins"):
        assert words in said, words


@pytest.mark.requirement("R000-012")
def test_a_place_a_service_an_event_and_a_programme_each_lead_to_their_a4_poster_without_an_account(
    client: Client, tmp_path: Path
) -> None:
    place = a_library()
    service = a_service(place, a_need("impots", "Mes impôts"), name="Aide aux démarches")
    session = a_cafe(place, starts_at=in_days(1), title="Café des voisins")
    page_of_place = f"/lieux/{place.public_id}-{place.slug}/"
    month = f"/agenda/lieu/{place.public_id}/"
    posters = [
        (page_of_place, f"/lieux/{place.public_id}/affiche.pdf", place.name),
        (page_of_place, f"/lieux/{place.public_id}/services/{service.public_id}/affiche.pdf", service.name),
        (f"/seances/{session.public_id}/", f"/seances/{session.public_id}/affiche.pdf", session.title),
        (month, f"{month}programme.pdf", place.name),
    ]

    for page, address, words in posters:
        assert f'href="{address}"' in client.get(page).text
        said, facts = read(client, address, tmp_path)
        assert (facts["Page size"], facts["Tagged"], words in said) == (A4, "yes", True), address


def test_the_poster_of_a_series_shows_its_next_dates(client: Client, tmp_path: Path) -> None:
    series = a_series()
    days = [in_days(number) for number in (7, 14, 21)]
    for day in days:
        a_cafe(series.place, starts_at=day, title="Les mardis numériques", series=series)
    over = a_cafe(series.place, starts_at=in_days(-7), title="Passé", series=series)

    said, facts = read(client, f"/agenda/series/{series.public_id}/affiche.pdf", tmp_path)

    assert facts["Pages"] == "1"
    coming = [format_date(day.date()).replace("\u00a0", " ") for day in days]
    assert [day for day in coming if first_capital(day) not in said] == []
    assert "Prochaines dates" in said
    assert over.title not in said


def test_the_thread_of_a_series_is_for_the_team_and_is_not_on_its_poster(
    client: Client, tmp_path: Path
) -> None:
    series = a_series(thread="Ne pas annoncer le départ de Madame Duval.")
    a_cafe(series.place, starts_at=in_days(7), series=series)

    said, _facts = read(client, f"/agenda/series/{series.public_id}/affiche.pdf", tmp_path)

    assert ("Les mardis numériques" in said, "Duval" in said) == (True, False)


@pytest.mark.parametrize("size", ["A4", "A5"])
def test_the_longest_words_stay_on_one_page(client: Client, tmp_path: Path, size: str) -> None:
    session = a_cafe(
        title=LONG[:150], hook_theme=LONG[:200], description=LONG * 20, room="Salle " + LONG[:90],
        price_text="gratuit, sur présentation de la carte de la médiathèque ou d’un justificatif de domicile",
    )  # fmt: skip
    for number in range(6):
        structure = StructureFactory(name=f"Communauté de communes du Pays de Craon, direction {number}")
        SessionPartner.objects.create(session=session, structure=structure, role="CO_ORGANISER")

    said, facts = read(client, f"/seances/{session.public_id}/affiche.pdf?format={size}", tmp_path)

    assert facts["Pages"] == "1"
    assert PHONE in said


def test_a_cancelled_session_has_a_poster_that_says_so(client: Client, tmp_path: Path) -> None:
    session = a_cafe()
    Session.objects.filter(pk=session.pk).update(
        status="CANCELLED", cancelled_at=NOW, cancelled_reason="la salle est inondée"
    )

    said, _facts = read(client, f"/seances/{session.public_id}/affiche.pdf", tmp_path)

    assert "Annulé : la salle est inondée" in said


def test_reserved_telephones_are_not_printed_and_that_of_the_organiser_stands_for_a_missing_one(
    client: Client, tmp_path: Path
) -> None:
    place = a_library(phone="")
    directory.add_contact(
        of=place, kind=ContactKind.PHONE, value="02 61 91 00 11", visibility=Visibility.PROFESSIONAL
    )
    assert place.operator is not None
    directory.add_contact(of=place.operator, kind=ContactKind.PHONE, value="02 61 91 00 12")
    session = a_cafe(place)

    said, _facts = read(client, f"/seances/{session.public_id}/affiche.pdf", tmp_path)

    assert ("02 61 91 00 11" in said, "02 61 91 00 12" in said) == (False, True)


@pytest.mark.requirement("R003-039")
def test_what_nobody_may_see_has_no_poster(client: Client) -> None:
    draft = a_cafe(published=False)
    staff = a_session(FormatKind.STAFF_CAFE, place=draft.place, starts_at=DECEMBER)
    series = a_series(draft.place)
    hidden = a_library("Lieu retiré")
    directory.unpublish_place(place=hidden, now=NOW)
    addresses = [
        f"/seances/{draft.public_id}/affiche.pdf",
        f"/seances/{staff.public_id}/affiche.pdf",
        "/seances/aaaaaaaa/affiche.pdf",
        f"/agenda/series/{series.public_id}/affiche.pdf",
        f"/lieux/{hidden.public_id}/affiche.pdf",
        f"/lieux/{draft.place.public_id}/services/aaaaaaaa/affiche.pdf",
    ]

    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(
        addresses, 404
    )


def test_a_poster_is_sent_again_only_if_something_of_it_changed(client: Client) -> None:
    session = a_cafe()
    address = f"/seances/{session.public_id}/affiche.pdf"
    first = client.get(address)

    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    twice = client.get(address)
    Session.objects.filter(pk=session.pk).update(title="Café des voisins")
    after = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, again.status_code, after.status_code) == (200, 304, 200)
    assert twice.content == first.content
    assert after["ETag"] != first["ETag"]
    assert "no-cache" in first["Cache-Control"]


def test_a_machine_that_asks_for_posters_without_end_is_told_to_wait(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("palier.web.posters.answering.PRINTS_PER_MINUTE", 1)
    address = f"/seances/{a_cafe().public_id}/affiche.pdf"
    first = client.get(address)

    refused = client.get(address)
    known = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, refused.status_code, known.status_code) == (200, 429, 304)
    assert 1 <= int(refused["Retry-After"]) <= 60


@pytest.mark.parametrize("hosts", [1, 3])
def test_a_poster_costs_the_same_number_of_queries_however_many_hosts(
    client: Client, django_assert_num_queries: Any, hosts: int
) -> None:
    session = a_cafe()
    for _ in range(hosts):
        SessionPartner.objects.create(session=session, structure=StructureFactory(), role="HOST")
    now = timezone.now()

    with django_assert_num_queries(POSTER_QUERIES):
        assert session_poster(session.public_id, size=PageSize.A4, now=now) is not None
