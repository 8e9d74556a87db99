"""Paper: tagged and deterministic, French typography, characters that the typeface lacks, maps."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from palier.printing import Dot, Label, NotTypeset, Outlines, map_svg, qr_svg, render_pdf
from palier.printing.fonts import covered, writable
from palier.printing.typography import typeset, typeset_all
from tests.printing.pdf import facts_of, needs_poppler, text_of

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
HOUSE = '#import "/printing/typst/house.typ": *\n#show: house.with(title: "Essai")\n'


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A page beside the package, as pages of other rooms are."""
    root = tmp_path / "root"
    (root / "printing").mkdir(parents=True)
    typst = Path(__file__).resolve().parents[2] / "palier" / "printing" / "typst"
    (root / "printing" / "typst").symlink_to(typst)
    monkeypatch.setattr("palier.printing.typesetting.ROOT", root)
    return root / "page.typ"


@needs_poppler
def test_a_page_is_tagged_titled_and_holds_texts_as_texts(page: Path, tmp_path: Path) -> None:
    page.write_text(HOUSE + "= Titre\n#data.text")

    pdf = render_pdf(page, {"text": "L'accueil #panic() $x$ *gras* <a>"}, at=AT)

    assert text_of(pdf, tmp_path).split("\n")[:2] == ["Titre", "L’accueil #panic() $x$ *gras* <a>"]
    facts = facts_of(pdf, tmp_path)
    assert (facts["Title"], facts["Tagged"], facts["Pages"]) == ("Essai", "yes", "1")
    assert b"pdfuaid" in pdf


def test_the_same_data_give_the_same_bytes(page: Path) -> None:
    page.write_text(HOUSE + '= Titre\n#data.text #drawing("qr", alt: "code")')
    given = {"images": {"qr": qr_svg("https://palier.example/")}, "at": AT}

    assert render_pdf(page, {"text": "a"}, **given) == render_pdf(page, {"text": "a"}, **given)
    assert render_pdf(page, {"text": "a"}, **given) != render_pdf(page, {"text": "b"}, **given)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("= Un\n=== Trois", "heading"),
        ('#image(bytes(images.qr), format: "svg")', "alt"),
        ('#text(font: "Garamond")[a]', "unknown font"),
        ("#data.missing", "missing"),
    ],
)
def test_a_page_that_would_not_be_accessible_is_refused(page: Path, body: str, said: str) -> None:
    page.write_text(HOUSE + body)

    with pytest.raises(NotTypeset, match=f"(?i){said}"):
        render_pdf(page, {}, at=AT, images={"qr": qr_svg("a")})


@pytest.mark.parametrize(
    ("typed", "composed"),
    [
        ("17h30", "17\u202fh\u202f30"),
        ("de 9 h à 12 h", "de 9\u202fh à 12\u202fh"),
        ("02 61 91 00 10", "02\u202f61\u202f91\u202f00\u202f10"),
        ("L'accueil d'Évron", "L’accueil d’Évron"),
        ("« ici » ; là !", "«\u202fici\u202f»\u202f; là\u202f!"),
        ("Horaires : 9 h – 12 h", "Horaires\u00a0: 9\u202fh\u00a0–\u2060\u00a012\u202fh"),
        ("3 habitants, 12 heures", "3 habitants, 12 heures"),
        ("0261910010123", "0261910010123"),
    ],
)
def test_french_typography(typed: str, composed: str) -> None:
    assert typeset(typed) == composed
    assert typeset(composed) == composed


def test_addresses_of_the_web_and_of_mail_are_left_alone() -> None:
    data = {"d'ici": ["https://a.example/?a=l'b", "l'un@exemple.example", 3, None, "l'un"]}

    assert typeset_all(data) == {
        "d'ici": ["https://a.example/?a=l'b", "l'un@exemple.example", 3, None, "l’un"]
    }


def test_what_the_typeface_cannot_write_is_replaced_rather_than_lost() -> None:
    assert writable("Vœux, « çà et là » – 5 €") == "Vœux, « çà et là » – 5 €"
    assert writable("Paweł Đorđe ő ﬁn 😀 Привет") == "Pawel Dorde o fin ? ??????"
    assert {"\u202f", "œ", "É", "–"} <= covered()


@needs_poppler
def test_a_name_in_another_script_does_not_stop_the_press(page: Path, tmp_path: Path) -> None:
    page.write_text(HOUSE + "= Titre\n#data.text")

    assert "Association ??????" in text_of(render_pdf(page, {"text": "Association Привет"}, at=AT), tmp_path)


SQUARE = {"type": "Polygon", "coordinates": [[[0, 47], [1, 47], [1, 48], [0, 48], [0, 47]]]}


def test_a_map_draws_outlines_dots_and_names_that_do_not_cover_each_other() -> None:
    svg = map_svg(
        Outlines([SQUARE, {"type": "Point", "coordinates": [5, 5]}]),
        [Dot(47.5, 0.5), Dot(47.1, 0.2)],
        labels=[Label("Grande & belle", 47.5, 0.5), Label("Cachée", 47.5, 0.51), Label("Loin", 47.1, 0.2)],
    )

    assert svg.count("<path") == 1
    assert svg.count("<circle") == 2
    assert "Grande &amp; belle" in svg
    assert "Loin" in svg
    assert "Cachée" not in svg


def test_a_map_of_nothing_is_no_map() -> None:
    assert map_svg(Outlines([]), []) == ""


def test_north_is_up_and_east_is_right() -> None:
    svg = map_svg(Outlines([SQUARE]), [Dot(48, 0), Dot(47, 1)])

    assert 'cx="24.0" cy="24.0"' in svg
    first, second = svg.split("<circle ")[1:]
    assert float(second.split('"')[1]) > float(first.split('"')[1])
    assert float(second.split('"')[3]) > float(first.split('"')[3])
