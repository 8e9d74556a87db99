"""Services: offer, publish, say when full."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from palier.directory.actions.search import refresh_search_docs
from palier.directory.enums import AccessMode, Modality, ServiceStatus
from palier.directory.models import (
    Need,
    Place,
    Service,
    ServiceAccessMode,
    ServiceCoverage,
    ServiceModality,
    ServicePartner,
    Structure,
)
from palier.territory.models import Commune, Departement

_LISTS = ("needs", "audiences", "special_supports", "languages")


class ServiceWithoutNeed(Exception):
    """A service says at least which need it answers before it is published."""


@transaction.atomic
def add_service(
    *,
    place: Place,
    name: str,
    needs: Iterable[Need] = (),
    modalities: Iterable[Modality] = (),
    access_modes: Iterable[AccessMode] = (),
    partners: Iterable[tuple[Structure, str]] = (),
    **fields: Any,
) -> Service:
    """Add a draft service to `place`; `partners` are pairs (structure, what it brings).

    `fields` are those of the model; `audiences`, `special_supports` and `languages` take several values.
    `publish_service` is what shows it. Raises ValidationError, with a sentence per field.
    """
    lists = {several: fields.pop(several, ()) for several in ("audiences", "special_supports", "languages")}
    service = Service(place=place, name=name.strip(), **{**fields, "status": ServiceStatus.DRAFT})
    service.full_clean()
    service.save()
    service.needs.set(needs)
    for several, values in lists.items():
        getattr(service, several).set(values)
    ServiceModality.objects.bulk_create(ServiceModality(service=service, modality=m) for m in modalities)
    ServiceAccessMode.objects.bulk_create(ServiceAccessMode(service=service, mode=m) for m in access_modes)
    for structure, role in partners:
        partner = ServicePartner(service=service, structure=structure, role=role)
        partner.full_clean()
        partner.save()
    return service


@transaction.atomic
def publish_service(*, service: Service, now: datetime) -> None:
    """Show `service` on its place. Publishing twice changes nothing. Raises ServiceWithoutNeed."""
    _require_need(service)
    if service.status != ServiceStatus.PUBLISHED:
        service.status = ServiceStatus.PUBLISHED
        service.save()
    refresh_search_docs(place_ids=[service.place_id], on=now.date())


@transaction.atomic
def update_service(*, service: Service, now: datetime, **changes: Any) -> None:
    """Change fields of a service; needs, audiences, supports and languages are given whole.

    Raises ValidationError, and ServiceWithoutNeed if a published service would be left without need.
    """
    lists = {name: changes.pop(name) for name in _LISTS if name in changes}
    for field, value in changes.items():
        setattr(service, field, value)
    service.full_clean()
    service.save()
    for name, rows in lists.items():
        getattr(service, name).set(rows)
    if service.status == ServiceStatus.PUBLISHED:
        _require_need(service)
    refresh_search_docs(place_ids=[service.place_id], on=now.date())


def _require_need(service: Service) -> None:
    if not service.needs.filter(framework__is_current=True).exists():
        raise ServiceWithoutNeed


@transaction.atomic
def cover(
    *,
    service: Service,
    communes: Iterable[Commune] = (),
    departements: Iterable[Departement] = (),
    access_note: str = "",
) -> None:
    """Say which communes or départements a home visit, a round or a phone line reaches. Safe to run twice."""
    have_communes = set(service.coverage.values_list("commune_id", flat=True))
    have_departements = set(service.coverage.values_list("departement_id", flat=True))
    ServiceCoverage.objects.bulk_create(
        [
            *(
                ServiceCoverage(service=service, commune=c, access_note=access_note)
                for c in communes
                if c.pk not in have_communes
            ),
            *(
                ServiceCoverage(service=service, departement=d, access_note=access_note)
                for d in departements
                if d.pk not in have_departements
            ),
        ]
    )


@transaction.atomic
def state_availability(
    *,
    service: Service,
    now: datetime,
    is_full: bool = False,
    delay_weeks: int | None = None,
    is_closed_to_new_people: bool = False,
) -> None:
    """Say « complet, délai 3 semaines » or « ne prend plus de nouvelles personnes », dated; or that it has room again.

    Raises ValidationError for a delay without « complet ».
    """
    if delay_weeks is not None and not is_full:
        raise ValidationError("Un délai ne va qu’avec « complet » : cochez « complet » ou effacez le délai.")
    stated_on: date | None = now.date() if is_full or is_closed_to_new_people else None
    update_service(
        service=service,
        now=now,
        is_full=is_full,
        full_delay_weeks=delay_weeks,
        is_closed_to_new_people=is_closed_to_new_people,
        availability_stated_on=stated_on,
    )
