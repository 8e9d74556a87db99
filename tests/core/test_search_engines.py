"""One behaviour on two engines: the sets are computed in Python, so they hold on each engine by itself."""

import pytest
from django.db import DatabaseError, NotSupportedError

from palier.core.db.search import FullTextIndex
from palier.core.search import Match
from tests.core.conftest import INDEX, expected_keys, run_operations

WORDS = [
    Match([["mail"]]),
    Match([["mediathequ"]]),
    Match([["mail"], ["laval"]]),
    Match([["cart"], ["gris"], ["angers"]]),
    Match([["3e5b"]]),
    Match([["3e"]]),
    Match([["3e5"]]),
    Match([["1e5"]]),
    Match([["2a"]]),
    Match([["2b"]]),
    Match([["007"]]),
    Match([["7"]]),
    Match([["12"]]),
    Match([["53000"], ["numer"]]),
    Match([["a_b"]]),
    Match([["a"]]),
    Match([["inf"]]),
    Match([["and"], ["or"]]),
    Match([["not"], ["near"]]),
    Match([["zzz"]]),
]
PREFIXES = [
    Match([["inter"]], prefix_last=True),
    Match([["i"]], prefix_last=True),
    Match([["1"]], prefix_last=True),
    Match([["mail"], ["sain"]], prefix_last=True),
    Match([["mai"], ["saint"]], prefix_last=True),
    Match([["cart"], [("cart", "gri"), ("permis", "cond")]], prefix_last=True),
    Match([["n_"]], prefix_last=True),
    Match([["a_"]], prefix_last=True),
]
SYNONYMS = [
    Match([["mail", "photo"]]),
    Match([[("cart", "gris"), ("permis", "conduir")]]),
    Match([[("cart", "gris"), "permis"], ["laval", "angers"]]),
    Match([["mailbox", "internet"], [("n", "free"), "d53"]]),
]
FACETS = [
    Match(facets_all=[["n_mailbox"]]),
    Match(facets_all=[["n_mail"]]),
    Match(facets_all=[["n_mail", "n_tax"], ["d53"]]),
    Match(facets_all=[["free"], ["walk_in"], ["d49", "d2a"]]),
    Match([["mailbox"]], facets_all=[["n_mailbox"]]),
    Match([["d53"]]),
    Match([["free"]], facets_all=[["free"]]),
    Match([["mail", ("cart", "gris")], ["la"]], prefix_last=True, facets_all=[["d53", "d49"], ["lang_ar"]]),
    Match([["laval"]], facets_all=[["unknown"]]),
    Match(),
]


@pytest.mark.parametrize("match", [*WORDS, *PREFIXES, *SYNONYMS, *FACETS], ids=str)
def test_index_finds_exactly_the_rows_that_answer(found, corpus, match):
    assert found(match) == expected_keys(corpus, match)


def test_the_queries_of_these_tests_find_something_and_leave_something(corpus):
    """An expected set that is always empty, or everything, would prove nothing."""
    sizes = [
        len(expected_keys(corpus, match))
        for match in [*WORDS, *PREFIXES, *SYNONYMS, *FACETS]
        if not match.is_empty
    ]

    assert len(sizes) >= 40
    assert sum(0 < size < len(corpus) for size in sizes) >= 34


@pytest.mark.parametrize("match", [WORDS[0], PREFIXES[0], SYNONYMS[2], FACETS[7], Match()], ids=str)
def test_matching_filters_rows_in_one_query(db, corpus, doc_model, django_assert_num_queries, match):
    with django_assert_num_queries(1):
        keys = set(
            doc_model.objects.filter(pk__in=INDEX.matching(match), place_id__gt=30).values_list(
                "pk", flat=True
            )
        )

    assert keys == {key for key in expected_keys(corpus, match) if key > 30}


@pytest.mark.parametrize("match", [WORDS[0], PREFIXES[4], FACETS[2], Match()], ids=str)
def test_count_is_the_number_of_rows_found(db, corpus, match):
    assert INDEX.count(match) == len(expected_keys(corpus, match))


def test_pages_of_results_follow_each_other(db, corpus):
    match = Match([["mail"]])

    pages = [INDEX.search(match, limit=7, offset=at) for at in range(0, 21, 7)]

    assert [key for page in pages for key in page] == INDEX.search(match, limit=21)
    assert len(set(INDEX.search(match, limit=21))) == 21


def test_facets_alone_and_no_condition_come_in_the_order_of_keys(db, corpus):
    free = Match(facets_all=[["free"]])

    assert INDEX.search(free, limit=1000) == sorted(expected_keys(corpus, free))
    assert INDEX.search(Match(), limit=3) == [1, 4, 7]


@pytest.mark.parametrize(("limit", "offset"), [(-1, 0), (1, -1)])
def test_search_refuses_a_negative_page(db, limit, offset):
    with pytest.raises(ValueError, match="negative"):
        INDEX.search(Match([["mail"]]), limit=limit, offset=offset)


