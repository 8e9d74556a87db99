"""Keeping the search index true."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice

from django.db import transaction

from palier.core import actions as core_actions
from palier.core.text import STOP_WORDS, fold
from palier.directory.documents import build_search_doc, places_to_index
from palier.directory.enums import PlaceStatus
from palier.directory.index import INDEX_NAME
from palier.directory.models import Need, NeedSynonym, Place, SearchDoc

_WORD = re.compile(r"[^\W\d_]+")  # letters only, accents kept: suggestions are read by people
DOC_FIELDS = [f.name for f in SearchDoc._meta.fields if not f.primary_key]


@transaction.atomic
def refresh_search_docs(*, place_ids: Iterable[int], on: date) -> int:
    """Write the documents of these places as they are now; one that is not published leaves the index.

    Costs a constant number of queries; safe to run twice. Returns how many are in the index.
    """
    ids = list(place_ids)
    docs = [build_search_doc(place, on=on) for place in places_to_index(ids, on=on)]
    SearchDoc.objects.filter(place_id__in=set(ids) - {doc.place_id for doc in docs}).delete()
    SearchDoc.objects.bulk_create(
        docs, update_conflicts=True, unique_fields=["place"], update_fields=DOC_FIELDS, batch_size=200
    )
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
    """Count the words of the names, communes, needs and synonyms, from which misspelt ones are corrected."""
    counts: Counter[str] = Counter()
    texts = [
        *Place.objects.filter(status=PlaceStatus.PUBLISHED).values_list(
            "name", "commune__name", "description"
        ),
        *Place.objects.filter(status=PlaceStatus.PUBLISHED).values_list(
            "services__name", "services__description"
        ),
        *((text,) for text in NeedSynonym.objects.values_list("text", flat=True)),
        *Need.objects.filter(framework__is_current=True).values_list("label", "description"),
    ]
    for row in texts:
        words = {w for text in row for w in _WORD.findall((text or "").lower())}
        counts.update(w for w in words if len(w) > 2 and fold(w) not in STOP_WORDS)
    core_actions.refresh_vocabulary(INDEX_NAME, words=counts)
