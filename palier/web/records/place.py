"""A place as its keepers see it, and the form that changes it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from palier.accounts.models import User
from palier.directory import actions, permissions
from palier.directory.actions.editing import Author, edit_place
from palier.directory.editable import read_place, read_service
from palier.directory.enums import ChangeVia, PlaceStatus
from palier.directory.models import Place
from palier.directory.queries import keeping
from palier.directory.queries.completeness import completeness_of
from palier.web.orientation.present import place_url
from palier.web.records import lists
from palier.web.records.flow import Page, answer_form, found_or_404, sent_values, today
from palier.web.records.forms import PlaceForm
from palier.web.records.present import STATUS_TONES, place_facts, service_rows, steps_to_add
from palier.web.standing import require, standing_in

FORM = ["GET", "HEAD", "POST"]
DOORS = ("edit_record", "state_availability", "verify_record", "decide_first_publication")


@require_safe
def place(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show what a record says, what it lacks, and what one may do with it."""
    record = found_or_404(keeping.place_to_keep(public_id))
    standing = standing_in(request)
    allowed = {
        action
        for action in (*DOORS, "close_record", "see_history")
        if permissions.may(standing, action, record)
    }
    if not allowed & set(DOORS) and not (
        isinstance(request.user, User) and keeping.made_by(record, request.user)
    ):
        raise PermissionDenied
    services = [read_service(service) for service in record.kept_services]  # type: ignore[attr-defined]
    whole = completeness_of(read_place(record), services=services)
    context = {
        "place": record,
        "tone": STATUS_TONES[PlaceStatus(record.status)],
        "allowed": allowed,
        "facts": place_facts(record),
        "services": service_rows(record),
        "whole": whole,
        "steps": steps_to_add(record, whole),
        "public_url": place_url(record) if record.status == PlaceStatus.PUBLISHED else "",
        "can_publish": _may_publish(request, record),
        "may_withdraw": "edit_record" in allowed and record.status == PlaceStatus.PUBLISHED,
    }
    return render(request, "records/place.html", context)


@require_http_methods(FORM)
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the form of a place and write what somebody changed in it."""
    record = found_or_404(keeping.place_to_keep(public_id))
    user = require(request, "edit_record", record)
    standing = standing_in(request)
    before = read_place(record)
    roles = [before[name] for name in ("owner", "operator", "carrier")]

    def make(data: QueryDict | None) -> PlaceForm:
        return PlaceForm(
            data,
            before=before,
            levels=permissions.visible_levels(standing, record),
            today=today().isoformat(),
            structures=lists.structures_for(standing, "edit_record", also=roles),
            labels=lists.label_choices(also=before["labels"]),
        )

    def save(form: PlaceForm) -> str:
        edit_place(
            place=record,
            values=sent_values(form, request),
            author=Author.of(user),
            via=ChangeVia.FORM,
            now=timezone.now(),
            expected=form.expected(),
        )
        return back

    back = reverse("records:place", args=[public_id])
    page = Page(
        template="records/edit_place.html",
        key=f"place:{public_id}",
        back=back,
        saved="La fiche est enregistrée.",
        about=record,
        context={"place": record},
    )
    return answer_form(request, user=user, make=make, save=save, page=page)


@require_POST
def show(request: HttpRequest, public_id: str) -> HttpResponse:
    """Publish a place, or take it off the public pages."""
    record = found_or_404(keeping.place_to_keep(public_id))
    user = require(request, "edit_record", record)
    wanted = PlaceStatus.PUBLISHED if request.POST.get("show") == "1" else PlaceStatus.UNPUBLISHED
    if wanted == PlaceStatus.PUBLISHED and not _may_publish(request, record):
        raise PermissionDenied
    try:
        edit_place(
            place=record,
            values={"status": wanted.value},
            author=Author.of(user),
            via=ChangeVia.GESTURE,
            now=timezone.now(),
        )
    except actions.PlaceNotPublishable:
        messages.error(request, "Donnez d’abord une adresse : sans elle, personne ne trouverait ce lieu.")
        return redirect("records:edit-place", public_id)
    messages.success(
        request,
        "Le lieu est publié." if wanted == PlaceStatus.PUBLISHED else "Le lieu n’est plus montré au public.",
    )
    return redirect("records:place", public_id)


@require_POST
def confirm(request: HttpRequest, public_id: str) -> HttpResponse:
    """State that the record is right today."""
    record = found_or_404(keeping.place_to_keep(public_id))
    user = require(request, "verify_record", record)
    actions.verify_place(place=record, by=user, by_label=user.name or "un compte", now=timezone.now())
    messages.success(request, "Merci : la fiche est marquée comme vérifiée aujourd’hui.")
    return redirect("records:place", public_id)


def _may_publish(request: HttpRequest, record: Place) -> bool:
    """Tell whether somebody may put this record online as it stands: a first publication waits for a coordinator."""
    if record.status in (PlaceStatus.PUBLISHED, PlaceStatus.CLOSED):
        return False
    needed = "decide_first_publication" if record.status == PlaceStatus.WAITING else "create_record"
    return permissions.may(standing_in(request), needed, record)
