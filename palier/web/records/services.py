"""The form of a service: what is offered, how one comes, who helps and when."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from palier.directory import permissions
from palier.directory.actions.editing import Author, add_edited_service, edit_service
from palier.directory.editable import read_service
from palier.directory.enums import ChangeVia, ServiceStatus
from palier.directory.models import Place, Service
from palier.directory.queries import keeping
from palier.web.records import lists
from palier.web.records.flow import Page, answer_form, found_or_404, sent_values, today
from palier.web.records.forms import ServiceForm
from palier.web.standing import require, standing_in

FORM = ["GET", "HEAD", "POST"]


@require_http_methods(FORM)
def new(request: HttpRequest, public_id: str) -> HttpResponse:
    """Add a service to a place; it is shown at once."""
    place = found_or_404(keeping.place_to_keep(public_id))
    user = require(request, "edit_record", place)

    def save(form: ServiceForm) -> str:
        add_edited_service(
            place=place,
            values=form.values | {"status": ServiceStatus.PUBLISHED.value},
            author=Author.of(user),
            via=ChangeVia.FORM,
            now=timezone.now(),
        )
        return reverse("records:place", args=[place.public_id])

    page = _page(place, key=f"service:new:{public_id}", saved="Le service est ajouté.", context={})
    return answer_form(request, user=user, make=_maker(request, place, {}), save=save, page=page)


@require_http_methods(FORM)
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the form of a service and write what somebody changed in it."""
    service = found_or_404(keeping.service_to_keep(public_id))
    user = require(request, "edit_record", service)
    before = read_service(service)

    def save(form: ServiceForm) -> str:
        edit_service(
            service=service,
            values=sent_values(form, request),
            author=Author.of(user),
            via=ChangeVia.FORM,
            now=timezone.now(),
            expected=form.expected(),
        )
        return page.back

    page = _page(
        service.place,
        key=f"service:{public_id}",
        saved="Le service est enregistré.",
        context={"service": service},
    )
    if not permissions.may(standing_in(request), "edit_record", service.place):
        page = replace(page, back=reverse("records:home"))  # a provider does not keep the place
    return answer_form(request, user=user, make=_maker(request, service, before), save=save, page=page)


def _page(place: Place, *, key: str, saved: str, context: dict[str, Any]) -> Page:
    return Page(
        template="records/service.html",
        key=key,
        back=reverse("records:place", args=[place.public_id]),
        saved=saved,
        context={"place": place, "service": None} | context,
    )


def _maker(
    request: HttpRequest, record: Place | Service, before: dict[str, Any]
) -> Callable[[QueryDict | None], ServiceForm]:
    standing = standing_in(request)
    roles = [before.get(name) for name in ("provider", "host", "carrier")]
    structures = lists.structures_for(standing, "edit_record", also=roles)
    offered = lists.service_lists(needs=before.get("needs", []))

    def make(data: QueryDict | None) -> ServiceForm:
        return ServiceForm(
            data,
            before=before,
            levels=permissions.visible_levels(standing, record),
            today=today().isoformat(),
            structures=structures,
            lists=offered,
        )

    return make
