"""What our exports write against formulas comes back as it was; a file by others is read the same."""

import csv
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from palier.directory.exports.spreadsheets import csv_lines, write_ods, write_xlsx
from palier.directory.imports.reading import read_table
from palier.directory.models import Place, SourceRecord
from tests.directory.imports.conftest import run_import
from tests.directory.imports.files import national_row

NAMES = [
    "=Espace (Craon)",
    "+ de numérique",
    "-Le Tiret",
    "@ccueil",
    "'=Apostrophe",
    "'Ti Kafé",
    "\t=Tabulation",
]
CELLS = st.text(st.sampled_from(list("=+-@'aé1 (),;\"|")), min_size=1, max_size=12).filter(
    lambda t: t.strip()
)


def written(path: Path, cells: list[str]) -> Path:
    """Write cells under two titles, in the format that the name of the file says, as our exports do."""
    rows = [["nom", "commune"], *([cell, "Craon"] for cell in cells)]
    if path.suffix == ".csv":
        path.write_bytes(b"".join(csv_lines(rows)))
    else:
        out = BytesIO()
        (write_xlsx if path.suffix == ".xlsx" else write_ods)(rows, out)
        path.write_bytes(out.getvalue())
    return path


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "ods"])
def test_a_cell_that_could_be_a_formula_is_read_back_as_it_was(tmp_path: Path, suffix: str) -> None:
    cells = [name for name in NAMES if suffix == "csv" or "\t" not in name]
    table = read_table(written(tmp_path / f"a.{suffix}", cells))

    assert [row.cells["nom"] for row in table.rows()] == cells


@settings(max_examples=60, deadline=None)
@given(cells=st.lists(CELLS, min_size=1, max_size=6))
def test_any_cell_that_we_write_in_csv_is_read_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, cells: list[str]
) -> None:
    table = read_table(written(tmp_path_factory.mktemp("cells") / "a.csv", cells))

    assert [row.cells["nom"] for row in table.rows()] == cells


def exported(path: Path) -> list[dict[str, str]]:
    call_command("export_places", str(path), format="national-csv", stdout=StringIO())
    with path.open(encoding="utf-8-sig", newline="") as file:
        return sorted(csv.DictReader(file), key=lambda row: row["nom"])


def test_names_that_could_be_formulas_are_stable_through_import_export_and_import(
    tmp_path: Path, lists: None, db: None
) -> None:
    rows = [national_row(id=str(n), nom=name, adresse=f"{n} rue Haute") for n, name in enumerate(NAMES)]
    run_import(tmp_path / "a.csv", rows)
    before = set(Place.objects.values_list("name", flat=True))
    first = exported(tmp_path / "un.csv")
    SourceRecord.objects.all().delete()
    Place.objects.all().delete()

    call_command(
        "import_places",
        str(tmp_path / "un.csv"),
        source="retour",
        write=True,
        stdout=StringIO(),
        stderr=StringIO(),
    )

    assert {"=Espace (Craon)", "+ de numérique", "@ccueil", "=Apostrophe", "'Ti Kafé"} < before
    assert [row["nom"] for row in first if row["nom"].startswith(("=", "+", "-", "@", "\t"))] == []
    assert set(Place.objects.values_list("name", flat=True)) == before
    assert [row["nom"] for row in exported(tmp_path / "deux.csv")] == [row["nom"] for row in first]


@pytest.mark.parametrize(
    "words", ["Étapes numériques (La Poste)", "Étapes numériques(La Poste)", "etapes numeriques ( la poste )"]
)
def test_the_label_of_la_poste_is_read_with_and_without_its_space(
    tmp_path: Path, lists: None, db: None, words: str
) -> None:
    lines, _ = run_import(tmp_path / "a.csv", [national_row(dispositif_programmes_nationaux=words)])

    assert SourceRecord.objects.get().says["labels"] == ["etapes-numeriques"]
    assert [reason for reason in lines[0]["reasons"] if "valeur connue" in reason] == []
