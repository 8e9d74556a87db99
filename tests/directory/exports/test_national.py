"""The national schema: valid, complete, and honest about what it cannot say."""

import csv
import io
import json
import os
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from palier.directory import actions, exports
from palier.directory.enums import ContactKind, PlaceKind
from palier.directory.exports.national import national_row
from palier.directory.models import Need, Place, PlaceType
from palier.territory.models import PostalCode
from tests.directory.exports.conftest import SECRETS, TODAY
from tests.factories.directory import NOW, a_place, a_service

pytestmark = pytest.mark.django_db
TAXONOMIES = Path(os.environ.get("PALIER_TAXONOMIES", Path(__file__).parents[4] / "shared/data/taxonomies"))
SCHEMA = TAXONOMIES / "schema_lieux_mediation_numerique_v1.0.2.json"


def written(name: str, *, report: exports.ExportReport | None = None, on: date = TODAY) -> bytes:
    export = exports.Export(on=on, site_url="https://palier.example", report=report or exports.ExportReport())
    places = exports.open_data(territory=None, with_demo=True, on=on)
    return b"".join(exports.FORMATS[name].write(places, export))


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def mistakes(rows: Iterable[dict[str, Any]], schema: dict[str, Any]) -> list[str]:
    """What a Table Schema validator would say: the constraints of each field on each row."""
    found = []
    for row in rows:
        for field in schema["fields"]:
            value, rules = str(row.get(field["name"], "")), field["constraints"]
            if not value:
                if rules.get("required"):
                    found.append(f"{field['name']} missing")
                continue
            if "pattern" in rules and not re.search(rules["pattern"], value):
                found.append(f"{field['name']}: {value}")
            if len(value) > rules.get("maxLength", 10**6):
                found.append(f"{field['name']} too long")
            if field["type"] == "number":
                float(value)
            if field["type"] == "date":
                date.fromisoformat(value)
    return found


@pytest.fixture
def schema() -> dict[str, Any]:
    if not SCHEMA.exists():
        pytest.skip(f"the schema is not at {SCHEMA}")
    read: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return read


@pytest.mark.requirement("R001-012", "R004-183")
def test_the_file_is_valid_and_its_columns_are_those_of_the_schema(
    full_place: Place, schema: dict[str, Any]
) -> None:
    a_place("Mairie", kinds=list(PlaceKind), description="Très long. " * 60)

    text, objects = rows_of(written("national-csv")), json.loads(written("national-json"))

    assert list(text[0]) == [field["name"] for field in schema["fields"]]
    assert (mistakes(text, schema), mistakes(objects, schema)) == ([], [])
    assert [{k: v for k, v in row.items() if v} for row in text] == [
        {k: repr(v) if isinstance(v, float) else v for k, v in row.items()} for row in objects
    ]


def test_the_check_of_the_schema_sees_a_mistake(full_place: Place, schema: dict[str, Any]) -> None:
    [row] = rows_of(written("national-csv"))

    assert mistakes([row | {"code_postal": "534", "nom": "", "frais_a_charge": "Cher"}], schema) == [
        "nom missing",
        "code_postal: 534",
        "frais_a_charge: Cher",
    ]


def test_a_place_says_all_that_the_schema_can_say(full_place: Place) -> None:
    [row] = rows_of(written("national-csv"))

    assert {k: v for k, v in row.items() if v} == {
        "id": full_place.public_id,
        "pivot": "21530084300013",
        "nom": "Médiathèque de Craon",
        "commune": "Craon",
        "code_postal": "53400",
        "code_insee": "53084",
        "adresse": "12 place du Pilori",
        "latitude": "47.8476",
        "longitude": "-0.9506",
        "typologie": "BIB",
        "telephone": "+33261910000",
        "courriels": "mediatheque@craon.example",
        "site_web": "https://craon.example/",
        "horaires": "Mo-Fr 09:00-12:00",
        "source": "Hubik",
        "itinerance": "Itinérant|Fixe",
        "structure_parente": "La Ligue",
        "date_maj": "2026-11-24",
        "services": "Aide aux démarches administratives",
        "publics_specifiquement_adresses": "Seniors",
        "prise_en_charge_specifique": "Surdité|Langues étrangères (autres)",
        "frais_a_charge": "Gratuit|Payant",
        "dispositif_programmes_nationaux": "France Services",
        "formations_labels": "Étapes numériques(La Poste)",
        "autres_formations_labels": "Label de la maison",
        "modalites_acces": "Se présenter",
        "modalites_accompagnement": "Accompagnement individuel",
        "fiche_acces_libre": "https://acceslibre.beta.gouv.fr/app/53-craon/",
        "prise_rdv": "https://rdv.example/craon",
    }


