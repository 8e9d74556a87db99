"""The two commands, and files given by their address."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from palier.directory.imports.mapping import load_mapping
from palier.directory.models import ImportRun, Need, NeedMapping, Place
from tests.directory.imports.files import national_row, national_rows, write_csv


def _call(*args: str) -> str:
    out = StringIO()
    call_command(*args, stdout=out, stderr=out)
    return out.getvalue()


def test_without_write_the_report_is_made_and_nothing_is_stored(
    tmp_path: Path, lists: None, db: None
) -> None:
    path, report = write_csv(tmp_path / "a.csv", national_rows(2)), tmp_path / "r.json"

    said = _call("import_places", str(path), "--source", "territoire", "--report", str(report))

    assert said.splitlines()[-1] == (
        "2 lignes : 2 créées, 0 modifiée, 0 inchangée, 0 à voir, 0 disparue. (essai à blanc, rien d’écrit)"
    )
    assert json.loads(report.read_text()) == {
        "rows": [{"row": n, "outcome": "created", "place": None, "reasons": []} for n in (1, 2)],
        "totals": {"rows": 2, "created": 2, "updated": 0, "unchanged": 0, "reported": 0, "gone": 0},
    }
    assert not Place.objects.exists()


def test_with_write_places_are_stored_and_the_report_names_them(
    tmp_path: Path, lists: None, db: None
) -> None:
    path, report = write_csv(tmp_path / "a.csv", national_rows(2)), tmp_path / "r.json"

    _call("import_places", str(path), "--source", "territoire", "--write", "--report", str(report))

    written = [line["place"] for line in json.loads(report.read_text())["rows"]]
    assert written == list(Place.objects.order_by("pk").values_list("public_id", flat=True))


@pytest.mark.parametrize(("suffix", "start"), [("html", "<!doctype html>"), ("txt", "1 créée")])
def test_the_report_is_also_a_page_or_a_text(
    tmp_path: Path, lists: None, db: None, suffix: str, start: str
) -> None:
    path, report = write_csv(tmp_path / "a.csv", [national_row(nom="<b>")]), tmp_path / f"r.{suffix}"

    _call("import_places", str(path), "--source", "territoire", "--report", str(report))

    text = report.read_text()
    assert text.startswith(start)
    assert "<b>" not in text
    assert "1 ligne : 1 créée" in text


def test_rows_to_look_at_are_said_when_no_report_is_asked(tmp_path: Path, lists: None, db: None) -> None:
    path = write_csv(tmp_path / "a.csv", [national_row(nom="", adresse="")])

    assert "Ligne 1 : Ni nom ni adresse" in _call("import_places", str(path), "--source", "territoire")


def test_a_stopped_import_ends_with_an_error(tmp_path: Path, lists: None, db: None) -> None:
    path = write_csv(tmp_path / "a.csv", national_rows(5))
    _call("import_places", str(path), "--source", "territoire", "--write")
    write_csv(path, national_rows(1))

    with pytest.raises(CommandError, match="4 lignes sur 5 ont disparu"):
        _call("import_places", str(path), "--source", "territoire", "--write")

    assert ImportRun.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "sentence"), [("", "vide"), ("Titre,Couleur\nCafé,bleu\n", "ne sont pas connues")]
)
def test_what_cannot_be_read_ends_with_an_error(
    tmp_path: Path, lists: None, db: None, content: str, sentence: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(content)

    with pytest.raises(CommandError, match=sentence):
        _call("import_places", str(path), "--source", "territoire")


def test_a_mapping_file_is_used_when_given(tmp_path: Path, lists: None, db: None) -> None:
    path = write_csv(tmp_path / "a.csv", [{"Titre": "Café", "Voie": "1 rue Haute", "Ville": "Craon"}])
    mapping = tmp_path / "m.toml"
    mapping.write_text(
        '[source]\nnom="Ma liste"\n[identifiant]\ncolonnes=["Titre"]\n'
        '[colonnes]\nnom="Titre"\nadresse="Voie"\ncommune="Ville"\n'
    )

    _call("import_places", str(path), "--source", "ma-liste", "--mapping", str(mapping), "--write")

    assert Place.objects.get().source_name == "Ma liste"


def test_the_suggested_mapping_can_be_used_as_it_is(tmp_path: Path, lists: None, db: None) -> None:
    rows = [{"Id": n, "Nom": f"Café {n}", "Adresse": "1 rue Haute", "Commune": "Craon"} for n in (1, 2)]
    path, mapping = write_csv(tmp_path / "a.csv", rows), tmp_path / "m.toml"
    mapping.write_text(_call("suggest_mapping", str(path)))

    said = _call("import_places", str(path), "--source", "ma-liste", "--mapping", str(mapping))

    assert "2 lignes : 2 créées" in said
    assert load_mapping(mapping.read_text()).key == ("Id",)


def test_an_import_without_lists_says_which_command_to_run(tmp_path: Path, db: None) -> None:
    NeedMapping.objects.all().delete()
    Need.objects.filter(framework__code="services-nationaux").delete()
    path = write_csv(tmp_path / "a.csv", national_rows(1))

    with pytest.raises(CommandError, match="load-codelists"):
        _call("import_places", str(path), "--source", "territoire")
