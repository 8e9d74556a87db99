"""Phones, mails, web pages, SIRETs: one spelling each, or nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palier.linkage.contacts import read_mail, read_phone, read_siret, read_site


@pytest.mark.parametrize(
    "text",
    ["02 61 91 12 34", "+33261911234", "0033 2 61 91 12 34", "+33 (0)2 61 91 12 34", "02.61.91.12.34 / 06"],
)
def test_a_phone_has_one_spelling(text):
    assert read_phone(text) == "+33261911234"


def test_a_phone_overseas_has_its_country_code():
    number = "11 22 33"  # never whole here: somebody may have it

    assert read_phone(f"0262 {number}") == read_phone(f"+262 262 {number}") == "+262262112233"
    assert read_phone(f"0590 {number}") == "+590590112233"


@pytest.mark.parametrize(
    "text", ["", "3646", "0800 12 12 12", "02 61 91", "00 00 00 00 00", "09" + 8 * "1", "abc"]
)
def test_a_number_of_a_whole_country_or_of_nobody_is_no_evidence(text):
    assert read_phone(text) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Contact@Mayenne.example", ("contact@mayenne.example", "mayenne.example")),
        ("mailto:a@www.laval.example", ("a@www.laval.example", "laval.example")),
        ("bibliotheque@example.org", ("bibliotheque@example.org", "")),
        ("accent@é.fr", ("", "")),
        ("pas une adresse", ("", "")),
    ],
)
def test_a_mailbox_is_told_from_the_domain_of_everybody(text, expected):
    assert read_mail(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://www.Ville.example/CCAS/é?x=1", ("ville.example/ccas/e/x-1", "ville.example")),
        ("ville.example", ("ville.example", "ville.example")),
        ("https://www.facebook.com/epn.mayenne/", ("facebook.com/epn-mayenne", "")),
        ("https://clic.wixsite.com", ("clic.wixsite.com", "")),
        ("https://www.facebook.com", ("", "")),
        ("https://[", ("", "")),
        ("néant", ("", "")),
        ("", ("", "")),
    ],
)
def test_a_page_is_told_from_the_host_of_everybody(text, expected):
    assert read_site(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("732 829 320 00074", ("73282932000074", "732829320")),
        ("732829320", ("", "732829320")),
        ("35600000049837", ("35600000049837", "356000000")),
        ("00000000000000", ("", "")),
        ("11111111111111", ("", "")),
        ("73282932000075", ("", "")),
        ("732829321", ("", "")),
        ("W531000000", ("", "")),
        ("", ("", "")),
    ],
)
def test_only_a_true_siret_or_siren_is_kept(text, expected):
    assert read_siret(text) == expected


@given(st.text(max_size=60))
def test_nothing_breaks_the_reading(text):
    told = (read_phone(text), *read_mail(text), *read_site(text), *read_siret(text))

    assert all(value.isascii() for value in told)
