import pytest

from palier.territory import names


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("Craon", 0, "de Craon"),
        ("Angers", 1, "d’Angers"),
        ("Hyères", 1, "d’Hyères"),
        ("Honfleur", 0, "de Honfleur"),
        ("Le Mans", 2, "du Mans"),
        ("La Baconnière", 3, "de La Baconnière"),
        ("Les Sables-d’Olonne", 4, "des Sables-d’Olonne"),
        ("L’Haÿ-les-Roses", 5, "de L’Haÿ-les-Roses"),
        ("Aux Marais", 6, "des Marais"),
        ("Los Masos", 8, "de Los Masos"),
        ("Le Mont-Dore", None, "du Mont-Dore"),
        ("Les Abymes", None, "des Abymes"),
        ("La Foa", None, "de La Foa"),
        ("Îles Éparses", None, "d’Îles Éparses"),
        ("Nouméa", None, "de Nouméa"),
    ],
)
def test_a_commune_takes_de_as_people_say_it(name, kind, expected):
    assert names.with_of(name, name_kind=kind) == expected


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("Ain", 5, "de l’Ain"),
        ("Mayenne", 3, "de la Mayenne"),
        ("Maine-et-Loire", 2, "du Maine-et-Loire"),
        ("Ardennes", 4, "des Ardennes"),
        ("Eure-et-Loir", 1, "d’Eure-et-Loir"),
        ("Nouvelle-Calédonie", 0, "de Nouvelle-Calédonie"),
    ],
)
def test_a_departement_takes_de_and_its_article(name, kind, expected):
    assert names.without_article_of(name, name_kind=kind) == expected


@pytest.mark.parametrize("name", ["ST-ÉTIENNE", "Saint Etienne", "st etienne", "  Saint–Étienne "])
def test_spellings_of_a_saint_are_one_search_form(name):
    assert names.search_form(name) == "saint etienne"


def test_a_slug_has_only_plain_letters():
    assert names.slug_form("Orée d’Anjou") == "oree-d-anjou"
