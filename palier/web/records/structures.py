"""A structure as its keepers see it, and its form."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from palier.directory import permissions
from palier.directory.actions.editing import Author, create_edited_structure, edit_structure
from palier.directory.editable import read_structure
from palier.directory.enums import ChangeVia
from palier.directory.queries import keeping
from palier.web.records.flow import Page, answer_form, found_or_404, sent_values, today
from palier.web.records.forms import StructureForm
from palier.web.records.present import structure_facts
from palier.web.standing import require, standing_in

FORM = ["GET", "HEAD", "POST"]


@require_safe
def structure(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a structure and its places."""
    record = found_or_404(keeping.structure_to_keep(public_id))
    standing = standing_in(request)
    if not permissions.may(standing, "edit_record", record):
        raise PermissionDenied
    context = {
        "structure": record,
        "facts": structure_facts(record),
        "places": keeping.places_of_structure(record),
        "may_see_history": permissions.may(standing, "see_history", record),
    }
    return render(request, "records/structure.html", context)


@require_http_methods(FORM)
def new(request: HttpRequest) -> HttpResponse:
    """Create a structure: a name is enough."""
    user = require(request, "create_record")
    levels = permissions.visible_levels(standing_in(request))
    make = partial(StructureForm, before={}, levels=levels, today=today().isoformat())

    def save(form: StructureForm) -> str:
        made = create_edited_structure(
            values=form.values, author=Author.of(user), via=ChangeVia.FORM, now=timezone.now()
        )
        may_open = permissions.may(standing_in(request), "edit_record", made)
        return reverse("records:structure", args=[made.public_id]) if may_open else reverse("records:home")

    page = Page(
        template="records/edit_structure.html",
        key="structure:new",
        back=reverse("records:home"),
        saved="La structure est enregistrée.",
        context={"structure": None},
    )
    return answer_form(request, user=user, make=make, save=save, page=page)


@require_http_methods(FORM)
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the form of a structure and write what somebody changed in it."""
    record = found_or_404(keeping.structure_to_keep(public_id))
    user = require(request, "edit_record", record)
    levels = permissions.visible_levels(standing_in(request), record)
    make = partial(StructureForm, before=read_structure(record), levels=levels, today=today().isoformat())

    def save(form: StructureForm) -> str:
        edit_structure(
            structure=record,
            values=sent_values(form, request),
            author=Author.of(user),
            via=ChangeVia.FORM,
            now=timezone.now(),
            expected=form.expected(),
        )
        return page.back

    page = Page(
        template="records/edit_structure.html",
        key=f"structure:{public_id}",
        back=reverse("records:structure", args=[public_id]),
        saved="La structure est enregistrée.",
        about=record,
        context={"structure": record},
    )
    return answer_form(request, user=user, make=make, save=save, page=page)
