"""The tables people open: the same cells in CSV, Excel and LibreOffice, read back by another library."""

import csv
import io
import json
from datetime import date
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import pytest
from python_calamine import CalamineWorkbook

from palier.directory import exports
from palier.directory.exports.tables import HEADERS
from palier.directory.models import Place
from tests.directory.exports.conftest import TODAY
from tests.factories.directory import a_place

pytestmark = pytest.mark.django_db


def written(name: str) -> bytes:
    export = exports.Export(on=TODAY, site_url="https://palier.example")
    places = exports.open_data(territory=None, with_demo=True, on=TODAY)
    return b"".join(exports.FORMATS[name].write(places, export))


def sheet(content: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


@pytest.mark.requirement("R001-032")
def test_the_table_says_who_what_when_and_when_it_was_verified(full_place: Place) -> None:
    [headers, row] = sheet(written("xlsx"))

    said = dict(zip(headers, row, strict=True))
    assert tuple(headers) == HEADERS
    assert said["Nom"] == "Médiathèque de Craon"
    assert said["Besoins couverts"] == "Mes impôts"
    assert said["Prix"] == "gratuit ; payant"
    assert said["Vérifié le"] == date(2026, 11, 24)
    assert said["Vérifié par"] == "la médiathèque"
    assert said["Téléphone"].replace("\u202f", " ") == "02 61 91 00 00 ; 3646"
    assert said["Latitude"] == 47.8476


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+33 & <b>", "Deux\nlignes", "'déjà'", "-"])
def test_the_two_workbooks_and_the_csv_hold_the_same_cells(name: str) -> None:
    a_place(name)

    excel, office = sheet(written("xlsx")), sheet(written("ods"))
    text = list(csv.reader(io.StringIO(written("csv").decode("utf-8-sig"), newline=""), delimiter=";"))

    assert excel == office
    assert excel[1][0] == name
    assert text[0] == excel[0]
    assert text[1][0].removeprefix("'") == name.removeprefix("'")


def test_the_ods_file_says_what_it_is_before_anything_else() -> None:
    with ZipFile(io.BytesIO(written("ods"))) as archive:
        first = archive.infolist()[0]

        assert (first.filename, first.compress_type) == ("mimetype", ZIP_STORED)
        assert archive.read("mimetype") == b"application/vnd.oasis.opendocument.spreadsheet"


def test_the_same_places_make_the_same_ods_file() -> None:
    a_place("Mairie")

    assert written("ods") == written("ods")


def test_geojson_has_one_feature_per_place_longitude_first(full_place: Place) -> None:
    nowhere = a_place("Bus", point=None)

    file = json.loads(written("geojson"))

    assert file["type"] == "FeatureCollection"
    assert [f["geometry"] for f in file["features"]] == [
        {"type": "Point", "coordinates": [-0.9506, 47.8476]},
        None,
    ]
    assert file["features"][1]["properties"]["name"] == nowhere.name
