"""One’s records as a workbook, and back: what was touched is proposed, what was not changes nothing."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from palier.directory.editable import PLACE_FIELDS, read_place, read_service
from palier.directory.enums import BulkOutcome, ChangeVia
from palier.directory.models import BulkWork, Need, Place, RecordChange, Service
from palier.directory.queries.standing import standing_of
from palier.directory.spreadsheets import compare_workbook, write_workbook
from tests.cast import TODAY, at, over, person
from tests.directory.edits import contact, edit, edit_one
from tests.directory.test_editing import structure, whole_place, whole_service  # noqa: F401
from tests.factories.directory import StructureFactory, a_need, a_place, a_service, commune
from tests.web.lists.workbooks import changed, lines_of

pytestmark = pytest.mark.django_db
SHEETS, WORKBOOK, WORK = "/fiches/tableur/", "/fiches/tableur/fiches.xlsx", "/fiches/modifier-en-nombre/"
Edit = Callable[[str, int, int, str], None]


@pytest.fixture
def coordinator(client: Client) -> Client:
    commune("53084"), commune("49007")
    over("departement:53", person("Alice"), "coordinator")
    client.force_login(person("Alice"))
    return client


def download(client: Client, query: str = "") -> bytes:
    answer = client.get(f"{WORKBOOK}?{query}")
    assert answer.status_code == 200
    return answer.content


def send(client: Client, content: bytes) -> BulkWork:
    answer = client.post(SHEETS, {"file": SimpleUploadedFile("fiches.xlsx", content)})
    assert answer.status_code == 302, answer.content.decode()
    return BulkWork.objects.get(pk=int(answer["Location"].rstrip("/").rsplit("/", 1)[1]))


def accept(client: Client, work: BulkWork) -> None:
    ready = work.lines.filter(outcome=BulkOutcome.READY)
    client.post(f"{WORK}{work.pk}/appliquer/", {"ligne": [line.pk for line in ready]})
    work.refresh_from_db()


def refused(client: Client, content: bytes) -> str:
    answer = client.post(SHEETS, {"file": SimpleUploadedFile("fiches.xlsx", content)})
    assert answer.status_code == 422
    return answer.content.decode()


def test_the_workbook_has_a_row_per_place_and_per_service_with_french_headers(coordinator: Client) -> None:
    place = a_place("Médiathèque", phone="0261910001")
    service = a_service(place, a_need("impots"))
    a_place("Ailleurs", insee_code="49007")

    content = download(coordinator)

    places, services = lines_of(content, "Lieux"), lines_of(content, "Services")
    assert places[0] == ["Identifiant", *(field.label for field in PLACE_FIELDS.values())]
    assert [line[:2] for line in places[1:]] == [[place.public_id, "Médiathèque"]]
    assert [line[:3] for line in services[1:]] == [[service.public_id, "Médiathèque", "Aide aux démarches"]]
    said = dict(zip(places[0], places[1], strict=True))
    assert said["Commune"] == "Craon (53084)"
    assert said["Contacts"] == "téléphone : 02 61 91 00 01"
    assert said["Publication"] == "publié"
    assert "Mode d’emploi" in CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names


def test_the_workbook_holds_the_filtered_list_alone(coordinator: Client) -> None:
    a_place("Médiathèque"), a_place("Mairie")

    assert [line[1] for line in lines_of(download(coordinator, "q=mairie"), "Lieux")[1:]] == ["Mairie"]


def test_a_record_that_says_everything_comes_back_without_a_difference(
    coordinator: Client,
    whole_place: dict[str, Any],  # noqa: F811
    whole_service: dict[str, Any],  # noqa: F811
) -> None:
    place = a_place("Lieu")
    service = a_service(place, Need.objects.get(code="impots"))
    edit(place, **whole_place)
    edit_one(service, **whole_service)
    before = (read_place(Place.objects.get()), read_service(Service.objects.get()))

    content = download(coordinator)

    work = send(coordinator, content)
    every_cell_touched = send(coordinator, changed(content, {}, is_spoiled=True))

    assert (work.lines.count(), work.remarks) == (0, [])
    assert (every_cell_touched.lines.count(), every_cell_touched.remarks) == (0, [])
    assert "Rien à écrire" in coordinator.get(f"{WORK}{work.pk}/").content.decode()
    assert (read_place(Place.objects.get()), read_service(Service.objects.get())) == before


def test_touched_cells_are_proposed_in_french_then_written_as_a_spreadsheet(coordinator: Client) -> None:
    one, two = a_place("Un"), a_place("Deux")
    service = a_service(one, a_need("impots"))
    content = changed(
        download(coordinator),
        {
            (one.public_id, "Fixe ou itinérant"): "itinérant",
            (one.public_id, "Contacts"): "courriel : a@exemple.example",
            (one.public_id, "Heures d’ouverture"): "du lundi au vendredi 9h-12h",
            (service.public_id, "Prix"): "gratuit",
        },
    )

    work = send(coordinator, content)
    page = coordinator.get(f"{WORK}{work.pk}/").content.decode()
    written_before = RecordChange.objects.count()
    accept(coordinator, work)

    said = read_place(Place.objects.get(pk=one.pk))
    assert written_before == 0
    assert "<ins>itinérant</ins>" in page
    assert "Deux" not in page
    assert (said["itinerancy"], said["opening_hours"]) == ("MOBILE", "Mo-Fr 09:00-12:00")
    assert said["contacts"] == [contact("EMAIL", "a@exemple.example")]
    assert Service.objects.get().price == "FREE"
    assert {change.via for change in RecordChange.objects.all()} == {ChangeVia.SPREADSHEET}
    assert not RecordChange.objects.filter(place=two).exists()


def test_a_cell_left_as_it_was_never_overwrites_what_somebody_changed_since(coordinator: Client) -> None:
    place = a_place("Un")
    content = download(coordinator)
    edit(place, address="9 rue Neuve")

    work = send(coordinator, changed(content, {(place.public_id, "Fixe ou itinérant"): "fixe"}))
    accept(coordinator, work)

    place.refresh_from_db()
    assert (place.address, place.itinerancy) == ("9 rue Neuve", "FIXED")


def test_a_cell_changed_on_both_sides_is_shown_and_not_written(coordinator: Client) -> None:
    place = a_place("Un")
    content = download(coordinator)
    edit(place, address="9 rue Neuve")

    work = send(coordinator, changed(content, {(place.public_id, "Adresse"): "4 impasse du Puits"}))
    page = coordinator.get(f"{WORK}{work.pk}/").content.decode()

    assert [line.outcome for line in work.lines.all()] == ["REFUSED"]
    assert "la fiche dit maintenant « 9 rue Neuve »" in page.replace("\u00a0", " ")
    place.refresh_from_db()
    assert place.address == "9 rue Neuve"


def test_a_refused_cell_is_named_with_its_reason_and_the_others_of_its_row_are_written(
    coordinator: Client,
) -> None:
    place = a_place("Un")
    content = changed(
        download(coordinator),
        {
            (place.public_id, "Fixe ou itinérant"): "fixe",
            (place.public_id, "Code postal"): "534000",
            (place.public_id, "Heures d’ouverture"): "quand il fait beau",
        },
    )

    work = send(coordinator, content)
    accept(coordinator, work)

    line = work.lines.get()
    assert (line.outcome, Place.objects.get().itinerancy, Place.objects.get().postal_code) == (
        "DONE",
        "FIXED",
        "53400",
    )
    assert [reason.partition(" : ")[0] for reason in line.reasons] == [
        "Lieux, ligne 2, « Heures d’ouverture »",
        "Lieux, ligne 2, « Code postal »",
    ]


def test_rows_removed_added_or_unknown_are_said_and_change_nothing(coordinator: Client) -> None:
    one, two = a_place("Un"), a_place("Deux")
    content = changed(
        download(coordinator),
        {(one.public_id, "Identifiant"): "zzzzzzzz", (one.public_id, "Nom"): "Autre"},
        without=[two.public_id],
    )

    work = send(coordinator, content)

    assert work.lines.count() == 0
    assert work.remarks == [
        "Lieux, identifiants inconnus ou ajoutés à la main, ignorés : zzzzzzzz.",
        "2 lignes du téléchargement ne sont plus dans le fichier : rien n’est effacé.",
    ]
    assert Place.objects.count() == 2


def test_a_row_outside_the_perimeter_is_refused_and_shows_nothing_of_the_record(coordinator: Client) -> None:
    """Alice keeps the Mayenne, Bob one library of it; Charlie has a bare account."""
    library = StructureFactory()
    mine, other = a_place("La mienne"), a_place("Celle d’à côté")
    edit(mine, owner=library.public_id)
    edit(other, internal_notes="Clé chez la voisine")
    at(library, person("Bob"), "digital_lead")
    content = changed(
        download(coordinator),
        {(mine.public_id, "Fixe ou itinérant"): "fixe", (other.public_id, "Fixe ou itinérant"): "fixe"},
    )

    coordinator.force_login(person("Bob"))
    work = send(coordinator, content)
    page = coordinator.get(f"{WORK}{work.pk}/").content.decode()
    accept(coordinator, work)
    coordinator.force_login(person("Charlie"))

    assert coordinator.post(SHEETS, {"file": SimpleUploadedFile("a.xlsx", content)}).status_code == 403
    assert work.remarks == [f"Lieux, refusées car hors de ce que vous pouvez modifier : {other.public_id}."]
    assert "voisine" not in page
    assert "Celle d’à côté" not in page
    assert dict(Place.objects.values_list("name", "itinerancy")) == {
        "La mienne": "FIXED",
        "Celle d’à côté": "UNKNOWN",
    }


def test_what_a_person_may_not_see_is_not_in_the_workbook_and_is_kept_when_the_cell_changes(
    client: Client,
) -> None:
    library = StructureFactory()
    place = a_place("Un")
    secret = contact("EMAIL", "elue@exemple.example", visibility="COORDINATOR")
    edit(place, owner=library.public_id, contacts=[secret], internal_notes="Secret")
    place.field_visibility = {"internal_notes": "COORDINATOR"}
    place.save()
    at(library, person("Bob"), "digital_lead")
    client.force_login(person("Bob"))

    content = download(client)
    wanted = {
        (place.public_id, "Contacts"): "téléphone : 02 61 91 00 05",
        (place.public_id, "Notes internes"): "Rien",
    }
    work = send(client, changed(content, wanted))
    accept(client, work)

    assert b"elue@" not in b"".join(
        zipfile.ZipFile(io.BytesIO(content)).read(n) for n in ("xl/sharedStrings.xml",)
    )
    assert read_place(Place.objects.get())["internal_notes"] == "Secret"
    assert [c["value"] for c in read_place(Place.objects.get())["contacts"]] == [
        "elue@exemple.example",
        "+33261910005",
    ]


@pytest.mark.parametrize("place_count", [1, 3])
def test_the_workbook_costs_the_same_however_many_records(
    coordinator: Client, django_assert_num_queries: DjangoAssertNumQueries, place_count: int
) -> None:
    need = a_need("impots")
    for number in range(place_count):
        place = a_place(f"Lieu {number}")
        edit(place, owner=StructureFactory().public_id)
        a_service(place, need)

    with django_assert_num_queries(30):
        download(coordinator)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "vide"),
        (b"%PDF-1.7", "PDF"),
        (b"nom;commune\nUn;Craon\n", "XLSX"),
        (b"PK\x03\x04 rien", "ouvert"),
    ],
)
def test_a_file_that_is_not_our_workbook_is_refused_with_a_sentence(
    coordinator: Client, content: bytes, sentence: str
) -> None:
    assert sentence in refused(coordinator, content)
    assert not BulkWork.objects.exists()


def test_a_workbook_without_its_fingerprints_is_refused(coordinator: Client) -> None:
    a_place("Un")

    page = refused(coordinator, changed(download(coordinator), {}, sheets=("Lieux", "Services")))

    assert "feuille cachée" in page


def test_a_zip_bomb_is_refused_before_it_is_opened(coordinator: Client) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)

    assert "anormalement grand" in refused(coordinator, target.getvalue())


def test_an_open_document_spreadsheet_is_read_too(coordinator: Client, tmp_path: Path) -> None:
    place = a_place("Un")
    content = changed(download(coordinator), {(place.public_id, "Fixe ou itinérant"): "fixe"}, as_ods=True)
    path = tmp_path / "fiches.ods"
    path.write_bytes(content)

    compared = compare_workbook(path, standing=standing_of(person("Alice"), on=TODAY))

    assert [dict(one.values) for one in compared.wanted] == [{"itinerancy": "FIXED"}]


def test_a_workbook_says_nothing_of_the_places_that_were_not_asked_for(coordinator: Client) -> None:
    place, other = a_place("Un"), a_place("Deux")
    target = io.BytesIO()

    write_workbook(target, place_ids=[place.pk], standing=standing_of(person("Alice"), on=TODAY))

    assert [line[1] for line in lines_of(target.getvalue(), "Lieux")[1:]] == ["Un"]
    assert other.public_id.encode() not in target.getvalue()
