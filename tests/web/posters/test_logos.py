"""Logos: checked by their bytes, deposited by those who keep the record, refused with words one can act on."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

from palier.directory.models import Structure
from palier.outreach.logos import LogoRefused, logo_of, save_logo
from palier.outreach.models import StructureLogo
from tests.cast import at, over, person
from tests.factories.directory import NOW, StructureFactory
from tests.outreach.paperwork import a_cafe, png, two_hosts
from tests.printing.pdf import needs_poppler
from tests.web.posters.test_posters import pictures_in

pytestmark = pytest.mark.django_db
# A JPEG of 1 × 1 pixel, and the header of one of 4,000 × 10.
JPEG = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb004300" + "01" * 64
    + "ffc0000b080001000101011100ffc40014000100000000000000000000000000000009ffc4001410010000000000000000000000"
    "0000000000ffda0008010100003f0054dfffd9"
)  # fmt: skip
WIDE_JPEG = b"\xff\xd8\xff\xc0\x00\x0b\x08\x00\x0a\x0f\xa0\x01\x01\x11\x00" + b"\x00" * 20


def there(structure: Structure) -> str:
    return f"/fiches/structures/{structure.public_id}/logo/"


def sent(data: bytes, name: str = "logo.png") -> dict[str, Any]:
    return {"file": SimpleUploadedFile(name, data)}


def test_a_png_and_a_jpeg_are_kept_with_their_size_whatever_their_name() -> None:
    structure = StructureFactory()

    kept = []
    for data in (png(60, 20), JPEG):
        save_logo(structure=structure, data=data, by=None, now=NOW)
        logo = logo_of(structure)
        assert logo is not None
        kept.append((logo.kind, logo.width_px, logo.height_px, bytes(logo.data) == data))

    assert kept == [("PNG", 60, 20, True), ("JPEG", 1, 1, True)]
    assert StructureLogo.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "ni un PNG ni un JPEG"),
        (b"GIF89a" + b"\x00" * 40, "ni un PNG ni un JPEG"),
        (b"", "ni un PNG ni un JPEG"),
        (b"\x89PNG\r\n\x1a\n", "ni un PNG ni un JPEG"),
        (png()[:-20], "incomplète ou abîmée"),
        (JPEG[:-2], "incomplète ou abîmée"),
        (png(3001, 1), "3001 × 1 pixels"),
        (WIDE_JPEG, "4000 × 10 pixels"),
        (png() + b"\x00" * 500_000, "dépasse 500 ko"),
    ],
    ids=["svg", "gif", "empty", "only a signature", "cut png", "cut jpeg", "wide", "wide jpeg", "heavy"],
)
def test_what_is_no_logo_is_refused_with_a_reason(data: bytes, why: str) -> None:
    structure = StructureFactory()

    with pytest.raises(LogoRefused, match=why):
        save_logo(structure=structure, data=data, by=None, now=NOW)

    assert logo_of(structure) is None


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "GIF"}, {"width_px": 0}, {"height_px": 3001}, {"size_bytes": 500_001}, {"size_bytes": 0}],
    ids=str,
)
def test_the_database_refuses_what_is_no_logo(wrong: dict[str, Any]) -> None:
    logo = save_logo(structure=StructureFactory(), data=png(), by=None, now=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        StructureLogo.objects.filter(pk=logo.pk).update(**wrong)


def test_who_keeps_the_record_deposits_sees_and_takes_the_logo_away(client: Client) -> None:
    structure = StructureFactory(name="CCAS de Craon")
    at(structure, person("Alice"), "digital_lead")
    client.force_login(person("Alice"))

    done = client.post(there(structure), sent(png(60, 20)), follow=True)
    seen = client.get(f"{there(structure)}image/")
    gone = client.post(f"{there(structure)}retirer/", follow=True)

    assert 'alt="CCAS de Craon" width="60" height="20"' in done.text
    assert (seen["Content-Type"], seen.content) == ("image/png", png(60, 20))
    assert "no-store" in seen["Cache-Control"]
    assert seen["X-Content-Type-Options"] == "nosniff"
    assert "portent le nom de la structure" in gone.text
    assert (logo_of(structure), client.get(f"{there(structure)}image/").status_code) == (None, 404)


@pytest.mark.parametrize(
    ("data", "why"),
    [(b"", ""), (b"<html>", "ni un PNG ni un JPEG"), (b"x" * 500_001, "dépasse 500 ko")],
    ids=["empty", "page", "heavy"],
)
def test_a_wrong_file_is_refused_on_the_page(client: Client, data: bytes, why: str) -> None:
    structure = StructureFactory()
    at(structure, person("Alice"), "digital_lead")
    client.force_login(person("Alice"))

    refused = client.post(there(structure), sent(data))

    assert (refused.status_code, why in refused.text) == (422, True)
    assert logo_of(structure) is None


@pytest.mark.parametrize("end", ["", "image/", "retirer/"])
def test_only_those_who_keep_the_record_reach_its_logo(client: Client, end: str) -> None:
    structure = StructureFactory()
    save_logo(structure=structure, data=png(), by=None, now=NOW)
    at(StructureFactory(), person("Bob"), "digital_lead")
    over("departement:49", person("Dora"), "coordinator")
    send = client.post if end == "retirer/" else client.get
    codes = {"anonymous": send(there(structure) + end).status_code}
    for name in ("Bob", "Charlie", "Dora"):
        client.force_login(person(name))
        codes[name] = send(there(structure) + end).status_code

    assert codes == {"anonymous": 302, "Bob": 403, "Charlie": 403, "Dora": 403}
    assert logo_of(structure) is not None


@needs_poppler
def test_a_new_logo_is_on_the_poster_at_once_and_a_poster_without_it_is_another(
    client: Client, tmp_path: Path
) -> None:
    session = a_cafe()
    two_hosts(session)
    address = f"/seances/{session.public_id}/affiche.pdf"
    before = client.get(address)

    save_logo(structure=session.organiser, data=png(50, 50), by=None, now=NOW)
    after = client.get(address, headers={"If-None-Match": before["ETag"]})

    assert after.status_code == 200
    assert pictures_in(after.content, tmp_path) == [("50", "50"), ("20", "30")]
