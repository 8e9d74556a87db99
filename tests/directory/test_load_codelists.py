"""How the lists shipped with the product are loaded, and what operators keep."""

from datetime import date
from io import StringIO
from pathlib import Path
from shutil import copytree

import pytest
from django.core.management import call_command

from palier.core.text import stems
from palier.directory import actions, queries
from palier.directory.actions.codelists import CODELISTS_DIR
from palier.directory.models import (
    Audience,
    Framework,
    Language,
    Need,
    NeedMapping,
    NeedSynonym,
    Scheme,
    SearchDoc,
    SpecialSupport,
)
from tests.factories.directory import a_place, a_service

ON = date(2026, 11, 24)
pytestmark = pytest.mark.django_db


@pytest.fixture
def lists() -> actions.CodelistReport:
    return actions.load_codelists(on=ON)


def counts() -> list[int]:
    models = [Framework, Need, NeedSynonym, NeedMapping, Audience, SpecialSupport, Language, Scheme]
    return [model.objects.count() for model in models]


def test_loading_twice_writes_nothing_the_second_time(lists: actions.CodelistReport) -> None:
    before = counts()

    again = actions.load_codelists(on=ON)

    assert (again.written, again.kept, counts()) == (0, [], before)


def test_words_added_by_hand_stay_after_a_load(lists: actions.CodelistReport) -> None:
    need = Need.objects.get(code="carte-grise-permis")
    actions.add_synonym(need=need, text="la grise de la mobylette", on=ON)

    actions.load_codelists(on=ON)

    assert queries.understand("la grise de la mobylette").need == need


def test_words_that_an_operator_gave_to_another_need_stay_there_and_it_is_said(tmp_path: Path) -> None:
    folder = copytree(CODELISTS_DIR, tmp_path / "lists")
    text = (folder / "needs.toml").read_text()
    (folder / "needs.toml").write_text(text.replace('"pronote", ', ""))
    actions.load_codelists(on=ON, folder=folder)
    actions.add_synonym(need=Need.objects.get(code="ecrans-enfants"), text="Pronote", on=ON)

    report = actions.load_codelists(on=ON)

    assert [s.need.code for s in NeedSynonym.objects.filter(folded_text="pronote")] == ["ecrans-enfants"]
    assert report.kept == [
        "« pronote » mène à ecrans-enfants et non à suivre-ecole : laissé comme un opérateur l’a voulu"
    ]


def test_a_label_changed_in_the_files_changes_in_the_database(tmp_path: Path) -> None:
    folder = copytree(CODELISTS_DIR, tmp_path / "lists")
    text = (folder / "needs.toml").read_text()
    (folder / "needs.toml").write_text(text.replace('label = "Faire mon CV"', 'label = "Mon CV"'))
    actions.load_codelists(on=ON, folder=folder)

    report = actions.load_codelists(on=ON)

    assert (report.written, Need.objects.get(code="cv").label) == (1, "Faire mon CV")


@pytest.mark.requirement("R001-002")
def test_a_new_version_of_the_framework_takes_the_place_of_the_one_in_force(tmp_path: Path) -> None:
    folder = copytree(CODELISTS_DIR, tmp_path / "lists")
    actions.load_codelists(on=ON)
    text = (folder / "needs.toml").read_text()
    (folder / "needs.toml").write_text(text.replace('version = "1.0"', 'version = "2.0"', 1))

    actions.load_codelists(on=ON, folder=folder)

    versions = (
        Framework.objects.filter(code="besoins").order_by("version").values_list("version", "is_current")
    )
    assert list(versions) == [("1.0", False), ("2.0", True)]


def test_a_new_word_reaches_the_documents_of_the_places_that_answer_the_need(
    lists: actions.CodelistReport,
) -> None:
    need = Need.objects.get(code="numeriser-photos")
    place = a_place()
    a_service(place, need)

    actions.add_synonym(need=need, text="ambrotypes", on=ON)

    assert stems("ambrotypes")[0] in SearchDoc.objects.get(place=place).body.split()


def test_the_command_writes_only_when_told() -> None:
    output = StringIO()

    call_command("load_codelists", stdout=output)

    assert counts() == [0] * 8
    assert output.getvalue().endswith("(essai à blanc, rien d’écrit).\n")


def test_the_command_writes_when_told() -> None:
    call_command("load_codelists", write=True, stdout=StringIO())

    assert Framework.objects.count() == 2
