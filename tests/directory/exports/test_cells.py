"""No cell of a CSV file is ever a formula, and nothing is lost by saying so."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palier.directory.exports.cells import one_line, plain_cell, printable, safe_cell
from palier.directory.exports.spreadsheets import csv_lines

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+33261910000", "+33261910000"),
        ("-0.9506", "-0.9506"),
        ("+1+cmd|' /C calc'!A0", "'+1+cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("- sur rendez-vous", "'- sur rendez-vous"),
        ("'=1", "''=1"),
        ("l’été", "l’été"),
        ("'bien'", "'bien'"),
        ("", ""),
    ],
)
def test_a_text_that_could_run_gets_an_apostrophe_and_a_number_does_not(text: str, cell: str) -> None:
    assert safe_cell(text) == cell


@given(st.text(alphabet=st.sampled_from("'=+-@\t\r\n019.ab"), max_size=8) | st.text())
def test_what_was_written_is_read_back_letter_for_letter(text: str) -> None:
    cell = safe_cell(text)

    assert plain_cell(cell) == text
    if cell.startswith(FORMULA_STARTS):
        float(cell)  # only a number is left to begin with a sign


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"])), min_size=1))
def test_a_line_of_csv_is_read_back_by_any_reader(cells: list[str]) -> None:
    text = b"".join(csv_lines([cells])).decode()

    [row] = csv.reader(io.StringIO(text, newline=""))
    assert [plain_cell(cell) for cell in row] == cells


def test_what_xml_forbids_and_what_a_cell_cannot_hold_is_left_out() -> None:
    assert printable("a\x00b\x0bc\ud800d") == "abcd"
    assert len(printable("x" * 40_000)) == 32_767


def test_lines_become_one() -> None:
    assert one_line(" a\n b\t c ") == "a b c"
