"""data·inclusion v1: what its own schema, as published on PyPI, says of our file."""

import json
from typing import Any

import pytest
from data_inclusion.schema.v1 import Service, Structure

from palier.directory import actions, exports
from palier.directory.enums import Modality
from palier.directory.models import Place
from tests.directory.exports.conftest import TODAY
from tests.factories.directory import AudienceFactory, a_need, a_place, a_service, commune

pytestmark = pytest.mark.django_db


def written(report: exports.ExportReport | None = None) -> dict[str, Any]:
    export = exports.Export(
        on=TODAY, site_url="https://palier.example", report=report or exports.ExportReport()
    )
    places = exports.open_data(territory=None, with_demo=True, on=TODAY)
    read: dict[str, Any] = json.loads(b"".join(exports.FORMATS["data-inclusion"].write(places, export)))
    return read


@pytest.fixture
def no_future(monkeypatch: pytest.MonkeyPatch) -> None:
    """The schema refuses a day to come, by the real clock; the day of these tests is a fixed one."""
    from data_inclusion.schema.v1 import services, structures

    class Day(structures.date):  # type: ignore[misc]
        @classmethod
        def today(cls) -> Any:
            return TODAY

    monkeypatch.setattr(structures, "date", Day)
    monkeypatch.setattr(services, "date", Day)


@pytest.mark.requirement("R004-183")
@pytest.mark.usefixtures("no_future")
def test_structures_and_services_are_valid(full_place: Place) -> None:
    a_place("Mairie", postal_code="", address="")
    home = a_service(a_place("Bus"), a_need("mail", "Mes mails"), name="Visites", modalities=(Modality.HOME,))
    actions.cover(service=home, communes=[commune("53084")], departements=[commune("53084").departement])

    file = written()

    strict = {"ignore_warnings": False}
    structures = [Structure.model_validate(s, context=strict) for s in file["structures"]]
    services = [Service.model_validate(s, context=strict) for s in file["services"]]
    assert [s.nom for s in structures] == ["Médiathèque de Craon", "Mairie", "Bus"]
    assert [s.structure_id for s in services] == [structures[0].id, structures[2].id]


def test_a_service_is_said_in_the_words_of_data_inclusion(full_place: Place) -> None:
    [service] = written()["services"]

    assert service["id"].startswith("palier--")
    assert {key: service[key] for key in service if key not in ("id", "lien_source")} == {
        "structure_id": f"palier--{full_place.public_id}",
        "source": "Hubik",
        "date_maj": "2026-11-24",
        "nom": "Aide aux démarches",
        "description": "Aide proposée : Mes impôts, Aide aux démarches administratives.",
        "type": "accompagnement",
        "thematiques": [
            "difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives",
            "numerique--acceder-a-des-services-en-ligne",
        ],
        "frais": "gratuit",
        "publics": ["seniors", "personnes-en-situation-de-handicap", "personnes-exilees"],
        "commune": "Craon",
        "code_postal": "53400",
        "code_insee": "53084",
        "adresse": "12 place du Pilori",
        "longitude": -0.9506,
        "latitude": 47.8476,
        "telephone": "+33261910000",
        "courriel": "mediatheque@craon.example",
        "modes_accueil": ["en-presentiel"],
        "lien_mobilisation": "https://rdv.example/craon",
        "modes_mobilisation": ["se-presenter"],
        "mobilisable_par": ["usagers"],
        "horaires_accueil": "Tu 14:00-17:00",
    }


def test_an_audience_without_a_word_there_is_written_out_and_none_means_everybody() -> None:
    place = a_place("Mairie")
    a_service(place, a_need(), name="Pour les bénévoles", audiences=[AudienceFactory(code="benevoles")])
    a_service(place, a_need("mail", "Mes mails"), name="Pour tous")

    some, everybody = written()["services"]

    assert (some.get("publics"), some["publics_precisions"]) == (None, "Benevoles")
    assert everybody["publics"] == ["tous-publics"]


def test_a_place_without_service_is_a_structure_and_a_name_too_short_is_listed_beside() -> None:
    short, whole = a_place("Bo"), a_place("Mairie")
    report = exports.ExportReport()

    file = written(report)

    assert [s["id"] for s in file["structures"]] == [f"palier--{whole.public_id}"]
    assert file["services"] == []
    assert [line["id"] for line in report.refused] == [short.public_id]
    assert report.refused[0]["raisons"] == ["le nom du lieu « Bo » a moins de 3 caractères"]
