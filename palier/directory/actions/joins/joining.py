"""Join two records of one place, and undo it: one transaction, a line of history on each, nothing lost."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from palier.directory.actions.editing.recording import Author, record_change
from palier.directory.actions.imports.projecting import project_places
from palier.directory.actions.imports.telling import readings_of
from palier.directory.actions.joins import moving, snapshots
from palier.directory.actions.joins.verified import Stated, verified_after
from palier.directory.actions.joins.words import Said, hides_itself, said_by_people, shown_of, values_of
from palier.directory.actions.places import redirect_place
from palier.directory.actions.search import refresh_search_docs
from palier.directory.editable import read_place
from palier.directory.enums import ChangeVia, PlaceStatus
from palier.directory.models import (
    Correction,
    Place,
    PlaceJoin,
    PlaceProjection,
    PlaceRedirect,
    Service,
)

AUTOMATIC = Author(label="le rapprochement des listes")
JOINABLE = (PlaceStatus.PUBLISHED, PlaceStatus.UNPUBLISHED, PlaceStatus.DRAFT)


class JoinRefused(Exception):
    """These records cannot be joined: they are one already, or one of them is closed or waits to be read."""


class JoinNotUndoable(Exception):
    """The join is undone already, or the kept record was itself joined since: undo that join first."""


@transaction.atomic
def join_places(
    *,
    kept: Place,
    joined: Place,
    now: datetime,
    author: Author = AUTOMATIC,
    evidence: Mapping[str, Any] | None = None,
) -> PlaceJoin:
    """Make one record of two: `kept` shows, field by field, what the best says; `joined` closes and leads to it.

    People first (their last word, corrections before the rest), then sources by rank and recency. Raises JoinRefused.
    """
    kept, joined = _locked(kept, joined)
    if kept.pk == joined.pk or not {kept.status, joined.status} <= {status.value for status in JOINABLE}:
        raise JoinRefused
    before, read_before = snapshots.snapshot_of(kept), readings_of([kept.pk])
    joined_before, stated = read_place(joined), [Stated.by_record(place) for place in (kept, joined)]
    moved = _move(kept, joined, now=now)
    kept = Place.objects.get(pk=kept.pk)
    moved |= {
        "verified": _verify(kept, *stated),
        "added": snapshots.rows_added(kept, before=before),
        "owners": _owners(kept),
        "kept_status": kept.status,
    }
    join = PlaceJoin.objects.create(
        kept=kept,
        joined=joined,
        is_automatic=author == AUTOMATIC,
        evidence=dict(evidence or {}),
        before=before,
        moved=moved,
        by=author.user,
        by_label=author.label[:200],
        joined_at=now,
    )
    _tell(kept, read_before, author=author, now=now)
    _tell_place(joined, joined_before, author=author, now=now)
    refresh_search_docs(place_ids=[kept.pk, joined.pk], on=now.date())
    return join


@transaction.atomic
def undo_join(*, join: PlaceJoin, author: Author, now: datetime) -> PlaceJoin:
    """Make two records again, as they were; what sources and people said since stays on the record it was said of.

    Raises JoinNotUndoable.
    """
    kept, joined = _locked(join.kept, join.joined)
    join = PlaceJoin.objects.select_for_update().get(pk=join.pk)
    if join.undone_at is not None or joined_into(kept) is not None:
        raise JoinNotUndoable
    read_before, joined_before = readings_of([kept.pk]), read_place(joined)
    restored = _words_back(kept, join)
    moving.bring_rows_back(joined=joined, kept=kept, moved=join.moved)
    _owners_back(kept, join)
    _verification_back(kept, join)
    project_places(place_ids=[kept.pk], now=now)
    snapshots.put_rows_back(kept, before=join.before, added=join.moved["added"], restored=restored)
    _status_back(kept, join)
    _reopen(joined, join)
    if PlaceProjection.objects.filter(
        place=joined
    ).exists():  # a record that people wrote is a view of nothing
        project_places(place_ids=[joined.pk], now=now)
    join.undone_at, join.undone_by = now, author.label[:200]
    join.save(update_fields=["undone_at", "undone_by"])
    _tell(kept, read_before, author=author, now=now)
    _tell_place(joined, joined_before, author=author, now=now)
    refresh_search_docs(place_ids=[kept.pk, joined.pk], on=now.date())
    return join


def _move(kept: Place, joined: Place, *, now: datetime) -> dict[str, Any]:
    corrections = _words_kept(kept, joined, now=now)
    moved = {
        **moving.move_rows(joined=joined, kept=kept), "corrections": corrections, "status": joined.status
    }  # fmt: skip
    moving.copy_rows(joined=joined, kept=kept)
    moving.fill_owners(joined=joined, kept=kept)
    joined.status = PlaceStatus.CLOSED
    joined.save(update_fields=["status", "updated_at"])
    redirect_place(public_id=joined.public_id, to=kept)
    project_places(place_ids=[kept.pk], now=now)
    return moved


def joined_into(place: Place) -> PlaceJoin | None:
    """Return the join that closed `place`, None if it stands by itself."""
    return PlaceJoin.objects.filter(joined=place, undone_at=None).first()


def _locked(*places: Place) -> list[Place]:
    """Return these places as they are now, locked in the same order by everybody."""
    rows = {row.pk: row for row in Place.objects.select_for_update().filter(
        pk__in=[place.pk for place in places]).order_by("pk")}  # fmt: skip
    return [rows[place.pk] for place in places]


# --- What people say ----------------------------------------------------------------------------------------


def _words_kept(kept: Place, joined: Place, *, now: datetime) -> dict[str, Any]:
    """Write on `kept`, as corrections, the best of what people say of both; return those written, by field."""
    ours, theirs = said_by_people(kept), said_by_people(joined)
    written: dict[str, Any] = {}
    for field in {*ours, *theirs}:
        best = _best(ours.get(field), theirs.get(field))
        if best is not ours.get(field) or not best.is_correction:
            written[field] = _write(kept, field, best)
    if (
        hides_itself(kept)
        and not Correction.objects.filter(place=kept, field="published", service=None).exists()
    ):
        written["published"] = _write(kept, "published", Said(False, None, now, False))
    return written


def _best(ours: Said | None, theirs: Said | None) -> Said:
    if ours is None or (theirs is not None and theirs.strength > ours.strength):
        assert theirs is not None
        return theirs
    return ours


def _write(place: Place, field: str, said: Said) -> dict[str, Any]:
    correction, _ = Correction.objects.update_or_create(
        place=place,
        service=None,
        field=field,
        defaults={"value": said.value, "by_id": said.by_id, "made_at": said.made_at},
    )
    return {"pk": correction.pk, "value": said.value, "made_at": said.made_at.isoformat()}


def _words_back(kept: Place, join: PlaceJoin) -> frozenset[str]:
    """Put back the corrections that the join wrote, and the values they stood for; return their fields.

    A field that somebody corrected since keeps what they said.
    """
    was, shown = snapshots.columns_before(join.before), shown_of(kept)
    shown_before = join.before["shown"] or {}
    restored = set()
    for field, written in join.moved["corrections"].items():
        row = Correction.objects.filter(pk=written["pk"], place=kept).first()
        if row is None or row.value != written["value"] or row.made_at.isoformat() != written["made_at"]:
            continue
        row.delete()
        if (old := snapshots.correction_before(join.before, field=field)) is not None:
            old.save()
        for column in snapshots.COLUMNS_OF.get(field, ()):
            setattr(kept, column, getattr(was, column))
        shown.pop(field, None)
        if field in shown_before:
            shown[field] = shown_before[field]
        restored.add(field)
    kept.save()
    PlaceProjection.objects.filter(place=kept).update(shown=shown)
    return frozenset(restored)


# --- Records ------------------------------------------------------------------------------------------------


def _reopen(joined: Place, join: PlaceJoin) -> None:
    PlaceRedirect.objects.filter(public_id=joined.public_id, place=join.kept).delete()
    joined.status = join.moved["status"]
    joined.save(update_fields=["status", "updated_at"])


def _owners(place: Place) -> dict[str, int | None]:
    return {name: getattr(place, name) for name in moving.OWNERS}


def _owners_back(kept: Place, join: PlaceJoin) -> None:
    """Take away the structures that the join gave, unless somebody chose another since."""
    was = snapshots.columns_before(join.before)
    for name, given in join.moved["owners"].items():
        if getattr(kept, name) == given:
            setattr(kept, name, getattr(was, name))
    kept.save(update_fields=[*moving.OWNERS, "updated_at"])


def _verify(kept: Place, ours: Stated, theirs: Stated) -> list[str]:
    """Date the joined record by what is true of it; return the day (ISO, "" for none) and who said so."""
    kept.verified_on, kept.verified_by = verified_after(ours, joined=theirs, shown=values_of(kept))
    kept.save(update_fields=["verified_on", "verified_by", "updated_at"])
    return _verification_of(kept)


def _verification_back(kept: Place, join: PlaceJoin) -> None:
    """Put back the verification of before the join, unless somebody verified the record since."""
    if _verification_of(kept) == join.moved.get("verified"):
        was = snapshots.columns_before(join.before)
        kept.verified_on, kept.verified_by = was.verified_on, was.verified_by
        kept.save(update_fields=["verified_on", "verified_by", "updated_at"])


def _verification_of(place: Place) -> list[str]:
    return [place.verified_on.isoformat() if place.verified_on else "", place.verified_by]


def _status_back(kept: Place, join: PlaceJoin) -> None:
    """A record written by people has no source that says whether it is shown, nor where it comes from."""
    if join.before["shown"] is not None:
        return
    was = snapshots.columns_before(join.before)
    status = was.status if kept.status == join.moved["kept_status"] else kept.status
    values = {"source_name": was.source_name, "status": status, "published_at": was.published_at}
    Place.objects.filter(pk=kept.pk).update(**values)
    if not Correction.objects.filter(place=kept).exists() and not kept.source_records.exists():
        PlaceProjection.objects.filter(place=kept).delete()


def _tell(
    place: Place, before: Mapping[tuple[int, int | None], Any], *, author: Author, now: datetime
) -> None:
    """Keep in the history of `place` what changed of it and of the services it had."""
    after = readings_of([place.pk])
    services = {row.pk: row for row in Service.objects.filter(place=place)}
    for (place_id, service_id), old in before.items():
        if (place_id, service_id) in after:
            record = place if service_id is None else services[service_id]
            _record(record, old, after[place_id, service_id], author=author, now=now)


def _tell_place(place: Place, before: Mapping[str, Any], *, author: Author, now: datetime) -> None:
    _record(place, before, read_place(Place.objects.get(pk=place.pk)), author=author, now=now)


def _record(
    record: Place | Service,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    author: Author,
    now: datetime,
) -> None:
    record_change(record=record, before=before, after=after, author=author, via=ChangeVia.JOIN, now=now)
