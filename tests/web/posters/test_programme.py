"""The programme of a month on paper: of a place, a network, a territory, a format; it follows each edit."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from palier.agenda.enums import FormatKind
from palier.agenda.models import Session
from palier.directory.models import PlaceNetwork
from palier.outreach import programme as programmes
from palier.outreach.logos import save_logo
from palier.outreach.programme import agenda_named, programme_of
from palier.web.posters.public import month_asked
from tests.factories.agenda import a_session
from tests.factories.directory import NOW, PARIS
from tests.outreach.paperwork import DECEMBER, PHONE, a_cafe, a_library, png
from tests.printing.pdf import facts_of, needs_poppler, text_of
from tests.web.posters.test_posters import pictures_in, read

pytestmark = [pytest.mark.django_db, needs_poppler]
MONTH = DECEMBER.date()
# pdftotext leaves out the narrow space of « 14 h » in small letters.
PROGRAMME_QUERIES = {"place": 22, "territory": 10}


def on_paper(kind: str, reference: str, folder: Path, **when: Any) -> tuple[str, dict[str, str]]:
    """The words and the facts of the programme, made on the 24th of November unless told otherwise."""
    agenda = agenda_named(kind, reference)
    assert agenda is not None
    pdf = programme_of(agenda, **{"month": MONTH, "now": NOW, **when}).pdf(at=NOW)
    return " ".join(text_of(pdf, folder).split()), facts_of(pdf, folder)


def test_the_programme_of_a_place_says_whom_to_call_and_when_it_opens_then_day_by_day(tmp_path: Path) -> None:
    place = a_library()
    a_cafe(place, starts_at=DECEMBER + timedelta(days=9), title="Café de Noël", hook_theme="les vœux")
    a_session(FormatKind.DISCOVERY, place=place, starts_at=DECEMBER, title="Premiers clics")
    a_cafe(place, starts_at=DECEMBER + timedelta(days=31), title="En janvier")
    a_cafe(a_library("Ailleurs"), title="Pas ici")

    said, facts = on_paper("place", place.public_id, tmp_path)

    assert (facts["Tagged"], facts["Pages"]) == ("yes", "1")
    assert facts["Page size"].endswith("(A4)")
    assert facts["Title"] == "Programme de décembre 2026 : Médiathèque L’Escale"
    parts = [
        "Programme de décembre 2026", PHONE, "Ouvert", "14h – 18h", "Mardi 1er", "14 h – 16 h", "Premiers clics",
        "Sur inscription", "Jeudi 10", "Café de Noël", "les vœux",
    ]  # fmt: skip
    assert [part for part in parts if part not in said] == []
    assert [said.index(part) for part in parts] == sorted(said.index(part) for part in parts)
    assert [word for word in ("En janvier", "Pas ici") if word in said] == []


def test_the_programme_of_a_network_names_the_place_and_its_telephone_at_each_date(tmp_path: Path) -> None:
    here, there = (
        a_library(),
        a_library("Bibliothèque de la Gare", insee_code="53130", phone="02 61 91 00 20"),
    )
    assert here.owner is not None
    network = PlaceNetwork.objects.create(name="Réseau du Pays de Craon", carrier=here.owner)
    network.places.set([here, there])
    save_logo(structure=here.owner, data=png(60, 20), by=None, now=NOW)
    a_cafe(here, title="Café d’ici")
    a_cafe(there, title="Café de là-bas")

    said, _facts = on_paper("network", network.public_id, tmp_path)

    for words in (
        "Réseau du Pays de Craon",
        "Bibliothèque de la Gare, Laval · 02 61 91 00 20",
        "Café d’ici",
        PHONE,
    ):
        assert words in said, words
    assert pictures_in((tmp_path / "read.pdf").read_bytes(), tmp_path) == [("60", "20")]


@pytest.mark.parametrize(
    ("kind", "reference", "shown"),
    [
        ("territory", "commune-53084", {"Craon"}),
        ("territory", "departement-53", {"Craon", "Laval"}),
        ("format", "discovery", {"Angers"}),
    ],
)
def test_the_programme_of_a_territory_or_a_format_holds_all_its_public_dates(
    tmp_path: Path, kind: str, reference: str, shown: set[str]
) -> None:
    for town, code, format_kind in (
        ("Craon", "53084", FormatKind.DIGITAL_CAFE),
        ("Laval", "53130", FormatKind.DIGITAL_CAFE),
        ("Angers", "49007", FormatKind.DISCOVERY),
    ):
        place = a_library(f"Médiathèque {town}", insee_code=code)
        a_session(format_kind, place=place, starts_at=DECEMBER, title=f"Séance {town}")

    said, facts = on_paper(kind, reference, tmp_path)

    assert {town for town in ("Craon", "Laval", "Angers") if f"Séance {town}" in said} == shown
    assert facts["Tagged"] == "yes"


@pytest.mark.requirement("R003-039")
def test_drafts_and_sessions_of_the_staff_are_in_no_programme_and_a_cancelled_one_is_said(
    tmp_path: Path,
) -> None:
    place = a_library()
    a_cafe(place, title="Brouillon", published=False)
    a_session(FormatKind.STAFF_CAFE, place=place, starts_at=DECEMBER, title="Entre collègues")
    gone = a_cafe(place, title="Café des voisins")
    Session.objects.filter(pk=gone.pk).update(
        status="CANCELLED", cancelled_at=NOW, cancelled_reason="salle fermée"
    )

    said, _facts = on_paper("place", place.public_id, tmp_path)

    assert [word for word in ("Brouillon", "Entre collègues") if word in said] == []
    assert "Annulé : salle fermée 14h – 16h, Café des voisins" in said


def test_what_is_over_is_left_out_of_the_programme_of_this_month(tmp_path: Path) -> None:
    place = a_library()
    a_cafe(place, title="Hier", starts_at=NOW - timedelta(days=1))
    a_cafe(place, title="Demain", starts_at=NOW + timedelta(days=1))

    said, _facts = on_paper("place", place.public_id, tmp_path, month=NOW.date().replace(day=1))

    assert ("Hier" in said, "Demain" in said) == (False, True)


def test_a_date_belongs_to_the_month_of_the_clock_where_it_is(tmp_path: Path) -> None:
    papeete = a_library("Médiathèque de Papeete", insee_code="98735")
    # The first of January in Paris is still December in Tahiti.
    a_cafe(papeete, title="Réveillon", starts_at=datetime(2027, 1, 1, 6, tzinfo=PARIS))

    december, _facts = on_paper("place", papeete.public_id, tmp_path)
    january, _facts = on_paper("place", papeete.public_id, tmp_path, month=MONTH.replace(year=2027, month=1))

    assert ("Jeudi 31" in december, "Réveillon" in december, "Réveillon" in january) == (True, True, False)


def test_a_month_without_a_date_says_so_and_whom_to_call(tmp_path: Path) -> None:
    place = a_library()

    said, facts = on_paper("place", place.public_id, tmp_path)

    assert "Aucune date n’est annoncée pour ce mois" in said
    assert (PHONE in said, facts["Pages"]) == (True, "1")


def test_a_programme_too_long_to_be_printed_says_where_it_stops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programmes, "MOST_DATES", 2)
    place = a_library()
    for day in range(5):
        a_cafe(place, title=f"Café {day}", starts_at=DECEMBER + timedelta(days=day))

    said, _facts = on_paper("place", place.public_id, tmp_path)

    assert "s’arrête au mercredi 2 décembre : 3 autres dates" in said
    assert ("Café 1" in said, "Café 2" in said) == (True, False)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("kind", ["place", "territory"])
def test_a_programme_costs_the_same_number_of_queries_however_many_dates(
    django_assert_num_queries: Any, kind: str, count: int
) -> None:
    place = a_library()
    for day in range(count):
        a_cafe(place, starts_at=DECEMBER + timedelta(days=day))
    reference = place.public_id if kind == "place" else "commune-53084"

    with django_assert_num_queries(PROGRAMME_QUERIES[kind]):
        agenda = agenda_named(kind, reference)
        assert agenda is not None
        programme_of(agenda, month=MONTH, now=NOW)


def test_programmes_are_printed_from_their_address_without_an_account(client: Client, tmp_path: Path) -> None:
    place = a_library()
    a_cafe(place, starts_at=datetime(2031, 3, 4, 14, tzinfo=PARIS), title="Café de mars")

    for where in (f"lieu/{place.public_id}", "commune-53084", "departement-53", "format/digital-cafe"):
        said, _facts = read(client, f"/agenda/{where}/programme.pdf?mois=2031-03", tmp_path)
        assert ("Programme de mars 2031" in said, "Café de mars" in said) == (True, True), where
    for month in ("mars", "0001-01", "9999-12"):
        assert client.get(f"/agenda/departement-53/programme.pdf?mois={month}").status_code == 200
        assert client.get(f"/agenda/departement-53/presse.txt?mois={month}").status_code == 200


@pytest.mark.parametrize(
    ("asked", "month"),
    [
        ("2027-03", (2027, 3)),
        ("suivant", (2026, 12)),
        ("", (2026, 11)),
        ("2027-13", (2026, 11)),
        ("0001-01", (2026, 11)),
        ("9999-12", (2026, 11)),
        ("x", (2026, 11)),
    ],
)
def test_the_month_is_written_in_the_address_or_is_this_one(asked: str, month: tuple[int, int]) -> None:
    assert month_asked(asked, on=NOW.date()) == date(*month, 1)


@pytest.mark.parametrize("where", ["departement-00", "lieu/aaaaaaaa", "reseau/aaaaaaaa", "format/xyz"])
def test_there_is_no_programme_of_what_does_not_exist(client: Client, where: str) -> None:
    a_library()

    assert client.get(f"/agenda/{where}/programme.pdf").status_code == 404
