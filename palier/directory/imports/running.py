"""A whole import: survey, then batches of rows, each one short transaction; what is gone is flagged at the end."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from time import perf_counter, sleep
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localtime

from palier.accounts.models import User
from palier.directory.actions import imports as actions
from palier.directory.actions import refresh_words
from palier.directory.imports.deciding import Stored, decide, removals_problem
from palier.directory.imports.interpreting import Reading, fallback_key, key_of, read_row
from palier.directory.imports.linking import LinkReport, link_changed
from palier.directory.imports.locating import Territory
from palier.directory.imports.mapping import Mapping
from palier.directory.imports.preparing import Prepared
from palier.directory.imports.reading import Row
from palier.directory.imports.reports import lines_of
from palier.directory.models import ImportRun, Need, Source, SourceRecord

# Other writers of SQLite wait for a batch, search index included: its size follows how long the last one took.
BATCH_SECONDS = 0.3
# A waiting writer looks every 100 ms whether SQLite is free (sqlite3_busy_timeout): it must be so that long.
FREE_SECONDS = 0.11
FEWEST_ROWS, MOST_ROWS = 10, 200


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
    """Yielded after each batch: rows done out of how many, the lines of the batch, the run (None: dry run).

    `linked`: what became of the places that the import changed, on the last one.
    """

    done: int
    total: int
    lines: list[dict[str, Any]]
    totals: dict[str, int]
    run: ImportRun | None
    is_last: bool = False
    linked: LinkReport | None = None


def import_file(
    prepared: Prepared,
    *,
    now: datetime,
    write: bool,
    allow_removals: bool = False,
    by: User | None = None,
    batch_rows: int = 0,
) -> Iterator[Progress]:
    """Import a prepared file, yielding after each batch. Without `write` every batch is rolled back.

    `batch_rows`: rows per transaction; 0 lets it follow the speed of the machine. An interrupted import of the
    same file goes on where it stopped: its first Progress says what was done before. A finished one changes
    nothing when run again. The words of its places are then known to the search, which corrects misspelt ones.
    Raises ImportStopped, before anything is written, if codelists or the territory are missing or if more than a
    fifth of the known rows are gone; and when another process took the import over.
    """
    territory = _territory_or_stop()
    survey = survey_of(prepared)
    gone = _gone_or_stop(prepared, survey, allow_removals)
    run = _begin(prepared, survey, allow_removals, by, now) if write else None
    progress = Progress(run.rows_done if run else 0, survey.rows, [], dict(run.totals) if run else {}, run)
    yield progress
    readings = _Readings(prepared.mapping, territory, survey, localtime(now).date())
    for step in _batches(prepared, readings, progress, now=now, batch_rows=batch_rows):
        progress = step
        yield step
    if run is not None:
        gone = actions.flag_gone(source=run.source, before=run.started_at, now=now)
    totals = _whole_totals(progress.totals, rows=progress.done, gone=gone)
    if run is not None:
        actions.end_run(run=run, totals=totals, now=now)
        refresh_words()
    linked = _link(run, now) if run is not None and settings.LINK_AFTER_IMPORT else None
    yield Progress(progress.done, survey.rows, [], totals, run, is_last=True, linked=linked)


def _link(run: ImportRun, now: datetime) -> LinkReport:
    """One pass over what the whole run changed, the batches of an interrupted process included."""
    lines = (line for line in lines_of(run) if line["outcome"] in ("created", "updated"))
    return link_changed(public_ids={str(line["place"]) for line in lines if line["place"]}, now=now)


def _batches(
    prepared: Prepared, readings: "_Readings", progress: Progress, *, now: datetime, batch_rows: int
) -> Iterator[Progress]:
    """Skip what an earlier process did, then do the rest batch by batch."""
    rows = prepared.table.rows()
    for row in islice(rows, progress.done):
        readings.skip(row)
    done, totals = progress.done, dict(progress.totals)
    size, ended = batch_rows or FEWEST_ROWS * 2, 0.0
    while batch := list(islice(rows, size)):
        read = readings.of(batch)
        sleep(max(0.0, FREE_SECONDS - (perf_counter() - ended)) if ended else 0.0)
        began = perf_counter()
        lines = _batch(prepared, read, run=progress.run, now=now)
        ended = perf_counter()
        size = batch_rows or _next_size(len(lines), ended - began)
        done += len(lines)
        for line in lines:
            totals[line["outcome"]] = totals.get(line["outcome"], 0) + 1
        yield Progress(done, progress.total, lines, dict(totals), progress.run)


def _next_size(rows: int, seconds: float) -> int:
    wanted = int(rows * BATCH_SECONDS / max(seconds, 0.001))
    return max(FEWEST_ROWS, min(MOST_ROWS, wanted, rows * 2))


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
    found = SourceRecord.objects.filter(source=source, key__in=keys)
    # In no order: in that of the model, SQLite would go through every row of the source.
    rows = found.order_by().values_list("key", "raw", "raw_sha256", "says", "place_id", "gone_at")
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


def _gone_or_stop(prepared: Prepared, survey: Survey, allow_removals: bool) -> int:
    """Return how many live rows of the source the file no longer has; stop if that is too many."""
    gone = live = 0
    live_rows = SourceRecord.objects.filter(source__code=prepared.source_code, gone_at=None)
    for key in live_rows.order_by().values_list("key", flat=True).iterator(chunk_size=2000):
        live += 1
        gone += _number_of(key) not in survey.keys
    problem = removals_problem(gone=gone, live=live)
    if problem and not allow_removals:
        raise ImportStopped(problem)
    return gone
