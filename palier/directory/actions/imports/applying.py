"""One batch of rows written in one short transaction; what is gone is flagged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from palier.directory.actions.imports.intents import Intent, IntentKind
from palier.directory.actions.imports.projecting import View, new_view, project_places, write_views
from palier.directory.models import Place, Source, SourceRecord

_BATCH = 200
_OUTCOMES = {
    IntentKind.CREATE: "created",
    IntentKind.UPDATE: "updated",
    IntentKind.LEAVE: "unchanged",
    IntentKind.REPORT: "reported",
}


@dataclass(frozen=True, slots=True)
class BatchResult:
    """The lines of the report, in the order of the intents: `{"row", "outcome", "place", "reasons"}`."""

    lines: list[dict[str, object]]


@transaction.atomic
def ensure_source(
    *, code: str, name: str = "", publisher: str = "", licence: str = "", url: str = "", rank: int = 100
) -> Source:
    """Return the source of that code, created if need be; what an operator wrote about it is left alone."""
    source = Source.objects.filter(code=code).first()
    if source is None:
        source = Source(
            code=code,
            name=(name or code)[:200],
            publisher=publisher[:200],
            licence=licence[:120],
            url=url,
            rank=rank,
        )
        source.full_clean()
        source.save()
    return source


@transaction.atomic
def apply_batch(*, source: Source, intents: Sequence[Intent], now: datetime) -> BatchResult:
    """Store these rows and project their places, whole or not at all. Keys must be different in a batch.

    A row that cannot be a place is stored without one. Safe to run twice: the decider then asks to leave them.
    """
    found = SourceRecord.objects.filter(source=source, key__in=[intent.key for intent in intents])
    # In no order: in that of the model, SQLite would go through every row of the source.
    stored = {record.key: record for record in found.order_by()}
    fresh = [intent for intent in intents if intent.key not in stored]
    records = [_new_record(source, intent, now) for intent in fresh]
    missing = _create(intents=fresh, records=records, now=now)
    stored |= {record.key: record for record in records}
    missing |= _update([i for i in intents if i not in fresh], stored, now, source.name)
    ids = [record.place_id for record in stored.values() if record.place_id]
    public_ids = dict(Place.objects.filter(pk__in=ids).values_list("pk", "public_id"))
    lines: list[dict[str, object]] = [
        {
            "row": intent.row,
            "outcome": _OUTCOMES[intent.kind],
            "place": public_ids.get(stored[intent.key].place_id or 0),
            "reasons": [*intent.reasons, *missing.get(intent.key, [])],
        }
        for intent in intents
    ]
    return BatchResult(lines)


def _new_record(source: Source, intent: Intent, now: datetime) -> SourceRecord:
    return SourceRecord(
        source=source,
        key=intent.key,
        raw=intent.raw,
        says=intent.says,
        remarks=list(intent.reasons),
        raw_sha256=intent.raw_sha256,
        stated_on=intent.stated_on,
        first_seen_at=now,
        last_seen_at=now,
    )


def _create(
    *, intents: Sequence[Intent], records: Sequence[SourceRecord], now: datetime
) -> dict[str, list[str]]:
    """Create places and records together: places first, then records that name them, then what hangs on both."""
    views: list[View] = [
        new_view(record)
        for intent, record in zip(intents, records, strict=True)
        if intent.kind == IntentKind.CREATE
    ]
    write_views(views, now=now, records=records)
    return {view.records[0].key: view.missing for view in views if view.missing}


def _update(
    intents: Iterable[Intent], stored: dict[str, SourceRecord], now: datetime, source_name: str
) -> dict[str, list[str]]:
    seen: list[int] = []
    touched: list[SourceRecord] = []
    becoming: list[SourceRecord] = []
    for intent in intents:
        record = stored[intent.key]
        seen.append(record.pk)
        if intent.kind == IntentKind.LEAVE and record.raw_sha256 == intent.raw_sha256:
            continue
        record.raw, record.raw_sha256, record.says = intent.raw, intent.raw_sha256, intent.says
        record.remarks, record.stated_on = list(intent.reasons), intent.stated_on
        touched.append(record)
        if intent.kind == IntentKind.CREATE and record.place_id is None:
            becoming.append(record)
    if not seen:
        return {}
    SourceRecord.objects.bulk_update(
        touched, ["raw", "raw_sha256", "says", "remarks", "stated_on"], batch_size=_BATCH
    )
    SourceRecord.objects.filter(pk__in=seen).update(last_seen_at=now, gone_at=None)
    missing = _give_places(becoming, now)
    ids = {record.place_id for record in touched if record.place_id}
    views = project_places(place_ids=ids, now=now, told_by=source_name)
    by_place = {place_id: view.missing for place_id, view in views.items() if view.missing}
    return missing | {r.key: by_place[r.place_id] for r in touched if r.place_id in by_place}


def _give_places(becoming: Sequence[SourceRecord], now: datetime) -> dict[str, list[str]]:
    """A row that was only reported and now says enough becomes a place."""
    views = [new_view(record) for record in becoming]
    write_views(views, now=now, stored=becoming)
    return {view.records[0].key: view.missing for view in views if view.missing}


@transaction.atomic
def flag_gone(*, source: Source, before: datetime, now: datetime) -> int:
    """Date the rows of `source` not seen since `before`; nothing is deleted. Returns how many; safe to run twice."""
    return SourceRecord.objects.filter(source=source, gone_at=None, last_seen_at__lt=before).update(
        gone_at=now
    )
