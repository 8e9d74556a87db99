"""Names of the field: abbreviations, kinds, own words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palier.linkage.names import read_name, spoken_words
from palier.linkage.words import words


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("CCAS", "Centre communal d’action sociale"),
        ("C.C.A.S.", "Centre communal d’action sociale"),
        ("CIAS", "Centre intercommunal d’action sociale"),
        ("MJC", "Maison des jeunes et de la culture"),
        ("EPN", "Espace public numérique"),
        ("FS", "France Services"),
        ("MSAP", "Maison de services au public"),
        ("Maison France Services", "France services"),
        ("Hôtel de ville", "Mairie"),
        ("PIMMS", "Point information médiation multi-services"),
        ("MDS", "Maison départementale des solidarités"),
        ("Pôle emploi", "France Travail"),
        ("BM", "Bibliothèque municipale"),
        ("Asso Clic", "Association Clic"),
        ("Maison Maison de quartier", "Maison de quartier"),
    ],
)
def test_two_ways_to_write_a_name_of_the_field_say_the_same_words(short, long):
    assert spoken_words(short) == spoken_words(long)


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("Mairie de Laval", {"town_hall"}),
        ("CCAS de Laval", {"social_action"}),
        ("Médiathèque", {"library"}),
        ("Biblothèque municipale", {"library"}),
        ("Bus France Services", {"itinerant", "france_services"}),
        ("Association Clic", {"association"}),
        ("Le Quarante", set()),
    ],
)
def test_a_name_tells_the_kind_of_place(name, kinds):
    assert read_name(name, commune="Laval").kinds == kinds


def test_what_is_often_housed_elsewhere_is_not_a_main_kind():
    assert read_name("EPN Mairie de Craon").main_kinds == {"town_hall"}
    assert read_name("Bus numérique").main_kinds == set()


def test_the_commune_and_the_words_of_the_kind_are_not_own_words():
    name = read_name("Médiathèque municipale de Saint-Étienne Jean Vilar", commune="St Etienne")

    assert name.own == ("jean", "vilar")
    assert name.label == ("mediatheque",)


@pytest.mark.parametrize("name", ["Mairie de Chateauneuf-du-Pap", "Mairie de Châteauneufdu-Pape"])
def test_a_misspelt_commune_is_still_the_commune(name):
    assert read_name(name, commune="Châteauneuf-du-Pape").own == ()


def test_a_name_that_is_only_its_commune_keeps_it():
    assert read_name("Laval", commune="Laval").own == ("laval",)


@pytest.mark.parametrize("word", ["marie", "contre", "sud", "2lavil", "jardin"])
def test_a_word_that_is_no_slip_is_left_alone(word):
    assert spoken_words(word) == (word,)


def test_a_slip_in_a_word_of_the_field_is_corrected():
    assert spoken_words("Maisn departemntale") == spoken_words("Maison départementale")


def test_two_letters_alone_are_articles_not_initials():
    assert spoken_words("Club d l Avenir") == ("club", "avenir")


@given(st.text(max_size=60), st.text(max_size=20))
def test_only_folded_ascii_comes_out(text, commune):
    name = read_name(text, commune=commune)

    assert all(word.isascii() and word == word.lower() for word in (*name.own, *name.label))
    assert name.kinds <= words().kinds.keys()


def test_a_word_of_the_field_is_parted_from_what_is_stuck_to_it():
    assert spoken_words("CollègePaul Éluard") == spoken_words("Collège Paul Éluard")
    assert spoken_words("Bibliothécaire") == ("bibliothecaire",)


def test_the_former_commune_of_a_name_is_read_apart():
    name = read_name(
        "Bibliothèque de Chênehutte", commune="Gennes-Val-de-Loire", parts=("Gennes", "Chênehutte")
    )

    assert (name.own, name.part) == ((), "chenehutte")


def test_a_name_that_is_only_a_former_commune_keeps_its_words():
    name = read_name("Chênehutte", commune="Gennes-Val-de-Loire", parts=("Chênehutte",))

    assert (name.own, name.part) == (("chenehutte",), "")
