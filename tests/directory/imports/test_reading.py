"""Files of every kind become rows of named cells, or a sentence."""

import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from palier.directory.imports.reading import ReadOptions, UnreadableFile, read_table
from tests.directory.imports.files import write_far_xlsx, write_json, write_ods, write_xlsx

LINES = "nom{s}ville{s}note\r\nMédiathèque d’été{s}Craon{s}10 €\r\nCafé{s}Laval{s}rien\r\n"


def _write(path: Path, content: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(content.encode(encoding))
    return path


def _cells(path: Path, options: ReadOptions | None = None) -> list[dict[str, object]]:
    return [row.cells for row in read_table(path, options).rows()]


def _refusal(path: Path) -> str:
    with pytest.raises(UnreadableFile) as refused:
        list(read_table(path).rows())
    return str(refused.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_encoding_and_separator_are_found(tmp_path: Path, encoding: str, separator: str) -> None:
    path = _write(tmp_path / "lieux.csv", LINES.format(s=separator), encoding)

    assert _cells(path) == [
        {"nom": "Médiathèque d’été", "ville": "Craon", "note": "10 €"},
        {"nom": "Café", "ville": "Laval", "note": "rien"},
    ]


def test_latin_1_is_read_where_windows_has_no_such_letter(tmp_path: Path) -> None:
    path = tmp_path / "lieux.csv"
    path.write_bytes("nom;ville\nCafé\x81;Laval\n".encode("latin-1"))

    assert _cells(path) == [{"nom": "Café\x81", "ville": "Laval"}]


def test_a_few_cells_of_another_encoding_do_not_spoil_the_others(tmp_path: Path) -> None:
    path = tmp_path / "lieux.csv"
    path.write_bytes("nom;ville\nété élevé à Évron;Évron\n".encode() + b"Caf\xe9;Laval\n")

    assert _cells(path)[1]["nom"] == "Café"
    assert read_table(path).remarks == (
        "Le fichier mélange deux encodages : des lettres accentuées sont à relire.",
    )


def test_titles_are_found_below_other_lines(tmp_path: Path) -> None:
    path = _write(
        tmp_path / "lieux.csv", "Lieux du Pays de Craon;;\n;;\nnom;ville;note\nCafé;Laval;1\nBus;Craon;2\n"
    )

    table = read_table(path)

    assert table.columns == ("nom", "ville", "note")
    assert table.remarks == ("Les titres sont à la ligne 2.",)
    assert [row.number for row in table.rows()] == [1, 2]


def test_a_quoted_cell_may_run_over_lines_and_hold_separators(tmp_path: Path) -> None:
    path = _write(tmp_path / "lieux.csv", 'nom,note\nCafé,"lundi 9h, midi\nmardi ""matin"""\nBus,\n')

    assert _cells(path) == [
        {"nom": "Café", "note": 'lundi 9h, midi\nmardi "matin"'},
        {"nom": "Bus", "note": ""},
    ]


def test_repeated_and_empty_titles_get_names_of_their_own(tmp_path: Path) -> None:
    path = _write(tmp_path / "lieux.csv", "nom;tel;tel;\nCafé;1;2;3\n")

    table = read_table(path)

    assert table.columns == ("nom", "tel", "tel (2)", "colonne 4")
    assert table.remarks == ("Plusieurs colonnes s’appellent « tel » : la 3e est lue « tel (2) ».",)


def test_cells_beyond_the_titles_are_kept_and_missing_ones_said(tmp_path: Path) -> None:
    path = _write(tmp_path / "lieux.csv", "nom;ville\nCafé;Laval;trop\nBus\n")

    long, short = read_table(path).rows()

    assert long.cells == {"nom": "Café", "ville": "Laval", "colonne 3": "trop"}
    assert short.cells == {"nom": "Bus", "ville": ""}
    assert short.remarks == ("La ligne s’arrête avant la fin : 1 cellules pour 2 titres.",)


def test_stray_quotes_are_read_as_they_come_when_every_row_stays_whole(tmp_path: Path) -> None:
    path = _write(tmp_path / "lieux.csv", 'nom,ville\n"Le" Café,Laval\nBus,Craon\n')

    assert _cells(path)[0] == {"nom": "Le Café", "ville": "Laval"}
    assert read_table(path).remarks == (
        "Des guillemets sont mal placés : les cellules sont lues comme elles viennent.",
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Le fichier est vide"),
        (b"\n \n", "Le fichier est vide"),
        (b'nom,ville\n"Caf\xc3\xa9,Laval\nBus,Craon\n', "coupé"),
        (b'nom,ville\n"Caf\xc3\xa9" au "lait, a\nb,"c" d, e, f\n', "guillemet est mal fermé vers la ligne"),
        (b"%PDF-1.7 ...", "un PDF"),
        (b"\x89PNG\r\n", "une image"),
        (b"\x1f\x8b\x08", "une archive compressée"),
        (b"<!DOCTYPE html><html>", "une page web"),
        (bytes(range(256)) * 20, "n’est pas du texte"),
        (b'[{"nom": "Caf\xc3\xa9"}, {"nom', "coupé"),
        (b'[{"nom": 1}, {]', "erreur vers la ligne 1"),
        (b"[]", "Le fichier est vide"),
        (b'{"nom": "Caf\xc3\xa9"}', "pas de liste de fiches"),
        (b"[" * 100_000, "imbriqué trop profondément"),
        (b"PK\x03\x04 abc", "classeur"),
    ],
)
def test_what_is_not_a_table_gets_a_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "fichier"
    path.write_bytes(content)

    assert sentence in _refusal(path)


def test_a_cell_without_end_is_refused_with_its_line(tmp_path: Path) -> None:
    path = _write(tmp_path / "lieux.csv", 'nom,ville\nBus,Craon\n"' + "x" * 10_000_100)

    assert "Une cellule commence ligne 3" in _refusal(path)


def test_a_huge_cell_is_cut_and_said(tmp_path: Path) -> None:
    path = _write(tmp_path / "lieux.csv", "nom;note\nCafé;" + "x" * 150_000 + "\n")

    (row,) = read_table(path).rows()

    assert len(str(row.cells["note"])) == 100_000
    assert "150000 caractères" in row.remarks[0]


def test_two_hundred_thousand_rows_are_read_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "lieux.csv"
    with path.open("w") as file:
        file.write("id;nom;note\n")
        file.writelines(f"{n};Espace {n};{'x' * 40}\n" for n in range(200_000))

    tracemalloc.start()
    count = sum(1 for _ in read_table(path).rows())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert count == 200_000
    assert peak < 12_000_000


@pytest.mark.parametrize(
    "content",
    [
        [{"nom": "Café", "jours": ["lundi"]}],
        {"total": 1, "lieux": [{"nom": "Café", "jours": ["lundi"]}]},
    ],
)
def test_json_may_be_a_list_or_hold_one(tmp_path: Path, content: object) -> None:
    assert _cells(write_json(tmp_path / "x.json", content)) == [{"nom": "Café", "jours": ["lundi"]}]


def test_geojson_gives_its_properties_and_its_point(tmp_path: Path) -> None:
    feature = {
        "type": "Feature",
        "properties": {"nom": "Café"},
        "geometry": {"type": "Point", "coordinates": [-0.9, 47.8]},
    }
    path = write_json(tmp_path / "x.json", {"type": "FeatureCollection", "features": [feature]})

    assert _cells(path) == [{"nom": "Café", "longitude": -0.9, "latitude": 47.8}]


def test_json_records_that_are_not_objects_are_rows_too(tmp_path: Path) -> None:
    assert _cells(write_json(tmp_path / "x.json", [{"nom": "Café"}, "perdu"])) == [
        {"nom": "Café"},
        {"valeur": "perdu"},
    ]


def test_xlsx_gives_texts_and_whole_numbers(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "x.xlsx", [["Liste", ""], ["nom", "cp"], ["Café", 53000], ["Bus", 1000.5]])

    table = read_table(path)

    assert table.kind == "xlsx"
    assert [row.cells for row in table.rows()] == [{"nom": "Café", "cp": 53000}, {"nom": "Bus", "cp": 1000.5}]


def test_ods_is_read_like_xlsx(tmp_path: Path) -> None:
    path = write_ods(tmp_path / "x.ods", [["nom", "ville"], ["Café", "Laval"]])

    table = read_table(path)

    assert (table.kind, [row.cells for row in table.rows()]) == ("ods", [{"nom": "Café", "ville": "Laval"}])


def test_a_sheet_that_does_not_exist_is_named_with_those_that_do(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "x.xlsx", [["nom"], ["Café"]])

    with pytest.raises(UnreadableFile, match="pas de feuille « Autre », mais : Lieux"):
        read_table(path, ReadOptions(sheet="Autre"))


def test_a_zip_bomb_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 30_000_000)

    assert "anormalement grand" in _refusal(path)


