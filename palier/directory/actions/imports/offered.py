"""The services that rows describe: created, changed where a row or a correction changed, ended when no longer said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from palier.core.db.inserts import insert_all, insert_values
from palier.directory.actions.imports.fields import (
    CONTACT_FIELDS,
    SERVICE_CONTACTS,
    SERVICE_TEXTS,
)
from palier.directory.actions.imports.offers import Offer
from palier.directory.editable.reading import need_reference
from palier.directory.enums import Price, ServiceStatus
from palier.directory.models import (
    Audience,
    ContactChannel,
    Need,
    Service,
    ServiceAccessMode,
    ServiceModality,
    SourceService,
    SpecialSupport,
)

if TYPE_CHECKING:
    from palier.directory.actions.imports.projecting import View

SERVICE_NAME = "Médiation numérique"  # for the sources that give services no name of their own
_TABLES = {"needs": "need_id", "audiences": "audience_id", "special_supports": "specialsupport_id"}
_CHOICES: dict[str, tuple[Any, str]] = {  # model and column
    "modalities": (ServiceModality, "modality"),
    "access_modes": (ServiceAccessMode, "mode"),
}
Ids = Mapping[str, Mapping[str, int]]


@dataclass(eq=False)
class _Work:
    """One service to write: what was last made of it, and what it is to be."""

    view: View
    offer: Offer
    old: Mapping[str, Any]

    @property
    def new(self) -> Mapping[str, Any]:
        return self.offer.says

    def says_otherwise(self, name: str) -> bool:
        """Tell whether a field is said anew, no longer said, or said differently."""
        return (name in self.old) != (name in self.new) or self.old.get(name) != self.new.get(name)


def sync_services(views: Sequence[View]) -> None:
    """Write the services of these views whose rows and corrections changed; those without needs are not created.

    Places and rows must be stored.
    """
    work: list[_Work] = []
    for view in views:
        olds = view.old.get("services", {})
        for offer in view.offers:
            old = olds.get(offer.key, {})
            if old != offer.says:
                work.append(_Work(view, offer, old))
    ids = {name: _ids(name, work) for name in _TABLES}
    known = [item for item in work if item.offer.service is not None]
    _create([item for item in work if item.offer.service is None and item.new.get("needs")], ids)
    for item in known:
        _change(item, ids)


def is_offered(says: Mapping[str, Any]) -> bool:
    """Tell whether a service of a view is shown: it answers a need, and its row still says it."""
    return bool(says.get("needs")) and not says.get("ended")


def _ids(name: str, work: Iterable[_Work]) -> dict[str, int]:
    """Return the ids of the codes that our lists have, for one list field."""
    codes = {code for item in work for code in (*item.old.get(name, []), *item.new.get(name, []))}
    if not codes:
        return {}
    if name == "needs":
        return need_ids(codes)
    model: type[Audience] | type[SpecialSupport] = Audience if name == "audiences" else SpecialSupport
    return dict(model._default_manager.filter(code__in=codes).values_list("code", "pk"))


def need_ids(codes: Iterable[str]) -> dict[str, int]:
    """Return the ids of the needs in force, by code as `need_reference` writes it; unknown codes are left out."""
    wanted = set(codes)
    needs = Need.objects.filter(
        framework__is_current=True, code__in={code.rpartition("/")[2] for code in wanted}
    )
    found = {
        need_reference(framework, code): pk
        for framework, code, pk in needs.values_list("framework__code", "code", "pk")
    }
    return {code: pk for code, pk in found.items() if code in wanted}


def _create(work: Sequence[_Work], ids: Ids) -> None:
    services = [_new_service(item) for item in work]
    insert_all(services)
    insert_values(
        SourceService,
        ("record_id", "key", "service_id"),
        [
            (item.offer.record.pk, item.offer.row_key, service.pk)
            for item, service in zip(work, services, strict=True)
            if item.offer.record is not None
        ],
    )
    pairs = [(service.pk, item.new) for item, service in zip(work, services, strict=True)]
    for name, column in _TABLES.items():
        insert_values(
            getattr(Service, name).through,
            ("service_id", column),
            [(pk, ids[name][code]) for pk, new in pairs for code in new.get(name, []) if code in ids[name]],
        )
    for name, (model, column) in _CHOICES.items():
        rows = [(pk, code) for pk, new in pairs for code in new.get(name, [])]
        insert_values(model, ("service_id", column), rows)
    channels = [(pk, kind, value) for pk, new in pairs for kind, value in _contacts(new)]
    insert_values(ContactChannel, ("service_id", "kind", "value"), channels)


def _new_service(item: _Work) -> Service:
    prices = item.new.get("prices", [])
    texts = {name: item.new.get(name, "") for name in SERVICE_TEXTS}
    return Service(
        **{**texts, "name": texts["name"] or SERVICE_NAME},
        place=item.view.place,
        status=ServiceStatus.PUBLISHED,
        price=prices[0] if prices else Price.UNKNOWN,
        other_prices=prices[1:],
    )


def _change(item: _Work, ids: Ids) -> None:
    """Change of a stored service what its row or a person changed.

    One that is no longer said keeps what it was, ended. The status of a service written here is nobody's to change.
    """
    service, new = item.offer.service, item.new
    assert service is not None
    for name in SERVICE_TEXTS:
        if name == "name" and not new.get("name") and item.offer.record is None:
            continue
        if item.says_otherwise(name):
            setattr(service, name, new.get(name) or (SERVICE_NAME if name == "name" else ""))
    if item.says_otherwise("prices"):
        prices = new.get("prices", [])
        service.price, service.other_prices = (prices[0] if prices else Price.UNKNOWN), prices[1:]
    if item.offer.record is not None and is_offered(item.old) != is_offered(new):
        service.status = ServiceStatus.PUBLISHED if is_offered(new) else ServiceStatus.ENDED
    service.save()
    for name in _TABLES:
        _change_table(service, item, name, ids[name])
    for name in _CHOICES:
        _change_choices(service, item, name)
    _change_contacts(service, item)


def _change_table(service: Service, item: _Work, name: str, ids: Mapping[str, int]) -> None:
    if not item.says_otherwise(name) or (name == "needs" and not item.new.get("needs")):
        return  # a service keeps what it was for
    related = getattr(service, name)
    gone, fresh = _difference(item, name)
    if name in item.offer.corrected:
        related.set(ids[code] for code in item.new[name] if code in ids)
        return
    related.remove(*(ids[code] for code in gone if code in ids))
    related.add(*(ids[code] for code in fresh if code in ids))


def _change_choices(service: Service, item: _Work, name: str) -> None:
    if not item.says_otherwise(name):
        return
    model, column = _CHOICES[name]
    gone, fresh = _difference(item, name)
    rows = model._default_manager.filter(service=service)
    if name in item.offer.corrected:
        fresh = item.new[name]
        rows.exclude(**{f"{column}__in": fresh}).delete()
    else:
        rows.filter(**{f"{column}__in": gone}).delete()
    model._default_manager.bulk_create(
        [model(service=service, **{column: code}) for code in fresh], ignore_conflicts=True
    )


def _change_contacts(service: Service, item: _Work) -> None:
    old, new = _contacts(item.old), _contacts(item.new)
    for kind, value in old:
        if (kind, value) not in new:
            ContactChannel.objects.filter(Q(kind=kind, value=value), service=service).delete()
    if fresh := [pair for pair in new if pair not in old]:
        there = set(ContactChannel.objects.filter(service=service).values_list("kind", "value"))
        ContactChannel.objects.bulk_create(
            ContactChannel(service=service, kind=kind, value=value)
            for kind, value in fresh
            if (kind, value) not in there
        )


def _contacts(says: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(CONTACT_FIELDS[name], value) for name in SERVICE_CONTACTS for value in says.get(name, [])]


def _difference(item: _Work, name: str) -> tuple[list[str], list[str]]:
    before, after = item.old.get(name, []), item.new.get(name, [])
    return [c for c in before if c not in after], [c for c in after if c not in before]
