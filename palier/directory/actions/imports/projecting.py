"""A place as a view over its source records and corrections: what differs from the last view is written."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from palier.core.db.inserts import insert_all
from palier.core.text import fold
from palier.directory.actions.imports import listed, offered
from palier.directory.actions.imports.fields import SCALARS, merge_says
from palier.directory.actions.imports.offers import Offer, keep_ended, offers_of, offers_of_places
from palier.directory.actions.imports.telling import readings_of, tell_changes
from palier.directory.actions.search import refresh_search_docs
from palier.directory.enums import Itinerancy, PlaceStatus
from palier.directory.models import Correction, Place, PlaceProjection, SourceRecord
from palier.directory.models.sources import BEST_FIRST
from palier.territory.models import Commune

NAMES_A_PLACE = ("name", "commune")  # a source that stops saying them does not take them away


@dataclass
class View:
    """One place, what was last made of it and what to make of it now."""

    place: Place
    old: dict[str, Any]
    new: dict[str, Any]
    offers: Sequence[Offer] = ()
    records: Sequence[SourceRecord] = ()
    is_new: bool = False
    missing: list[str] = field(default_factory=list)  # sentences: codes that our lists do not have

    @property
    def changes(self) -> set[str]:
        """The fields whose value is not what was last written."""
        return {name for name in {*self.old, *self.new} if self.old.get(name) != self.new.get(name)}


@transaction.atomic
def project_place(*, place: Place, now: datetime) -> bool:
    """Recompute what `place` shows from its records and corrections; tell whether anything changed.

    Safe to run twice. What somebody changed on the place itself stays until a record or a correction says
    something new of that field.
    """
    return bool(project_places(place_ids=[place.pk], now=now))


@transaction.atomic
def project_places(*, place_ids: Iterable[int], now: datetime, told_by: str = "") -> dict[int, View]:
    """Recompute these places, in a constant number of queries when nothing changes. Returns those changed, by id.

    `told_by`: the name of the source under which the history of these places keeps what changes; "" when who
    asks tells it already.
    """
    ids = list(place_ids)
    if not ids:
        return {}
    records: dict[int, list[SourceRecord]] = defaultdict(list)
    best_first = SourceRecord.objects.filter(place_id__in=ids).select_related("source")
    for record in best_first.order_by(*BEST_FIRST):
        records[record.place_id or 0].append(record)
    corrections: dict[int, dict[str, Any]] = defaultdict(dict)
    of_places = Correction.objects.filter(place_id__in=ids, service=None)
    for place_id, name, value in of_places.values_list("place_id", "field", "value"):
        corrections[place_id][name] = value
    olds = dict(PlaceProjection.objects.filter(place_id__in=ids).values_list("place_id", "shown"))
    offers = offers_of_places(ids, records=records, olds=olds)
    views = [
        view_of(
            place,
            records=records[place.pk],
            offers=offers[place.pk],
            old=olds.get(place.pk, {}),
            corrections=corrections[place.pk],
        )
        for place in Place.objects.filter(pk__in=ids)
    ]
    changed = [view for view in views if view.changes]
    changed_ids = [view.place.pk for view in changed] if told_by else []
    before = readings_of(changed_ids) if changed_ids else {}
    write_views(changed, now=now)
    if changed_ids:
        tell_changes(before, after=readings_of(changed_ids), by_label=told_by, now=now)
    return {view.place.pk: view for view in changed}


def view_of(
    place: Place,
    *,
    records: Sequence[SourceRecord],
    offers: Sequence[Offer],
    old: dict[str, Any],
    corrections: dict[str, Any],
) -> View:
    """Return what `place` is to show: its fields, the source of the best record, and its services by key."""
    shown = merge_says((record.says for record in records), corrections=corrections)
    if records:
        shown["source_name"] = records[0].source.name[:120]
    keep_ended(offers, old=old.get("services", {}))
    services = {offer.key: offer.says for offer in offers if offer.says}
    return View(
        place=place,
        old=old,
        new=shown | ({"services": services} if services else {}),
        offers=offers,
        records=records,
    )


def new_view(record: SourceRecord) -> View:
    """Return the view of a place that does not exist yet, made by `record` alone; the record gets the place."""
    place = Place()
    view = view_of(place, records=[record], offers=offers_of(record, known={}), old={}, corrections={})
    view.is_new = True
    record.place = place
    return view


def write_views(
    views: Sequence[View],
    *,
    now: datetime,
    records: Sequence[SourceRecord] = (),
    stored: Sequence[SourceRecord] = (),
) -> None:
    """Write the changes of these views, new places and `records` included; `stored` records get their new place.

    Returns when the search index is true again.
    """
    if not (views or records):
        return
    communes = _commune_ids(views)
    for view in views:
        set_scalars(view, communes=communes, now=now)
    insert_all([view.place for view in views if view.is_new])
    for record in (*records, *stored):
        record.place = record.place  # its id is known only now
    insert_all(records)
    SourceRecord.objects.bulk_update(stored, ["place"], batch_size=200)
    offered.sync_services(views)
    for view in views:
        if not view.is_new:
            view.place.save()
    listed.sync_contacts(views)
    listed.sync_types(views)
    listed.sync_capabilities(views)
    listed.sync_labels(views)
    shown = [PlaceProjection(place=view.place, shown=view.new) for view in views]
    insert_all(shown, update_on="place_id")
    refresh_search_docs(place_ids=[view.place.pk for view in views], on=day_of(now))


def day_of(now: datetime) -> date:
    """The day of the clock that was passed in."""
    return now.date()


def _commune_ids(views: Iterable[View]) -> dict[str, int]:
    codes = {view.new["commune"] for view in views if "commune" in view.new}
    return dict(Commune.objects.filter(insee_code__in=codes).values_list("insee_code", "pk"))


def set_scalars(view: View, *, communes: dict[str, int], now: datetime) -> None:
    """Set on the place, unsaved, the plain fields that changed."""
    place, new = view.place, view.new
    for name in view.changes:
        if name in NAMES_A_PLACE and not new.get(name):
            continue
        if name in SCALARS:
            empty = Itinerancy.UNKNOWN.value if name == "itinerancy" else ""
            setattr(place, SCALARS[name], new.get(name) or empty)
        elif name == "commune" and new["commune"] in communes:
            place.commune_id = communes[new["commune"]]
        elif name == "point":
            place.lat, place.lon = new.get("point") or (None, None)
        elif name == "source_name":
            place.source_name = new.get("source_name", "")
        elif name == "status":
            place.status = new["status"]
            if place.status == PlaceStatus.PUBLISHED:
                place.published_at = place.published_at or now
    place.search_text = fold(place.name)  # insert_all does not call save
