"""The service that a source record describes: created, changed where the record changed, ended when it stops."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from palier.directory.enums import Price, ServiceStatus
from palier.directory.models import (
    Audience,
    Need,
    Service,
    ServiceAccessMode,
    ServiceModality,
    SourceRecord,
    SpecialSupport,
)

if TYPE_CHECKING:
    from palier.directory.actions.imports.projecting import View

SERVICE_NAME = "Médiation numérique"  # the national schema gives services no name of their own
NEEDS_FRAMEWORK = "services-nationaux"
_LISTS: dict[str, type[Need] | type[Audience] | type[SpecialSupport]] = {
    "needs": Need,
    "audiences": Audience,
    "special_supports": SpecialSupport,
}


def sync_services(views: Sequence[View]) -> None:
    """Write the services of these views, one per record that declares needs.

    Places must be stored; records that are not get their service and are stored after.
    """
    work: list[tuple[View, SourceRecord, dict[str, Any], dict[str, Any]]] = []
    for view in views:
        olds, news = view.old.get("services", {}), view.new.get("services", {})
        for record in view.records:
            key = f"{record.source_id}/{record.key}"
            if olds.get(key) != news.get(key):
                work.append((view, record, olds.get(key, {}), news.get(key, {})))
    rows = {name: _rows(model, work, name) for name, model in _LISTS.items()}
    created = [item for item in work if item[1].service_id is None and item[3].get("needs")]
    services = [_new_service(view, new) for view, _, _, new in created]
    Service.objects.bulk_create(services)
    for (_, record, _, _), service in zip(created, services, strict=True):
        record.service = service
    if known := [record for _, record, _, _ in created if record.pk]:
        SourceRecord.objects.bulk_update(known, ["service"], batch_size=200)
    _fill_new(created, services, rows)
    for view, record, old, new in work:
        if record.service_id is not None and (view, record, old, new) not in created:
            _change(record.service, old, new, rows)  # type: ignore[arg-type]


def _rows(
    model: type[Need] | type[Audience] | type[SpecialSupport],
    work: Iterable[tuple[View, SourceRecord, dict[str, Any], dict[str, Any]]],
    name: str,
) -> dict[str, int]:
    codes = {code for _, _, old, new in work for code in (*old.get(name, []), *new.get(name, []))}
    if not codes:
        return {}
    if model is Need:
        needs = Need.objects.filter(
            framework__code=NEEDS_FRAMEWORK, framework__is_current=True, code__in=codes
        )
        return dict(needs.values_list("code", "pk"))
    return dict(model._default_manager.filter(code__in=codes).values_list("code", "pk"))


def _new_service(view: View, new: dict[str, Any]) -> Service:
    prices = new.get("prices", [])
    return Service(
        place=view.place,
        name=SERVICE_NAME,
        status=ServiceStatus.PUBLISHED,
        price=prices[0] if prices else Price.UNKNOWN,
        other_prices=prices[1:],
        helper_hours=new.get("helper_hours", ""),
    )


def _fill_new(
    created: Sequence[tuple[View, SourceRecord, dict[str, Any], dict[str, Any]]],
    services: Sequence[Service],
    rows: dict[str, dict[str, int]],
) -> None:
    pairs = [(service, new) for (_, _, _, new), service in zip(created, services, strict=True)]
    for name, column in (
        ("needs", "need_id"),
        ("audiences", "audience_id"),
        ("special_supports", "specialsupport_id"),
    ):
        through = getattr(Service, name).through
        through.objects.bulk_create(
            through(service_id=service.pk, **{column: rows[name][code]})
            for service, new in pairs
            for code in new.get(name, [])
            if code in rows[name]
        )
    ServiceModality.objects.bulk_create(
        ServiceModality(service=service, modality=code)
        for service, new in pairs
        for code in new.get("modalities", [])
    )
    ServiceAccessMode.objects.bulk_create(
        ServiceAccessMode(service=service, mode=code)
        for service, new in pairs
        for code in new.get("access_modes", [])
    )


def _change(
    service: Service, old: dict[str, Any], new: dict[str, Any], rows: dict[str, dict[str, int]]
) -> None:
    """Change of a stored service what the record changed; without needs it can no longer be shown."""
    if old.get("prices") != new.get("prices"):
        prices = new.get("prices", [])
        service.price, service.other_prices = (prices[0] if prices else Price.UNKNOWN), prices[1:]
    if old.get("helper_hours") != new.get("helper_hours"):
        service.helper_hours = new.get("helper_hours", "")
    if bool(old.get("needs")) != bool(new.get("needs")):
        service.status = ServiceStatus.PUBLISHED if new.get("needs") else ServiceStatus.ENDED
    service.save()
    for name in _LISTS:
        gone, fresh = _difference(old, new, name)
        if name == "needs" and not new.get("needs"):
            continue  # an ended service keeps what it was for
        getattr(service, name).remove(*(rows[name][code] for code in gone if code in rows[name]))
        getattr(service, name).add(*(rows[name][code] for code in fresh if code in rows[name]))
    gone, fresh = _difference(old, new, "modalities")
    _remove_any(ServiceModality.objects.filter(service=service), [Q(modality=code) for code in gone])
    ServiceModality.objects.bulk_create(
        [ServiceModality(service=service, modality=code) for code in fresh], ignore_conflicts=True
    )
    gone, fresh = _difference(old, new, "access_modes")
    _remove_any(ServiceAccessMode.objects.filter(service=service), [Q(mode=code) for code in gone])
    ServiceAccessMode.objects.bulk_create(
        [ServiceAccessMode(service=service, mode=code) for code in fresh], ignore_conflicts=True
    )


def _difference(old: dict[str, Any], new: dict[str, Any], name: str) -> tuple[list[str], list[str]]:
    before, after = old.get(name, []), new.get(name, [])
    return [c for c in before if c not in after], [c for c in after if c not in before]


def _remove_any(rows: Any, conditions: list[Q]) -> None:
    if conditions:
        rows.filter(reduce(or_, conditions)).delete()
