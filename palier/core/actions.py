"""What core writes: the vocabulary of an index; what it purges: rate limits, runs of jobs."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import uuid4

from django.db import transaction
from django.db.models import Max

from palier.core.enums import JobStatus
from palier.core.models import JobRun, RateLimitWindow, Vocabulary, Word
from palier.core.text import fold, stem

_BATCH = 500  # rows per transaction, so that the other writers of SQLite wait for less than a second
_MIN_LENGTH = 3  # two letters are one error away from hundreds of words
_MAX_LENGTH = 64  # of the columns
T = TypeVar("T")


def refresh_vocabulary(index_name: str, *, words: Mapping[str, int] | Iterable[str]) -> int:
    """Make `words` the vocabulary of the index: counts of documents by word, or words to be counted.

    Words are natural spellings (« médiathèque »), kept in lower case; those that are not one word of three
    letters or more once folded, or that hold a digit, are left out. Writes only what changed, in batches that
    each commit; readers see the new vocabulary at the end. Returns how many words it now has.
    """
    wanted = _suggestible(words if isinstance(words, Mapping) else Counter(words))
    stored = {row.word: row for row in Word.objects.filter(index_name=index_name)}
    fresh = [
        Word(index_name=index_name, word=word, stem=stem(fold(word)), documents=documents)
        for word, documents in wanted.items()
    ]
    changed = [row for row in fresh if _values(row) != _values(stored.get(row.word))]
    gone = [row.pk for word, row in stored.items() if word not in wanted]
    for rows in _batches(changed):
        Word.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["index_name", "word"],
            update_fields=["stem", "documents"],
        )
    for pks in _batches(gone):
        Word.objects.filter(pk__in=pks).delete()
    if changed or gone:
        Vocabulary.objects.update_or_create(index_name=index_name, defaults={"version": uuid4()})
    return len(wanted)


def _suggestible(counts: Mapping[str, int]) -> Counter[str]:
    """Return the words that are worth suggesting, in lower case, and in how many documents they are."""
    kept: Counter[str] = Counter()
    for spelling, documents in counts.items():
        word, folded = spelling.lower(), fold(spelling)
        if folded.isalpha() and _MIN_LENGTH <= len(folded) <= _MAX_LENGTH and len(word) <= _MAX_LENGTH:
            kept[word] += documents
    return +kept


def _values(row: Word | None) -> tuple[str, int] | None:
    return (row.stem, row.documents) if row else None


def _batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    return (items[at : at + _BATCH] for at in range(0, len(items), _BATCH))


@transaction.atomic
def purge_rate_limits(before: datetime) -> int:
    """Forget the windows that started before this time. Returns how many. Safe to run twice."""
    deleted, _ = RateLimitWindow.objects.filter(window_start__lt=before).delete()
    return deleted


@transaction.atomic
def forget_job_runs(*, done_before: datetime, all_before: datetime) -> int:
    """Forget the runs of jobs: those that went well before one time, all before another.

    The last run of each job stays: a job that never ran would wait for its hour. Returns how many. Safe to run twice.
    """
    last = JobRun.objects.values("job").annotate(last=Max("pk")).values("last")
    old = JobRun.objects.filter(finished_at__lt=all_before) | JobRun.objects.filter(
        finished_at__lt=done_before, status=JobStatus.DONE
    )
    deleted, _ = old.exclude(pk__in=list(last.values_list("last", flat=True))).delete()
    return deleted
