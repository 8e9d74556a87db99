"""data·inclusion: each service of a structure is a service of the place, recognised by its own identifier."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from palier.directory.enums import ContactKind, ServiceStatus
from palier.directory.imports.preparing import prepare
from palier.directory.imports.running import import_file
from palier.directory.models import Place, Service, SourceRecord, SourceService
from tests.directory.imports.conftest import NOW
from tests.directory.imports.files import write_json

LATER = NOW + timedelta(days=30)
STRUCTURE = {
    "id": "s1", "source": "dora", "nom": "Maison des services", "commune": "Craon", "code_postal": "53400",
    "code_insee": "53084", "adresse": "1 rue du Mûrier", "date_maj": "2026-01-15", "telephone": "0261910000",
    "lien_source": "https://exemple.example/s1",
}  # fmt: skip
COURSE = {
    "id": "cours", "source": "dora", "structure_id": "s1", "nom": "Cours du mardi",
    "description": "Apprendre à se servir d’un ordinateur.", "type": "atelier",
    "thematiques": ["numerique--maitriser-les-fondamentaux-du-numerique"], "frais": "payant",
    "frais_precisions": "5 € la séance", "publics": ["seniors"], "modes_accueil": ["en-presentiel"],
    "modes_mobilisation": ["telephoner"], "conditions_acces": "Être inscrit.", "telephone": "0261910000",
    "courriel": "cours@lieu-a.example", "horaires_accueil": "Tu 14:00-16:00", "date_maj": "2026-01-15",
}  # fmt: skip
HELP = {
    "id": "aide", "source": "dora", "structure_id": "s1", "nom": "Aide aux papiers", "type": "accompagnement",
    "description": "Remplir un formulaire avec vous.", "frais": "gratuit", "publics": ["tous-publics"],
    "thematiques": ["numerique--acceder-a-des-services-en-ligne"], "modes_mobilisation": ["se-presenter"],
    "date_maj": "2026-01-15",
}  # fmt: skip


@pytest.fixture
def path(tmp_path: Path, lists: None, db: None) -> Path:
    return tmp_path / "inclusion.json"


def bring_in(path: Path, *services: dict[str, Any], now: Any = NOW, **structure: Any) -> list[dict[str, Any]]:
    """Import the structure with these services; return the lines of the report."""
    content = {"structures": [STRUCTURE | structure], "services": list(services)}
    prepared = prepare(write_json(path, content), source_code="territoire")
    return [line for progress in import_file(prepared, now=now, write=True) for line in progress.lines]


def shown() -> dict[str, str]:
    return dict(Service.objects.values_list("name", "status"))


def test_each_service_is_its_own_with_what_it_says(path: Path) -> None:
    bring_in(path, COURSE, HELP)

    place = Place.objects.get()
    course, help_ = Service.objects.filter(place=place).order_by("name").reverse()
    assert (course.name, course.description, course.price, course.price_detail, course.entry_conditions) == (
        "Cours du mardi", "Apprendre à se servir d’un ordinateur.", "PAID", "5 € la séance", "Être inscrit.",
    )  # fmt: skip
    assert course.helper_hours == "Tu 14:00-16:00"
    assert [need.code for need in course.needs.all()] == ["outils-du-quotidien"]
    assert [a.code for a in course.audiences.all()] == ["seniors"]
    assert {m.modality for m in course.modalities.all()} == {"WORKSHOP", "ON_SITE"}
    assert [m.mode for m in course.access_modes.all()] == ["CALL_FIRST"]
    assert (help_.name, help_.price, help_.helper_hours) == ("Aide aux papiers", "FREE", "")
    assert [need.code for need in help_.needs.all()] == ["demarches-administratives"]
    assert not help_.audiences.exists()
    assert (course.status, help_.status) == (ServiceStatus.PUBLISHED, ServiceStatus.PUBLISHED)


def test_a_service_says_only_the_contacts_that_are_not_those_of_the_place(path: Path) -> None:
    bring_in(path, COURSE)

    assert list(Place.objects.get().contacts.values_list("kind", "value")) == [
        (ContactKind.PHONE, "+33261910000")
    ]
    assert list(Service.objects.get().contacts.values_list("kind", "value")) == [
        (ContactKind.EMAIL, "cours@lieu-a.example")
    ]


def test_services_are_known_by_their_identifier_in_the_source(path: Path) -> None:
    bring_in(path, COURSE, HELP)

    links = SourceService.objects.values_list("record__key", "key", "service__name")

    assert set(links) == {
        ("dora|s1", "cours", "Cours du mardi"),
        ("dora|s1", "aide", "Aide aux papiers"),
    }


def test_importing_again_changes_nothing(path: Path) -> None:
    bring_in(path, COURSE, HELP)
    before = list(Service.objects.values()), list(SourceRecord.objects.values("says", "raw"))

    lines = bring_in(path, HELP, COURSE, now=LATER)  # the order of services in the file says nothing

    assert [line["outcome"] for line in lines] == ["unchanged"]
    assert (list(Service.objects.values()), list(SourceRecord.objects.values("says", "raw")))[0] == before[0]


def test_a_changed_service_leaves_the_other_as_it_is(path: Path) -> None:
    bring_in(path, COURSE, HELP)
    other = Service.objects.filter(name="Aide aux papiers").values().get()

    lines = bring_in(
        path, COURSE | {"nom": "Cours du jeudi", "frais": "gratuit", "courriel": ""}, HELP, now=LATER
    )

    course = Service.objects.get(name="Cours du jeudi")
    assert lines[0]["reasons"][0] == "Ce qui change : services."
    assert (course.price, course.contacts.count(), Service.objects.count()) == ("FREE", 0, 2)
    assert Service.objects.filter(name="Aide aux papiers").values().get() == other


def test_a_service_gone_is_ended_alone_and_comes_back_the_same(path: Path) -> None:
    bring_in(path, COURSE, HELP)
    course = Service.objects.get(name="Cours du mardi")

    bring_in(path, HELP, now=LATER)
    assert shown() == {"Cours du mardi": ServiceStatus.ENDED, "Aide aux papiers": ServiceStatus.PUBLISHED}

    bring_in(path, COURSE | {"publics": ["jeunes"]}, HELP, now=LATER)
    course.refresh_from_db()
    assert (course.status, course.price_detail) == (ServiceStatus.PUBLISHED, "5 € la séance")
    assert [a.code for a in course.audiences.all()] == ["jeunes"]
    assert Service.objects.count() == 2


def test_a_new_service_is_added_to_the_place(path: Path) -> None:
    bring_in(path, HELP)

    bring_in(path, COURSE, HELP, now=LATER)

    assert set(shown()) == {"Cours du mardi", "Aide aux papiers"}
    assert Place.objects.count() == 1


def test_a_service_about_something_else_is_kept_in_the_row_and_not_shown(path: Path) -> None:
    bring_in(path, HELP | {"thematiques": ["mobilite--passer-le-permis"]})

    assert not Service.objects.exists()
    assert SourceRecord.objects.get().says["services"]["aide"]["name"] == "Aide aux papiers"


@pytest.mark.parametrize(
    "theme",
    [
        "famille--soutien-a-la-parentalite-et-a-leducation",
        "preparer-sa-candidature--organiser-ses-demarches-de-recherche-demploi",
    ],
)
def test_a_theme_that_does_not_speak_of_digital_help_is_not_taken_for_it(path: Path, theme: str) -> None:
    bring_in(path, HELP | {"thematiques": [theme]})

    assert not Service.objects.exists()


def test_two_services_with_one_identifier_are_both_kept(path: Path) -> None:
    lines = bring_in(path, COURSE, HELP | {"id": "cours"})

    assert set(shown()) == {"Cours du mardi", "Aide aux papiers"}
    assert (
        "Service « Aide aux papiers » : identifiant déjà rencontré dans la même structure, gardé à part."
        in lines[0]["reasons"]
    )


def test_a_service_whose_structure_is_missing_is_not_a_place(path: Path) -> None:
    lines = bring_in(path, HELP | {"structure_id": "ailleurs", "commune": "Craon", "adresse": "2 rue Haute"})

    assert [line["outcome"] for line in lines] == ["created", "reported"]
    assert lines[1]["reasons"][0].startswith("C’est un service dont la structure n’est pas dans le fichier.")
    assert (Place.objects.count(), Service.objects.count()) == (1, 0)
