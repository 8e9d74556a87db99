"""A new place: a name, a commune, an address, one contact and one need are enough."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from palier.accounts.models import User
from palier.core.ratelimit import take
from palier.directory import permissions
from palier.directory.actions.editing import Author, create_edited_place
from palier.directory.enums import ChangeVia, PlaceStatus, ServiceStatus
from palier.directory.queries import keeping
from palier.directory.queries.lookalikes import lookalikes_of
from palier.directory.queries.standing import Standing
from palier.territory import queries as territory
from palier.web.orientation.present import place_url
from palier.web.records import lists
from palier.web.records.flow import Doubt, Page, answer_form, today
from palier.web.records.forms import NewPlaceForm
from palier.web.standing import standing_in

SENDINGS_A_DAY = 100  # of one account, refused ones included
WAITS = (
    "Ce lieu attend une première relecture : une personne de la coordination le lira avant qu’il soit public."
)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Show the short form and create the place, published or waiting as the person’s roles say."""
    user = request.user
    if not isinstance(user, User):
        raise PermissionDenied
    standing = standing_in(request)
    structures = lists.own_structures(standing)
    make = partial(
        NewPlaceForm,
        levels=permissions.visible_levels(standing),
        today=today().isoformat(),
        structures=structures,
        needs=lists.need_choices(),
    )
    if request.method == "POST" and "later" not in request.POST and not _has_room(user):
        messages.error(request, "Trop de lieux créés aujourd’hui depuis ce compte : reprenez demain.")
        return redirect("records:home")

    def save(form: NewPlaceForm) -> str:
        return _create(request, user, form)

    page = Page(
        template="records/new_place.html",
        key="place:new",
        back=reverse("records:home"),
        saved="Le lieu est enregistré.",
        context={"is_professional": standing.is_professional},
    )
    return answer_form(request, user=user, make=make, save=save, page=page)


def _create(request: HttpRequest, user: User, form: NewPlaceForm) -> str:
    if "another" not in request.POST:
        _doubt(form)
    values = form.values | {"status": _status(standing_in(request), form.values)}
    place = create_edited_place(
        values=values | _postal_code(values["commune"], str(form.data.get("commune", ""))),
        author=Author.of(user),
        via=ChangeVia.FORM,
        now=timezone.now(),
        service={
            "name": "Aide numérique",
            "needs": form.needs_said,
            "status": ServiceStatus.PUBLISHED.value,
            "provider": values.get("owner"),
        },
    )
    if place.status == PlaceStatus.WAITING:
        messages.info(request, WAITS)
    return reverse("records:place", args=[place.public_id])


def _doubt(form: NewPlaceForm) -> None:
    """Raise Doubt if places of the commune or around bear almost this name."""
    commune = territory.commune_by_insee(form.values["commune"])
    found = lookalikes_of(str(form.values.get("name", "")), commune) if commune else []
    if found:
        raise Doubt([(p.name, f"{p.address}, {p.commune.name}".lstrip(", "), place_url(p)) for p in found])


def _has_room(user: User) -> bool:
    return take("new-record", str(user.pk), limit=SENDINGS_A_DAY, window_s=86400, now=timezone.now())


def _status(standing: Standing, values: dict[str, Any]) -> str:
    """A place in the perimeter of a professional is published at once; any other waits for a coordinator."""
    commune = territory.commune_by_insee(values["commune"])
    here = commune is not None and permissions.may(standing, "create_record", commune)
    own = values.get("owner") in {public_id for public_id, _name in lists.own_structures(standing)}
    return str((PlaceStatus.PUBLISHED if own or here else PlaceStatus.WAITING).value)


def _postal_code(insee_code: str, typed: str) -> dict[str, str]:
    """Return the postal code when what was typed or the commune leaves no doubt."""
    codes = keeping.postal_codes_of(insee_code)
    said = [code for code in codes if code in typed]
    found = said or codes
    return {"postal_code": found[0]} if len(found) == 1 else {}
