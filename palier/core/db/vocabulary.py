"""The words that an index knows: to correct a typing error, and to finish a word.

The words of each index are kept in memory, in this process, until `actions.refresh_vocabulary` gives the
vocabulary another version; asking for the version is the only query of each call.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from rapidfuzz.distance import OSA, DamerauLevenshtein
from rapidfuzz.process import extract

from palier.core.models import Vocabulary, Word
from palier.core.text import fold, stem

_SHORT = 5  # letters: in a word this short, a second error makes another word
_MIN_LENGTH = 3


class KnownWord(NamedTuple):
    """A word of an index: as people write it, what the index contains, and in how many documents it is."""

    word: str
    stem: str
    documents: int


@dataclass(frozen=True)
class _Words:
    """The words of one version of one index, arranged for looking up. Keys are folded."""

    known: dict[str, KnownWord]  # the most frequent spelling of each
    by_length: dict[int, list[str]]
    in_order: list[str]
    stems: frozenset[str]


def suggest_correction(word: str, *, index_name: str) -> KnownWord | None:
    """Return the known word that `word` was probably meant to be, or None.

    None if `word` is known (itself or its stem), holds a digit, has fewer than three letters, or if nothing
    is near: at most two errors (letter added, left out, changed, or two swapped), one up to five letters.
    The nearest wins, then the one in most documents, then the first in alphabetical order.
    """
    folded = fold(word)
    if not folded.isalpha() or len(folded) < _MIN_LENGTH:
        return None
    words = _words_of(index_name)
    if words is None or stem(folded) in words.stems:
        return None
    furthest = 1 if len(folded) <= _SHORT else 2
    near = [
        (distance, -words.known[candidate].documents, candidate)
        for candidate in _about_as_near(folded, words, furthest=furthest + 1)
        if (distance := DamerauLevenshtein.distance(folded, candidate)) <= furthest
    ]
    return words.known[min(near)[2]] if near else None


def _about_as_near(folded: str, words: _Words, *, furthest: int) -> Iterator[str]:
    """Yield the words at this distance or less, by a distance that is quick to compute.

    Optimal string alignment forbids changing swapped letters again: it exceeds Damerau-Levenshtein’s distance
    by one at most when that is two or less, and is many times faster.
    """
    for length in range(len(folded) - furthest, len(folded) + furthest + 1):
        candidates = words.by_length.get(length, [])
        for candidate, _, _ in extract(
            folded, candidates, scorer=OSA.distance, score_cutoff=furthest, limit=None
        ):
            yield candidate


def words_starting_with(prefix: str, *, index_name: str, limit: int) -> list[KnownWord]:
    """Return the known words that start with `prefix`, accents apart, those in most documents first.

    Serves to finish what somebody types, and to look for it meanwhile: the stem of « ordinateu » begins no
    word of the index, but the stems of the words that start with it are there.
    """
    folded = fold(prefix)
    words = _words_of(index_name)
    if not folded or words is None:
        return []
    first = bisect_left(words.in_order, folded)
    after = bisect_left(words.in_order, folded + "{")  # the character that follows « z »
    found = [words.known[candidate] for candidate in words.in_order[first:after]]
    return sorted(found, key=lambda known: (-known.documents, known.word))[:limit]


def is_known(word: str, *, index_name: str) -> bool:
    """Say if the index has documents with `word` or another form of it."""
    words = _words_of(index_name)
    return words is not None and stem(fold(word)) in words.stems


def _words_of(index_name: str) -> _Words | None:
    """Return the words of the index in its present version; None if it never had any."""
    version = Vocabulary.objects.filter(index_name=index_name).values_list("version", flat=True).first()
    return None if version is None else _load(index_name, version)


@lru_cache(maxsize=4)
def _load(index_name: str, version: UUID) -> _Words:
    """Read the words of the index. A version is never used twice, so a rolled-back one is never served."""
    rows = Word.objects.filter(index_name=index_name).order_by("documents", "-word")
    spellings = [KnownWord(*row) for row in rows.values_list("word", "stem", "documents")]
    known = {
        fold(spelling.word): spelling for spelling in spellings
    }  # the most frequent comes last and stays
    by_length: dict[int, list[str]] = defaultdict(list)
    for folded in known:
        by_length[len(folded)].append(folded)
    return _Words(known, dict(by_length), sorted(known), frozenset(row.stem for row in known.values()))