def add(doc_model, key, *, name="", commune="", body="", facets=""):
    return doc_model.objects.create(place_id=key, name=name, commune=commune, body=body, facets=facets)


def test_a_word_of_the_name_comes_before_one_of_the_commune_then_of_the_body(db, corpus, doc_model):
    add(doc_model, 5001, name="mair", commune="laval", body="zeppelin")
    add(doc_model, 5002, name="mair", commune="zeppelin", body="mail")
    add(doc_model, 5003, name="zeppelin", commune="laval", body="mail")

    assert INDEX.search(Match([["zeppelin"]]), limit=10) == [5003, 5002, 5001]


def test_a_short_text_about_the_word_comes_before_a_long_one(db, corpus, doc_model):
    add(doc_model, 5001, name="zeppelin mair", body="mail photo impot budget arnaqu intern scann permis")
    add(doc_model, 5002, name="zeppelin")

    assert INDEX.search(Match([["zeppelin"]]), limit=10) == [5002, 5001]


def test_a_facet_never_weighs_in_the_order(db, corpus, doc_model):
    add(doc_model, 5002, name="zeppelin", facets="zeppelin free d53")
    add(doc_model, 5001, name="zeppelin", facets="free d53 d49")

    assert INDEX.search(Match([["zeppelin"]]), limit=10) == [5001, 5002]


def test_the_index_follows_changes_and_deletions(db, corpus, doc_model):
    doc = add(doc_model, 5001, name="zeppelin", facets="z_1")

    doc.name, doc.facets = "aerostat", "z_2"
    doc.save()

    assert INDEX.search(Match([["zeppelin"]]), limit=5) == []
    assert INDEX.search(Match([["aerostat"]], facets_all=[["z_2"]]), limit=5) == [5001]

    doc_model.objects.filter(pk=5001).delete()

    assert INDEX.search(Match([["aerostat"]]), limit=5) == []
    assert INDEX.search(Match(facets_all=[["z_2"]]), limit=5) == []


def test_the_index_follows_bulk_updates(db, corpus, doc_model):
    add(doc_model, 5001, name="zeppelin")
    add(doc_model, 5002, name="zeppelin")

    doc_model.objects.filter(place_id__gt=5000).update(facets="z_3")

    assert INDEX.search(Match([["zeppelin"]], facets_all=[["z_3"]]), limit=5) == [5001, 5002]


def test_the_index_follows_rows_that_are_added_or_replaced_in_one_go(db, corpus, doc_model):
    add(doc_model, 5001, name="zeppelin")
    texts = {"commune": "", "body": "", "facets": ""}

    doc_model.objects.bulk_create(
        [doc_model(place_id=key, name="aerostat", **texts) for key in (5001, 5002)],
        update_conflicts=True,
        unique_fields=["place_id"],
        update_fields=["name", *texts],
    )

    assert INDEX.search(Match([["zeppelin"]]), limit=5) == []
    assert INDEX.search(Match([["aerostat"]]), limit=5) == [5001, 5002]


def test_a_very_long_word_does_not_prevent_writing_a_row(db, corpus, doc_model):
    add(doc_model, 5001, name="zeppelin " + "a" * 3000)

    assert INDEX.search(Match([["zeppelin"]]), limit=5) == [5001]


def test_words_counts_the_rows_that_hold_each_stem(db, corpus):
    expected = {
        word: sum(word in row.words for row in corpus)
        for word in {w for row in corpus for w in row.words if w.startswith("inter")}
    }

    assert INDEX.words("inter") == expected
    assert set(expected) == {"internet", "intern", "interphon"}


@pytest.mark.django_db(transaction=True)
def test_building_the_index_again_keeps_it_right_and_removing_it_leaves_the_table(corpus, doc_model):
    match = Match([["mail"]], facets_all=[["free"]])

    run_operations(INDEX, forwards=True)

    assert set(INDEX.search(match, limit=1000)) == expected_keys(corpus, match)

    run_operations(INDEX, forwards=False)
    try:
        assert doc_model.objects.count() == len(corpus)
        with pytest.raises(DatabaseError):
            INDEX.search(match, limit=1)
    finally:
        run_operations(INDEX, forwards=True)
    assert set(INDEX.search(match, limit=1000)) == expected_keys(corpus, match)


def test_an_engine_without_full_text_is_refused():
    class Oracle:
        vendor = "oracle"

    with pytest.raises(NotSupportedError, match="oracle"):
        INDEX.matching(Match([["mail"]])).as_sql(None, Oracle())


@pytest.mark.parametrize(
    "names",
    [
        {"table": 'x"; drop'},
        {"key": "Place"},
        {"facets": "a b"},
        {"columns": {"na-me": 1.0}},
        {"columns": dict.fromkeys("abcde", 1.0)},
        {"columns": {}},
    ],
)
def test_an_index_has_plain_names_and_one_to_four_columns(names):
    given = {"table": "t", "key": "id", "columns": {"name": 1.0}, "facets": "facets"} | names
    with pytest.raises(ValueError, match=r"not a plain|one to four"):
        FullTextIndex(**given)
