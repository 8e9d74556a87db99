"""What goes in and out."""

from palier.linkage.records import Decisions, Evidence, Linkage, PairDecision, Verdict


def test_decisions_are_pairs_in_any_order():
    assert Decisions.of(same=[("b", "a"), ("a", "b"), ("c", "c")]).same == {("a", "b")}


def test_an_explanation_reads_from_the_strongest_evidence_and_ends_with_the_objections():
    pair = PairDecision(
        "a",
        "b",
        Verdict.ASK,
        3.0,
        (
            Evidence("point", "30 m", 3.0, "à moins de 30 m +3"),
            Evidence("types", "different", -5.0, "types différents −5"),
        ),
        ("deux communes différentes",),
    )

    assert pair.explanation == "types différents −5, à moins de 30 m +3, deux communes différentes"


def test_questions_come_most_likely_first():
    pairs = [
        PairDecision("a", x, v, s)
        for x, v, s in (("b", Verdict.ASK, 4.0), ("c", Verdict.ASK, 6.0), ("d", Verdict.JOIN, 9.0))
    ]

    assert [pair.right for pair in Linkage(pairs=pairs).questions] == ["c", "b"]