def test_what_the_schema_cannot_say_is_told_beside(full_place: Place) -> None:
    report = exports.ExportReport()

    written("national-csv", report=report)

    assert [(line["champ"], line["valeur"]) for line in report.left_out] == [
        ("telephone", "3646"),
        ("modalites_acces", "sur rendez-vous"),
        ("modalites_accompagnement", "sur place"),
    ]
    assert (report.written, report.refused) == (1, [])


def test_a_place_that_cannot_be_valid_is_listed_with_its_reason_and_not_in_the_file() -> None:
    place = a_place("Bus", postal_code="")
    PostalCode.objects.create(commune=place.commune, code="53401")  # two codes: which one is not known
    report = exports.ExportReport()

    content = written("national-csv", report=report)

    assert rows_of(content) == []
    reason = "« code_postal » est obligatoire et n’est pas connu"
    assert report.as_json() == {
        "ecrits": 0,
        "non_valides": [{"id": place.public_id, "nom": "Bus", "raisons": [reason]}],
        "valeurs_laissees": [],
    }


def test_what_is_not_known_gets_the_words_the_schema_has_for_it() -> None:
    place = a_place("Mairie", address="", postal_code="")

    [row] = rows_of(written("national-csv"))

    assert (row["pivot"], row["adresse"], row["code_postal"], row["services"]) == (
        "0" * 14,
        "Craon",
        "53400",
        "",
    )
    assert row["date_maj"] == place.updated_at.date().isoformat()


def test_a_long_presentation_is_cut_for_the_summary_and_kept_whole() -> None:
    text = "Une phrase de présentation. " * 20
    a_place("Mairie", description=text)

    [row] = rows_of(written("national-csv"))

    assert len(row["presentation_resume"]) <= 280
    assert row["presentation_resume"].endswith("…")
    assert row["presentation_detail"] == text.strip()


def test_a_separator_inside_a_value_does_not_make_two_values() -> None:
    place = a_place("Mairie")
    actions.add_contact(of=place, kind=ContactKind.WEBSITE, value="https://craon.example/?a=1|2")

    [row] = rows_of(written("national-csv"))

    assert row["site_web"] == "https://craon.example/?a=1%7C2"


def test_a_service_that_names_a_national_service_says_it_as_it_is(national: Need) -> None:
    a_service(a_place("Mairie"), national)

    [row] = rows_of(written("national-csv"))

    assert row["services"] == "Aide aux démarches administratives"


def test_the_code_that_a_source_gave_is_kept_before_ours() -> None:
    place = a_place("Maison", kinds=[PlaceKind.LIBRARY])
    PlaceType.objects.create(place=place, kind=PlaceKind.OTHER, national_code="MQ")
    PlaceType.objects.create(place=place, kind=PlaceKind.SCHOOL)
    PlaceType.objects.create(place=place, kind=PlaceKind.FABLAB, ends_on=date(2020, 1, 1))

    [row] = rows_of(written("national-csv"))

    assert row["typologie"] == "BIB|MQ"


@pytest.mark.requirement("R001-012")
def test_the_identifier_does_not_change_when_the_place_does(full_place: Place) -> None:
    before = rows_of(written("national-csv"))[0]["id"]

    actions.update_place(place=full_place, name="Nouveau nom", address="1 rue Neuve", now=NOW)

    [row] = rows_of(written("national-csv"))
    assert (row["id"], row["nom"], row["source"]) == (before, "Nouveau nom", "Hubik")


def test_a_formula_in_a_name_is_shown_and_never_run() -> None:
    a_place("=HYPERLINK(1)")

    [row] = rows_of(written("national-csv"))
    [same] = json.loads(written("national-json"))

    assert (row["nom"], same["nom"]) == ("'=HYPERLINK(1)", "=HYPERLINK(1)")


@pytest.mark.requirement("R004-177")
@pytest.mark.parametrize("name", sorted(exports.FORMATS))
def test_no_format_says_what_is_reserved(full_place: Place, name: str) -> None:
    assert full_place.internal_notes == "zorglub"

    content = _readable(written(name))

    assert [secret for secret in SECRETS if secret in content] == []
    assert "Médiathèque de Craon" in content


def _readable(content: bytes) -> str:
    if not content.startswith(b"PK"):
        return content.decode().replace("\u202f", "").replace(" 0", "0") + content.decode()
    from zipfile import ZipFile

    with ZipFile(io.BytesIO(content)) as archive:
        return "".join(archive.read(part).decode() for part in archive.namelist())


@pytest.mark.parametrize("count", [1, 3])
def test_an_export_costs_the_same_queries_however_many_places(
    national: Need, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        a_service(a_place(f"Lieu {number}"), national, name=f"Service {number}")

    with django_assert_num_queries(24):
        assert len(rows_of(written("national-csv"))) == count


def test_batches_give_each_place_once() -> None:
    ids = [a_place(f"Lieu {n}").public_id for n in range(5)]

    places = exports.open_data(territory=None, with_demo=False, on=TODAY, batch_size=2)

    assert [national_row(place, on=TODAY).values["id"] for place in places] == ids
