"""Values cleaned, and each cleaning said."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palier.directory.imports.cleaning.addresses import clean_address
from palier.directory.imports.cleaning.contacts import clean_mails, clean_phones, clean_sites
from palier.directory.imports.cleaning.dates import clean_date
from palier.directory.imports.cleaning.identifiers import clean_code, clean_siret
from palier.directory.imports.cleaning.texts import NOTHING, clean_text, clip, is_nothing, items_of, text_of

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("value", "text", "notes"),
    [
        ("  Espace   numérique ", "Espace numérique", ["Nom : espaces en trop retirés."]),
        ("MSAP DE CRAON", "MSAP DE CRAON", []),
        ("L&#39;atelier &amp; co", "L'atelier & co", ["Nom : caractères HTML remplacés (&amp; par &)."]),
        ("<p>Espace</p>", "Espace", ["Nom : balises HTML retirées."]),
        ("mÃ©diathÃ¨que", "médiathèque", ["Nom : accents réparés (mauvais encodage)."]),
        ("#N/D", "", ["Nom : « #N/D » veut dire que la cellule est vide."]),
        ("--", "", []),
        ("null", "", []),
        (None, "", []),
        ('=HYPERLINK("http://x";"y")', "", ["Nom : une formule au lieu d’un texte, laissée de côté."]),
        ("=SOMME(A1;B2)", "", ["Nom : une formule au lieu d’un texte, laissée de côté."]),
        ("=(A1+B2)/2", "", ["Nom : une formule au lieu d’un texte, laissée de côté."]),
        ("=Espace (Craon)", "=Espace (Craon)", []),
        ("non", "non", []),
        ("1 < 2 et 3 > 2", "1 < 2 et 3 > 2", []),
    ],
)
def test_texts_lose_what_is_not_text(value: Any, text: str, notes: list[str]) -> None:
    found: list[str] = []

    assert clean_text(value, "Nom", found) == text
    assert found == notes


def test_cells_become_texts_as_people_would_write_them() -> None:
    values = [53000.0, 1.5, True, ["a", "", "b"], None, 12]

    assert [text_of(value) for value in values] == ["53000", "1.5", "oui", "a|b", "", "12"]


@pytest.mark.parametrize(
    ("cell", "items"),
    [
        ("{Lundi,Mardi}", ["Lundi", "Mardi"]),
        ('{EPN,"Promeneur du net"}', ["EPN", "Promeneur du net"]),
        ('["a", "b"]', ["a", "b"]),
        (["a", None, "-"], ["a"]),
        ("a| b |", ["a", "b"]),
        ("", []),
    ],
)
def test_lists_in_a_cell_are_taken_apart(cell: Any, items: list[str]) -> None:
    assert items_of(cell) == items


def test_a_text_too_long_is_cut_at_a_word_and_said() -> None:
    notes: list[str] = []

    assert clip("un deux trois", 10, "Nom", notes) == "un deux…"
    assert "13 caractères, coupé à 10" in notes[0]


@pytest.mark.parametrize(
    ("text", "departement", "numbers"),
    [
        ("02 61 91 00 00", "53", ["+33261910000"]),
        ("+33 (0)2 61 91 00 00", "53", ["+33261910000"]),
        ("0033 2 61 91 00 00", "53", ["+33261910000"]),
        ("33261910000", "53", ["+33261910000"]),
        ("261910000", "53", ["+33261910000"]),
        ("36 46", "53", ["3646"]),
        # La Réunion has no range kept for fiction: the digits are put together here.
        ("0262 " + "61 91 00", "974", ["+262262" + "619100"]),
        ("27 12 34", "988", ["+687271234"]),
        ("02 61 91 00 00 / 06 39 98 00 00", "53", ["+33261910000", "+33639980000"]),
        ("02.61.91.00.00 ou 3949", "53", ["+33261910000", "3949"]),
        ("02 61 91 00 00|02 61 91 00 00", "53", ["+33261910000"]),
        ("-", "53", []),
        ("00 00 00 00 00", "53", []),
        ("02 61 91", "53", []),
    ],
)
def test_phones_become_international_by_departement(text: str, departement: str, numbers: list[str]) -> None:
    assert clean_phones(text, departement=departement, notes=[]) == numbers


def test_a_phone_that_cannot_exist_is_said() -> None:
    notes: list[str] = []

    clean_phones("02 61 91", departement="53", notes=notes)

    assert notes == ["Téléphone : « 02 61 91 » ne peut pas être un numéro, laissé de côté."]


@pytest.mark.parametrize(
    ("text", "mails"),
    [
        ("Accueil@Lieu.example ", ["accueil@lieu.example"]),
        ("mailto:a@lieu.example", ["a@lieu.example"]),
        ("a@lieu.example ; b@lieu.example", ["a@lieu.example", "b@lieu.example"]),
        ("a (at) lieu.example", ["a@lieu.example"]),
        ("twitter@compte", []),
        ("non", []),
    ],
)
def test_mails_are_found_in_what_surrounds_them(text: str, mails: list[str]) -> None:
    assert clean_mails(text, notes=[]) == mails


@pytest.mark.parametrize(
    ("text", "sites"),
    [
        ("www.lieu.example", ["https://www.lieu.example"]),
        ("lieu.example/page", ["https://lieu.example/page"]),
        ("HTTP://lieu.example", ["http://lieu.example"]),
        ("http:/lieu.example", ["http://lieu.example"]),
        ("http://a.example http://b.example", ["http://a.example", "http://b.example"]),
        ("http://a.examplehttp://b.example", ["http://a.example", "http://b.example"]),
        ("https://a.example/?u=http://b.example", ["https://a.example/?u=http://b.example"]),
        ("javascript:alert(1)", []),
        ("contact@lieu.example", []),
        ("0", []),
    ],
)
def test_sites_get_their_scheme(text: str, sites: list[str]) -> None:
    assert clean_sites(text, label="Site", notes=[]) == sites


@pytest.mark.parametrize(
    ("text", "siret", "other"),
    [
        ("130 025 265 00013", "13002526500013", ""),
        ("35600000063516", "35600000063516", ""),  # La Poste: another checksum
        ("5520044640123", "", ""),
        ("00000000000000", "", ""),
        ("99999999999999", "", ""),
        ("12345678901234", "", ""),
        ("130025265", "", "130025265"),
        ("W531000001", "", "W531000001"),
        ("3,56E+13", "", ""),
        ("", "", ""),
    ],
)
def test_a_siret_is_right_or_absent(text: str, siret: str, other: str) -> None:
    assert clean_siret(text, notes=[]) == (siret, other)


def test_a_siret_gets_back_the_zero_that_a_spreadsheet_took() -> None:
    notes: list[str] = []

    assert clean_siret("5501849300019", notes=notes) == ("05501849300019", "")
    assert notes == ["SIRET : le zéro du début, perdu, est remis."]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("53400", "53400"),
        ("1000", "01000"),
        ("53 400", "53400"),
        ("2a004", "2A004"),
        ("abc", ""),
        ("00000", ""),
    ],
)
def test_codes_have_five_characters(text: str, code: str) -> None:
    assert clean_code(text, label="Code postal", notes=[]) == code


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-09-28", date(2025, 9, 28)),
        ("28/09/2025", date(2025, 9, 28)),
        ("2025/06/30 14:16:50.898", date(2025, 6, 30)),
        ("2025-06-30T14:16:50+02:00", date(2025, 6, 30)),
        ("28.9.25", date(2025, 9, 28)),
        ("09/28/2025", date(2025, 9, 28)),
        ("1er août 2025", date(2025, 8, 1)),
        ("45000", date(2023, 3, 15)),
        ("20250928", date(2025, 9, 28)),
        ("1759017600", date(2025, 9, 28)),
        ("1970-01-01", None),
        ("2062-01-01", None),
        ("09/0102023", None),
        ("32/13/2025", None),
        ("", None),
    ],
)
def test_dates_are_read_in_every_order(text: str, day: date | None) -> None:
    assert clean_date(text, today=TODAY, notes=[]) == day


def test_a_date_that_cannot_be_is_said() -> None:
    notes: list[str] = []

    clean_date("1970-01-01", today=TODAY, notes=notes)
    clean_date("hier", today=TODAY, notes=notes)

    assert notes == [
        "Date de mise à jour : 1970-01-01 veut dire inconnue.",
        "Date de mise à jour : « hier » n’est pas une date, laissée de côté.",
    ]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("1 rue du Mûrier,", "1 rue du Mûrier"),
        ("..", ""),
        ("1, rue .. du Mûrier", "1, rue du Mûrier"),
        ("1 rue du Mûrier 53400 CRAON", "1 rue du Mûrier"),
        ("1 rue du Mûrier, 53400 Craon Cedex 2", "1 rue du Mûrier"),
        ("Route de 53400", "Route de"),
        ("0 place de la Mairie", "place de la Mairie"),
        ("12 bis rue de Craon", "12 bis rue de Craon"),
    ],
)
def test_addresses_keep_number_and_street(text: str, address: str) -> None:
    assert clean_address(text, commune="Craon", postal_code="53400", notes=[]) == address


@given(st.sampled_from(sorted(NOTHING)), st.text("-–_./ *?«»#\u00a0", max_size=300))
def test_a_word_for_nothing_says_nothing_whatever_is_around_it(word: str, around: str) -> None:
    assert is_nothing(around + word.upper() + around)


@given(st.sampled_from(sorted(NOTHING)), st.text("abcdefghij", min_size=20, max_size=30))
def test_a_text_that_goes_on_after_a_word_for_nothing_says_something(word: str, rest: str) -> None:
    assert not is_nothing(f"{word} {rest}")
