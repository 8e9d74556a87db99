"""Keeping the search index true."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from itertools import chain, islice

from django.db import transaction

from palier.core import actions as core_actions
from palier.core.db.inserts import insert_all
from palier.core.text import STOP_WORDS, fold
from palier.directory.documents import build_search_docs
from palier.directory.enums import PlaceStatus, ServiceStatus
from palier.directory.index import INDEX_NAME
from palier.directory.models import Need, NeedSynonym, Place, SearchDoc, Service

_WORD = re.compile(r"[^\W\d_]+")  # letters only, accents kept: suggestions are read by people
DOC_FIELDS = [f.name for f in SearchDoc._meta.fields if not f.primary_key]


# Places whose documents wait for the end of the block, or None outside of one.
_postponed: ContextVar[set[int] | None] = ContextVar("postponed", default=None)


@contextmanager
def postponed_refresh(*, on: date) -> Iterator[None]:
    """Write the documents touched in the block once, at its end: for those who chain many actions.

    Until then the index keeps what it had. Nothing is written if the block raises. Blocks may be nested.
    """
    if _postponed.get() is not None:
        yield
        return
    waiting: set[int] = set()
    token = _postponed.set(waiting)
    try:
        yield
    finally:
        _postponed.reset(token)
    refresh_search_docs(place_ids=sorted(waiting), on=on)


@transaction.atomic
def refresh_search_docs(*, place_ids: Iterable[int], on: date) -> int:
    """Write the documents of these places as they are now; one that is not published leaves the index.

    Costs a constant number of queries; safe to run twice. Returns how many are in the index; 0 in a block of
    `postponed_refresh`, which writes later.
    """
    ids = list(place_ids)
    if not ids:
        return 0
    waiting = _postponed.get()
    if waiting is not None:
        waiting.update(ids)
        return 0
    docs = build_search_docs(ids, on=on)
    SearchDoc.objects.filter(place_id__in=set(ids) - {doc.place_id for doc in docs}).delete()
    insert_all(docs, update_on="place_id")
    return len(docs)


def rebuild_search_index(*, on: date, batch_size: int = 200) -> Iterator[int]:
    """Write every document anew, yielding the number done after each batch; an interruption loses nothing."""
    ids = iter(Place.objects.filter(status=PlaceStatus.PUBLISHED).order_by("pk").values_list("pk", flat=True))
    SearchDoc.objects.exclude(place__status=PlaceStatus.PUBLISHED).delete()
    done = 0
    while batch := list(islice(ids, batch_size)):
        refresh_search_docs(place_ids=batch, on=on)
        done += len(batch)
        yield done
    refresh_words()


def refresh_words() -> None:
    """Count the words of the names, communes, needs and synonyms, from which misspelt ones are corrected.

    Texts are read one after the other: memory does not grow with the number of places.
    """
    counts: Counter[str] = Counter()  # of every word: each is then judged once
    published = Place.objects.filter(status=PlaceStatus.PUBLISHED)
    texts = chain(
        published.values_list("name", "commune__name").iterator(),
        # Suggestions are read by everybody: neither drafts nor restricted texts may lend them words.
        (
            (p.public_text("description"),)
            for p in published.only("description", "field_visibility").iterator()
        ),
        Service.objects.filter(place__in=published, status=ServiceStatus.PUBLISHED)
        .values_list("name", "description")
        .iterator(),
        ((text,) for text in NeedSynonym.objects.values_list("text", flat=True)),
        Need.objects.filter(framework__is_current=True).values_list("label", "description"),
    )
    for row in texts:
        counts.update({w for text in row if text for w in _WORD.findall(text.lower())})
    for word in [w for w in counts if len(w) <= 2 or fold(w) in STOP_WORDS]:
        del counts[word]
    core_actions.refresh_vocabulary(INDEX_NAME, words=counts)
