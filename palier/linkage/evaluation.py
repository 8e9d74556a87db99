"""How good a linkage is, against a known truth."""

from collections.abc import Set
from dataclasses import dataclass

from palier.linkage.national import pairs_within
from palier.linkage.records import Linkage, ordered


@dataclass(frozen=True)
class Scores:
    """Shares in [0, 1]. `precision`, `recall`: pairs inside automatic clusters. `asked`: questions per record.

    `recall_asked`: recall once every question has its right answer. Undefined shares (nothing found, nothing to
    find) are 1.
    """

    precision: float
    recall: float
    asked: float
    recall_asked: float

    def line(self, *, seconds: float) -> str:
        """Return the one line that `palier evaluate-linkage` prints; seconds of processor."""
        return (
            f"precision={self.precision:.4f} recall={self.recall:.4f} asked={self.asked:.4f} "
            f"seconds={seconds:.1f} recall_asked={self.recall_asked:.4f}"
        )


def evaluate(linkage: Linkage, truth: Set[tuple[str, str]], *, records: int) -> Scores:
    """Compare the clusters of a linkage of so many records to the true pairs, the smaller id first."""
    found = pairs_within(linkage.clusters)
    after = pairs_within(_answered(linkage, truth))
    return Scores(
        precision=_share(len(found & truth), len(found)),
        recall=_share(len(found & truth), len(truth)),
        asked=len(linkage.questions) / records if records else 0.0,
        recall_asked=_share(len(after & truth), len(truth)),
    )


def _answered(linkage: Linkage, truth: Set[tuple[str, str]]) -> list[list[str]]:
    """Return the clusters once a person who knows the truth has answered every question."""
    groups = {identifier: members for members in map(list, linkage.clusters) for identifier in members}
    for question in linkage.questions:
        if ordered(question.left, question.right) not in truth:
            continue
        one = groups.setdefault(question.left, [question.left])
        other = groups.setdefault(question.right, [question.right])
        if one is not other:
            one.extend(other)
            groups.update(dict.fromkeys(other, one))
    return list({id(members): members for members in groups.values()}.values())


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
