"""Address lines, as messy as lists give them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palier.linkage.addresses import Address, read_address


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 rue Domion -", Address("3", "rue", "domion")),
        ("87 av du Maréchal de Lattre", Address("87", "avenue", "marechallattre")),
        ("87 avenue du Mal de Lattre", Address("87", "avenue", "marechallattre")),
        ("Les Grands Moulins 5 rue Jean Jaurès", Address("5", "rue", "jeanjaures")),
        ("98 bis, bd. St Michel", Address("98", "boulevard", "saintmichel")),
        ("4 Rue Gabriel Fauré 51200 Épernay", Address("4", "rue", "gabrielfaure")),
        ("12 rue du Stade Bâtiment B", Address("12", "rue", "stade")),
        ("64 Grande Rue", Address("64", "rue", "grande")),
        ("Centre commercial rue Colbert", Address("", "rue", "colbert")),
        ("51200 rue Colbert", Address("", "rue", "colbert")),
        ("109 TER AVENU EDE VERDUN", Address("109", "", "teravenuedeverdun")),
        ("Le Pré Vert", Address("", "", "prevert")),
        ("53000 Laval", Address()),
        ("", Address()),
    ],
)
def test_an_address_is_read(text, expected):
    assert read_address(text, commune="Laval") == expected


@pytest.mark.parametrize("text", ["Le bourg", "Mairie", "Place de la Mairie", "Hôtel de ville", "Laval"])
def test_an_address_that_half_a_village_has_says_nothing(text):
    assert read_address(text, commune="Laval") == Address()


@given(st.text(max_size=80))
def test_any_text_is_read_as_ascii(text):
    address = read_address(text)

    assert (address.street + address.number).isascii()