def test_a_sheet_of_two_far_cells_is_not_opened(tmp_path: Path) -> None:
    assert "anormalement grand" in _refusal(write_far_xlsx(tmp_path / "x.xlsx"))


def test_a_cut_workbook_is_refused(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "x.xlsx", [["nom"], ["Café"]])
    path.write_bytes(path.read_bytes()[:-200])

    assert "classeur" in _refusal(path)


def _scrambled(data: bytes, part: zipfile.ZipInfo) -> bytes:
    """The first byte of a part is one that no compressed text begins with."""
    start = part.header_offset + 30 + len(part.filename.encode())
    return data[:start] + b"\xff" + data[start + 1 :]


def _encrypted(data: bytes, part: zipfile.ZipInfo) -> bytes:
    """Both headers of a part say that it needs a password."""
    for at in (part.header_offset + 6, data.rindex(b"PK\x01\x02") + 8):
        data = data[:at] + bytes([data[at] | 1]) + data[at + 1 :]
    return data


def _misnamed(data: bytes, part: zipfile.ZipInfo) -> bytes:
    """The name of a part is no UTF-8, though its header says so."""
    return data.replace("é".encode(), b"\xc3\x28")


@pytest.mark.parametrize("damage", [_scrambled, _encrypted, _misnamed])
def test_a_damaged_or_protected_workbook_is_refused_with_a_sentence(
    tmp_path: Path, damage: Callable[[bytes, zipfile.ZipInfo], bytes]
) -> None:
    path = tmp_path / "x.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/été.xml", b"<sheetData/>" * 40)
    with zipfile.ZipFile(path) as archive:
        (part,) = archive.infolist()

    path.write_bytes(damage(path.read_bytes(), part))

    assert "Ce classeur est abîmé, protégé ou coupé" in _refusal(path)


def test_characters_that_no_database_keeps_are_taken_out_and_said(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('[{"nom": "Caf\\u0000é", "note": "\\ud800x"}]')

    (row,) = read_table(path).rows()

    assert row.cells == {"nom": "Café", "note": "x"}
    assert len(row.remarks) == 2
