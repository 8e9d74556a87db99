import pytest
from hypothesis import given
from hypothesis import strategies as st

from palier.core.text import STOP_WORDS, fold, stem, stems

# Two forms that people type for one thing.
SAME_STEM = [
    ("imprimante", "imprimantes"),
    ("imprimer", "imprimé"),
    ("Impôts", "impot"),
    ("déclaration", "declarations"),
    ("médiathèque", "MÉDIATHÈQUES"),
    ("bibliothèque", "bibliotheques"),
    ("médiateur", "mediateurs"),
    ("conseillère", "conseiller"),
    ("ordinateur", "ordinateurs"),
    ("téléphone", "telephones"),
    ("tablette", "tablettes"),
    ("photo", "photos"),
    ("numérique", "numeriques"),
    ("numériser", "numérisé"),
    ("atelier", "ateliers"),
    ("gratuit", "gratuite"),
    ("gratuits", "gratuites"),
    ("retraite", "retraites"),
    ("retraité", "retraitée"),
    ("étranger", "étrangères"),
    ("courriel", "e-mail".replace("-", "")),
    ("mails", "mél"),
    ("inscription", "s’inscrire".removeprefix("s’")),
    ("travail", "travaux"),
    ("œil", "yeux"),
    ("réparer", "réparé"),
    ("réparation", "reparations"),
    ("connexion", "connexions"),
    ("connecter", "connecté"),
    ("permis", "PERMIS"),
    ("carte grise", "cartes grises"),
    ("demande", "demandes"),
    ("logiciel", "logiciels"),
    ("école", "écoles"),
    ("handicapé", "handicapées"),
    ("scanner", "scannés"),
    ("accompagnement", "accompagnements"),
    ("formation", "formations"),
    ("allocation", "allocations"),
    ("sécurité", "securites"),
    ("arnaque", "arnaques"),
    ("virement", "virements"),
]
# Two things that look alike.
OTHER_STEM = [
    ("carte", "carton"),
    ("permis", "permanence"),
    ("impôts", "imprimer"),
    ("internet", "internat"),
    ("emploi", "employeur"),
    ("banque", "bancal"),
    ("mairie", "mari"),
    ("santé", "santon"),
    ("caf", "café"),
    ("2a", "2b"),
]


@pytest.mark.parametrize(("one", "other"), SAME_STEM)
def test_two_forms_of_a_word_have_one_stem(one, other):
    assert stems(one) == stems(other)


@pytest.mark.parametrize(("one", "other"), OTHER_STEM)
def test_two_words_that_look_alike_have_two_stems(one, other):
    assert stems(one) != stems(other)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("L’Œuvre de Saint-Étienne", "l oeuvre de saint etienne"),
        ("L'Œuvre", "l oeuvre"),
        ("  À  l'aise,  ou pas ?  ", "a l aise ou pas"),
        ("ŒUFS & Cie", "oeufs cie"),
        ("ß", "ss"),
        ("17 h 30", "17 h 30"),
        ("e\u0301te\u0301", "ete"),
        ("ﬁn", "fin"),
        ("مرحبا", ""),
        ("", ""),
    ],
)
def test_fold_keeps_plain_letters_and_digits(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_fold_gives_only_tokens_and_changes_nothing_twice(text):
    folded = fold(text)

    assert set(folded) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")
    assert folded == " ".join(folded.split())
    assert fold(folded) == folded


@pytest.mark.parametrize("code", ["2a", "53000", "rgaa4", "3e", "007"])
def test_a_code_with_a_digit_is_its_own_stem(code):
    assert stem(code) == code


def test_stems_leave_stop_words_out_unless_asked():
    assert stems("aide pour une carte grise") == ["cart", "gris"]
    assert stems("une carte", keep_stop_words=True) == ["une", "cart"]


def test_stems_keep_order_and_repeated_words():
    assert stems("carte mail carte") == ["cart", "mail", "cart"]


def test_stop_words_are_folded():
    assert {fold(word) for word in STOP_WORDS} == STOP_WORDS
