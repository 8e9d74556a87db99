"""`palier export-places`."""

import csv
import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from palier.directory.models import Place
from tests.factories.directory import a_place
from tests.factories.territory import EpciFactory

pytestmark = pytest.mark.django_db


def run(file: Path, *arguments: str) -> str:
    out = io.StringIO()
    call_command("export_places", str(file), *arguments, stdout=out)
    return out.getvalue()


def names(file: Path) -> list[str]:
    with file.open(encoding="utf-8", newline="") as text:
        return [row["nom"] for row in csv.DictReader(text)]


def test_one_territory_is_written_whatever_its_kind(tmp_path: Path) -> None:
    craon, _angers = a_place("Craon"), a_place("Angers", insee_code="49007")
    craon.commune.epci = EpciFactory(siren="200048551")
    craon.commune.save()

    for code in ("53", "departement:53", "epci:200048551", "commune:53084", "53084"):
        file = tmp_path / "lieux.csv"
        said = run(file, "--format", "national-csv", "--territory", code)

        assert (names(file), said) == (["Craon"], f"1 lieux écrits dans {file}.\n")
    run(file, "--format", "national-csv", "--territory", "region:52")
    assert names(file) == ["Craon", "Angers"]


def test_an_unknown_territory_is_refused_with_what_to_write_and_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Territoire inconnu : « 99 »"):
        run(tmp_path / "lieux.csv", "--format", "csv", "--territory", "99")

    assert list(tmp_path.iterdir()) == []


def test_invented_places_are_left_out_unless_asked_for(tmp_path: Path) -> None:
    a_place("Vrai lieu")
    Place.objects.filter(pk=a_place("Lieu inventé").pk).update(is_demo=True)
    file = tmp_path / "lieux.csv"

    run(file, "--format", "national-csv")
    assert names(file) == ["Vrai lieu"]

    run(file, "--format", "national-csv", "--with-demo")
    assert names(file) == ["Vrai lieu", "Lieu inventé"]


def test_what_is_not_valid_is_listed_in_a_file_beside(tmp_path: Path, full_place: Place) -> None:
    file = tmp_path / "lieux.json"

    said = run(file, "--format", "national-json")

    beside = json.loads((tmp_path / "lieux-non-valides.json").read_text(encoding="utf-8"))
    assert [line["valeur"] for line in beside["valeurs_laissees"]] == ["3646", "sur rendez-vous", "sur place"]
    assert "0 lieux non valides et 3 valeurs laissées" in said


def test_a_folder_that_does_not_exist_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="n’a pas pu être écrit"):
        run(tmp_path / "absent" / "lieux.csv", "--format", "csv")
