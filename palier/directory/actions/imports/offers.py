"""The services of a place as its rows say them, each by its key, corrections last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from palier.directory.actions.imports.fields import said_services
from palier.directory.models import Correction, Service, SourceRecord, SourceService

_OWN = "service/"  # a service that no row describes and that was corrected: « service/12 »


@dataclass(eq=False)
class Offer:
    """One service of a view.

    `key` names it in the view. `record` is the row that says it, under `row_key`; None if it was written here and
    only corrected. `service` is None until it is created, and stays so while the row names no need.
    `corrected`: the fields whose value is a person's.
    """

    key: str
    says: dict[str, Any]
    record: SourceRecord | None = None
    row_key: str = ""
    service: Service | None = None
    corrected: frozenset[str] = frozenset()


def offers_of(
    record: SourceRecord,
    *,
    known: Mapping[str, Service],
    corrections: Mapping[int, Mapping[str, Any]] | None = None,
) -> list[Offer]:
    """Return the services of one row: those it says, and those it said before (`known`), which then say nothing.

    A row that says nothing any more of a service ends it, corrected or not: a correction is about a field, and
    comes back with the service.
    """
    said, offers = said_services(record.says), []
    for row_key in {**said, **known}:
        service, says = known.get(row_key), said.get(row_key, {})
        corrected = (corrections or {}).get(service.pk, {}) if service and says else {}
        offers.append(
            Offer(
                key=f"{record.source_id}/{record.key}" + (f"#{row_key}" if row_key else ""),
                says={**_filled(says), **corrected},
                record=record,
                row_key=row_key,
                service=service,
                corrected=frozenset(corrected),
            )
        )
    return offers


def keep_ended(offers: Iterable[Offer], *, old: Mapping[str, Mapping[str, Any]]) -> None:
    """Services that their rows no longer say keep what they last were (`old`, by key), marked as ended."""
    for offer in offers:
        if offer.record is not None and offer.service is not None and not offer.says.get("needs"):
            before = old.get(offer.key, {})
            said = {**offer.says, "needs": before.get("needs", [])} if offer.says else before
            offer.says = {**said, "ended": True}


def offers_of_places(
    place_ids: Iterable[int],
    *,
    records: Mapping[int, Iterable[SourceRecord]],
    olds: Mapping[int, Mapping[str, Any]],
) -> dict[int, list[Offer]]:
    """Return the services of these places that rows say or that people corrected. At most three queries."""
    ids = list(place_ids)
    known: dict[int, dict[str, Service]] = defaultdict(dict)
    for link in SourceService.objects.filter(record__place_id__in=ids).select_related("service"):
        known[link.record_id][link.key] = link.service
    corrections: dict[int, dict[str, Any]] = defaultdict(dict)
    of_services = Correction.objects.filter(service__place_id__in=ids)
    for service_id, name, value in of_services.values_list("service_id", "field", "value"):
        corrections[service_id or 0][name] = value
    offers: dict[int, list[Offer]] = {place_id: [] for place_id in ids}
    for place_id in ids:
        for record in records.get(place_id, ()):
            offers[place_id] += offers_of(record, known=known[record.pk], corrections=corrections)
        offers[place_id] = _once_each(offers[place_id], olds.get(place_id, {}).get("services", {}))
    linked = {service.pk for services in known.values() for service in services.values()}
    for service in _own_services(ids, {*corrections} - linked, olds):
        offers[service.place_id].append(
            Offer(
                key=f"{_OWN}{service.pk}",
                says=corrections[service.pk],
                service=service,
                corrected=frozenset(corrections[service.pk]),
            )
        )
    return offers


def _once_each(offers: list[Offer], old: Mapping[str, Any]) -> list[Offer]:
    """Make one offer of those that describe one service: each field from the first that says it, best row first.

    It keeps the key under which the last view knew the service.
    """
    kept: dict[int, Offer] = {}
    found: list[Offer] = []
    for offer in offers:
        first = kept.get(offer.service.pk) if offer.service else None
        if first is None:
            if offer.service:
                kept[offer.service.pk] = offer
            found.append(offer)
            continue
        first.says = {**offer.says, **first.says}
        first.corrected |= offer.corrected
        first.key = next((key for key in (first.key, offer.key) if key in old), first.key)
    return found


def _own_services(
    place_ids: list[int], corrected: set[int], olds: Mapping[int, Mapping[str, Any]]
) -> list[Service]:
    """The corrected services that no row describes, and those whose corrections were all withdrawn."""
    before = {
        int(key.removeprefix(_OWN))
        for place_id in place_ids
        for key in olds.get(place_id, {}).get("services", {})
        if key.startswith(_OWN)
    }
    wanted = corrected | before
    return list(Service.objects.filter(pk__in=wanted, place_id__in=place_ids)) if wanted else []


def _filled(says: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in says.items() if value not in ("", [], None)}
