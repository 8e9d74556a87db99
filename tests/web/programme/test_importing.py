"""Importing a programme through its page: looked at first, written once, refused in French."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from palier.agenda.enums import FormatKind
from palier.agenda.models import Session
from palier.directory.models import Place
from tests.agenda.imports.test_programmes import calendar, event
from tests.factories.agenda import a_format
from tests.web.programme.planning import a_library, as_planner, owner_of, soon

pytestmark = pytest.mark.django_db
URL = "/programme/importer/"


def _file(content: bytes, name: str = "programme.ics") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def _ready(client: Client) -> Place:
    place = a_library()
    as_planner(client, place)
    a_format()
    a_format(FormatKind.THEMATIC, theme_rule="REQUIRED")
    return place


def _coming() -> bytes:
    start, end = f"{soon():%Y%m%dT%H%M%S}", f"{soon(hour=16):%Y%m%dT%H%M%S}"
    away = event("Ailleurs", uid="b", start=start, end=end, more="LOCATION:Bibliothèque de Rennes\n")
    return calendar(event(start=start, end=end), away)


def test_a_calendar_is_looked_at_line_by_line_then_written_and_published(client: Client) -> None:
    place = _ready(client)
    said = {"file": _file(_coming()), "place": place.public_id, "format": "thematic"}

    preview = client.post(URL, said)

    assert preview.status_code == 200
    assert "1 séance à écrire" in preview.text
    assert "n’est pas un de vos lieux publiés" in preview.text
    assert not Session.objects.exists()
    done = client.post(URL, {"rows": preview.context["rows"], "publish": "1"}, follow=True)
    assert "1 séance écrite." in done.text
    session = Session.objects.get()
    assert (session.title, session.status, session.starts_at) == ("Café numérique", "PUBLISHED", soon())

    again = client.post(URL, {"rows": preview.context["rows"], "publish": "1"}, follow=True)
    assert "Déjà importée." in again.text
    assert Session.objects.count() == 1


def test_a_preview_that_was_changed_writes_nothing(client: Client) -> None:
    place = _ready(client)
    said = {"file": _file(_coming()), "place": place.public_id, "format": "thematic"}
    rows = client.post(URL, said).context["rows"]

    page = client.post(URL, {"rows": rows[:-3] + "abc"}, follow=True)

    assert "déposez le fichier de nouveau" in page.text
    assert not Session.objects.exists()


def test_a_preview_of_ones_own_is_not_written_by_somebody_who_plans_elsewhere(client: Client) -> None:
    place = _ready(client)
    said = {"file": _file(_coming()), "place": place.public_id, "format": "thematic"}
    rows = client.post(URL, said).context["rows"]
    bob = as_planner(Client(), a_library("Ailleurs"), "Bob")

    assert bob.post(URL, {"rows": rows}).status_code == 403
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("programme.ics", b"rien du tout", "calendrier lisible"),
        ("vide.ics", calendar(), "aucun événement"),
        ("annee.csv", b"nom;ville\nA;B\n", "manque"),
        ("annee.xlsx", b"PK\x03\x04cass\xe9", "."),
        ("annee.pdf", b"%PDF-1.7 \x00\x01", "."),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence(
    name: str, content: bytes, sentence: str, client: Client
) -> None:
    place = _ready(client)

    page = client.post(URL, {"file": _file(content, name), "place": place.public_id, "format": "thematic"})

    assert page.status_code == 422
    (error,) = page.context["form"].errors["file"]
    assert sentence in error


def test_a_place_that_no_structure_keeps_is_not_imported_to(client: Client) -> None:
    place = _ready(client)
    Place.objects.filter(pk=place.pk).update(operator=owner_of(place), owner=None)

    page = client.post(URL, {"file": _file(_coming()), "place": place.public_id, "format": "thematic"})

    assert "Aucune structure ne tient ce lieu" in page.text


def test_without_a_place_there_is_nothing_to_import_to(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    Place.objects.filter(pk=place.pk).update(status="DRAFT")

    assert "Aucun lieu où programmer" in client.get(URL).text
