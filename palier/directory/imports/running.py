"""A whole import: survey, then batches of rows, each one short transaction; what is gone is flagged at the end."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from palier.accounts.models import User
from palier.directory.actions import imports as actions
from palier.directory.imports.deciding import Stored, decide, removals_problem
from palier.directory.imports.interpreting import Reading, fallback_key, key_of, read_row
from palier.directory.imports.locating import Territory
from palier.directory.imports.mapping import Mapping
from palier.directory.imports.preparing import Prepared
from palier.directory.imports.reading import Row
from palier.directory.models import ImportRun, Need, Source, SourceRecord

# Rows per transaction. On SQLite other writers wait for a batch, search index included: well under a second.
BATCH_ROWS = 100


class ImportStopped(Exception):
    """The import did not go through; the message is a French sentence that says what to do."""


@dataclass(frozen=True)
class Survey:
    """What a first reading says: how many rows, the keys (as small numbers), those met more than once."""

    rows: int
    keys: frozenset[int]
    repeated: frozenset[int]


@dataclass(frozen=True)
class Progress:
    """Yielded after each batch: rows done out of how many, the lines of the batch, the run (None: dry run)."""

    done: int
    total: int
    lines: list[dict[str, Any]]
    totals: dict[str, int]
    run: ImportRun | None
    is_last: bool = False


def import_file(
    prepared: Prepared,
    *,
    now: datetime,
    write: bool,
    allow_removals: bool = False,
    by: User | None = None,
    batch_rows: int = BATCH_ROWS,
) -> Iterator[Progress]:
    """Import a prepared file, yielding after each batch. Without `write` every batch is rolled back.

    An interrupted import of the same file goes on where it stopped; a finished one changes nothing when run
    again. The first Progress of a resumed import has the lines of nothing and what was done before.
    Raises ImportStopped, before anything is written, if codelists or the territory are missing or if more than a
    fifth of the known rows are gone; and when another process took the same import over.
    """
    territory = _territory_or_stop()
    survey = survey_of(prepared)
    source = Source.objects.filter(code=prepared.source_code).first()
    gone, live = _gone(source, survey)
    problem = removals_problem(gone=gone, live=live)
    if problem and not allow_removals:
        raise ImportStopped(problem)
    run = _begin(prepared, survey, allow_removals, by, now) if write else None
    started_at = run.started_at if run else now
    done = run.rows_done if run else 0
    totals = dict(run.totals) if run else {}
    yield Progress(done, survey.rows, [], totals, run)
    today = localtime(now).date()
    readings = _Readings(prepared.mapping, territory, survey, today)
    rows = prepared.table.rows()
    for row in islice(rows, done):
        readings.skip(row)
    while batch := list(islice(rows, batch_rows)):
        lines = _batch(prepared, readings.of(batch), run=run, now=now)
        done += len(lines)
        for line in lines:
            totals[line["outcome"]] = totals.get(line["outcome"], 0) + 1
        yield Progress(done, survey.rows, lines, totals, run)
    if run is not None:
        gone = actions.flag_gone(source=run.source, before=started_at, now=now)
    totals = _whole_totals(totals, rows=done, gone=gone)
    if run is not None:
        actions.end_run(run=run, totals=totals, now=now)
    yield Progress(done, survey.rows, [], totals, run, is_last=True)


def _whole_totals(totals: dict[str, int], *, rows: int, gone: int) -> dict[str, int]:
    counted = {name: totals.get(name, 0) for name in ("created", "updated", "unchanged", "reported")}
    return {"rows": rows, **counted, "gone": gone}


def _territory_or_stop() -> Territory:
    if not Need.objects.filter(framework__code="services-nationaux").exists():
        raise ImportStopped(
            "Les listes de besoins manquent : lancez « palier load-codelists --write » d’abord."
        )
    territory = Territory.load()
    if not territory.has_communes:
        raise ImportStopped("Les communes manquent : lancez « palier load-territory --write » d’abord.")
    return territory


def survey_of(prepared: Prepared) -> Survey:
    """Read the whole file once, keeping only a number per key. Raises UnreadableFile where the file breaks."""
    keys: set[int] = set()
    repeated: set[int] = set()
    counts: dict[int, int] = {}
    rows = 0
    for row in prepared.table.rows():
        rows += 1
        key = _key(row, prepared.mapping)
        number = _number_of(key)
        if number in keys:
            counts[number] = counts.get(number, 1) + 1
            repeated.add(number)
            number = _number_of(_repeat_key(key, counts[number]))
        keys.add(number)
    return Survey(rows, frozenset(keys), frozenset(repeated))


def _key(row: Row, mapping: Mapping) -> str:
    return key_of(row.cells, mapping) or fallback_key(row.cells, mapping)


def _repeat_key(key: str, occurrence: int) -> str:
    return f"{key[:180]} (n° {occurrence})"


def _number_of(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode("utf-8", "replace"), digest_size=8).digest())


class _Readings:
    """Reads rows in their order, telling apart the repeated keys."""

    def __init__(self, mapping: Mapping, territory: Territory, survey: Survey, today: Any) -> None:
        self.mapping, self.territory, self.today = mapping, territory, today
        self.repeated = survey.repeated
        self.met: dict[int, int] = {}

    def skip(self, row: Row) -> None:
        """Count the key of a row done by an earlier process."""
        self._occurrence(_key(row, self.mapping))

    def of(self, rows: list[Row]) -> list[tuple[Reading, bool]]:
        """Return what the rows say, and whether their key was met before."""
        found = []
        for row in rows:
            reading = read_row(row, self.mapping, territory=self.territory, today=self.today)
            occurrence = self._occurrence(reading.key)
            if occurrence > 1:
                values = {name: getattr(reading, name) for name in Reading.__dataclass_fields__}
                reading = Reading(**{**values, "key": _repeat_key(reading.key, occurrence)})
            found.append((reading, occurrence > 1))
        return found

    def _occurrence(self, key: str) -> int:
        number = _number_of(key)
        if number not in self.repeated:
            return 1
        self.met[number] = self.met.get(number, 0) + 1
        return self.met[number]


def _batch(
    prepared: Prepared, readings: list[tuple[Reading, bool]], *, run: ImportRun | None, now: datetime
) -> list[dict[str, Any]]:
    """Decide and write one batch in one transaction; rolled back when there is no run."""
    try:
        with transaction.atomic():
            source = run.source if run else _source(prepared)
            stored = _stored(source, [reading.key for reading, _ in readings])
            intents = [
                decide(reading, stored=stored.get(reading.key), is_repeat=is_repeat, now=now)
                for reading, is_repeat in readings
            ]
            lines: list[dict[str, Any]] = actions.apply_batch(source=source, intents=intents, now=now).lines
            if run is None:
                transaction.set_rollback(True)
            else:
                actions.note_batch(run=run, lines=lines)
    except actions.RunTakenOver:
        raise ImportStopped("Un autre processus continue déjà cet import : celui-ci s’arrête.") from None
    if run is None:
        return [line | ({"place": None} if line["outcome"] == "created" else {}) for line in lines]
    return lines


def _stored(source: Source, keys: list[str]) -> dict[str, Stored]:
    rows = SourceRecord.objects.filter(source=source, key__in=keys).values_list(
        "key", "raw", "raw_sha256", "says", "place_id", "gone_at"
    )
    return {
        key: Stored(raw, sha, says, place_id is not None, gone_at)
        for key, raw, sha, says, place_id, gone_at in rows
    }


def _source(prepared: Prepared) -> Source:
    mapping = prepared.mapping
    is_own = bool(prepared.format_name) and prepared.format_name == prepared.source_code
    is_given = not prepared.format_name
    return actions.ensure_source(
        code=prepared.source_code,
        name=mapping.name if is_own or is_given else prepared.source_code,
        publisher=mapping.publisher,
        licence=mapping.licence,
        url=mapping.url,
        rank=mapping.rank,
    )


def _begin(
    prepared: Prepared, survey: Survey, allow_removals: bool, by: User | None, now: datetime
) -> ImportRun:
    return actions.begin_run(
        source=_source(prepared),
        file_name=prepared.file_name,
        file_sha256=prepared.file_sha256,
        mapping=prepared.mapping_text,
        rows_total=survey.rows,
        allow_removals=allow_removals,
        by=by,
        now=now,
    )


def _gone(source: Source | None, survey: Survey) -> tuple[int, int]:
    """Return how many live rows of the source the file no longer has, and how many are live."""
    if source is None:
        return 0, 0
    gone = live = 0
    live_rows = SourceRecord.objects.filter(source=source, gone_at=None).values_list("key", flat=True)
    for key in live_rows.iterator(chunk_size=2000):
        live += 1
        gone += _number_of(key) not in survey.keys
    return gone, live
