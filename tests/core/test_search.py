import pytest

from palier.core.search import Match, fts5_query, group_words, ts_query

HOSTILE = ['a"b', "a'b", "a b", "a\nb", "a\n", "é", "", "a*", "x" * 65, "A", "a-b", "a:b", ")", "\\"]


@pytest.mark.parametrize("token", HOSTILE)
def test_match_refuses_anything_but_tokens(token):
    with pytest.raises(ValueError, match="not a search token"):
        Match([[token]])
    with pytest.raises(ValueError, match="not a search token"):
        Match([[("mail", token)]])
    with pytest.raises(ValueError, match="not a search token"):
        Match(facets_all=[["free", token]])


@pytest.mark.parametrize("groups", [[[]], [["mail"], []], [[()]]])
def test_match_refuses_empty_groups(groups):
    with pytest.raises(ValueError, match="empty"):
        Match(groups)


def test_match_refuses_an_empty_group_of_facets():
    with pytest.raises(ValueError, match="empty"):
        Match(facets_all=[[]])


def test_match_refuses_a_word_where_a_list_of_synonyms_is_due():
    with pytest.raises(ValueError, match="not a string"):
        Match(["mail"])
    with pytest.raises(ValueError, match="not a string"):
        Match(facets_all=["free"])


def test_match_takes_words_or_phrases_and_is_hashable():
    assert Match([["mail", ["cart", "gris"]]]) == Match([(("mail",), ("cart", "gris"))])
    assert len({Match([["mail"]]), Match([["mail"]])}) == 1


def test_match_is_written_for_fts5():
    match = Match(
        [["mail", ("cart", "gris")], ["lav"]], prefix_last=True, facets_all=[["d53", "d49"], ["free"]]
    )

    assert fts5_query(match, columns=["name", "body"], facets="facets") == (
        '({name body} : ((("mail") OR ("cart" AND "gris")) AND (("lav" *)))) '
        'AND (facets : ("d53" OR "d49")) AND (facets : ("free"))'
    )


def test_match_is_written_for_tsquery():
    match = Match(
        [["mail", ("cart", "gris")], ["lav"]], prefix_last=True, facets_all=[["d53", "d49"], ["free"]]
    )

    assert ts_query(match) == (
        "((('mail') | ('cart' & 'gris')) & (('lav':*))) & ('=d53' | '=d49') & ('=free')"
    )


def test_words_without_synonym_are_groups_of_one():
    assert group_words(["mail", "laval"]) == [[("mail",)], [("laval",)]]


def test_a_phrase_is_replaced_by_its_synonyms_the_longest_first():
    synonyms = {
        ("cart",): [("plan",)],
        ("cart", "gris"): [("certificat", "immatricul")],
        ("mail",): [("courriel",), ("mail",)],
    }

    assert group_words(["cart", "gris", "mail", "cart"], synonyms=synonyms) == [
        [("cart", "gris"), ("certificat", "immatricul")],
        [("mail",), ("courriel",)],
        [("cart",), ("plan",)],
    ]


def test_a_word_typed_twice_counts_once():
    assert group_words(["mail", "mail"]) == [[("mail",)]]


def test_no_word_gives_no_group():
    assert group_words([], synonyms={("cart", "gris"): [("carte",)]}) == []
