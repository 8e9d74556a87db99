"""Structures as a coordinator knows them: contacts made, mandates, key actors."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from palier.directory import permissions
from palier.directory.actions import contact_log, members
from palier.directory.enums import ContactLogKind
from palier.directory.models import ContactChannel, Structure
from palier.directory.queries import campaigns as queries
from palier.directory.queries.perimeters import Perimeter, territory_choices, territory_names
from palier.web.coordination.perimeter import looking, perimeter_for, require_over
from palier.web.standing import require, standing_in

PAGE_SIZE = 50
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class LogForm(forms.Form):
    kind = forms.ChoiceField(label="Comment", choices=ContactLogKind.choices)
    happened_on = forms.DateField(label="Le", widget=DAY)
    note = forms.CharField(
        label="Ce qui s’est dit", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class MandateForm(forms.Form):
    territory = forms.ChoiceField(label="Territoire")
    starts_on = forms.DateField(label="Depuis le", widget=DAY)
    ends_on = forms.DateField(label="Jusqu’au, ce jour compris", required=False, widget=DAY)

    def __init__(self, *args: Any, territories: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["territory"].choices = territories  # type: ignore[attr-defined]


class KeyActorForm(forms.Form):
    contact = forms.ChoiceField(label="Contact")
    territory = forms.ChoiceField(label="Acteur clé pour")
    note = forms.CharField(label="Pourquoi", required=False, max_length=300)

    def __init__(
        self, *args: Any, contacts: list[ContactChannel], territories: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.by_pk = {str(contact.pk): contact for contact in contacts}
        self.fields["contact"].choices = [(pk, _say(row)) for pk, row in self.by_pk.items()]  # type: ignore[attr-defined]
        self.fields["territory"].choices = territories  # type: ignore[attr-defined]


@require_safe
def structures(request: HttpRequest) -> HttpResponse:
    """The structures of the perimeter, by name; or of everywhere, to mandate one that is seated elsewhere."""
    seen = looking(request, "coordinate")
    named = request.GET.get("q", "").replace("\x00", "").strip()[:120]
    is_wide = request.GET.get("partout") == "1" and bool(named)
    perimeter = Perimeter(is_everywhere=True) if is_wide else seen.perimeter
    page = Paginator(queries.structures_in(perimeter, named=named), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    context = {"seen": seen, "page": page, "named": named, "is_wide": is_wide}
    return render(request, "coordination/structures.html", context)


@require_safe
def structure(request: HttpRequest, public_id: str) -> HttpResponse:
    """One structure: its contact log, its mandates and its key actors, each for those who may see it."""
    require(request, "coordinate")
    found = _structure_or_404(public_id)
    return render(request, "coordination/structure.html", _page(request, found))


@require_POST
def log(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write a contact in the log."""
    found = _structure_or_404(public_id)
    user = require(request, "write_contact_log", found)
    form = LogForm(request.POST)
    if form.is_valid():
        try:
            contact_log.log_contact(structure=found, by=user, now=timezone.localtime(), **form.cleaned_data)
        except ValidationError as error:
            form.add_error("happened_on", error.messages)
        else:
            messages.success(request, "Le contact est noté.")
            return redirect("coordination:structure", public_id=public_id)
    context = {**_page(request, found), "log_form": form}
    return render(request, "coordination/structure.html", context, status=422)


@require_POST
def give_mandate(request: HttpRequest, public_id: str) -> HttpResponse:
    """Mandate a structure over a territory."""
    found = _structure_or_404(public_id)
    form = MandateForm(request.POST, territories=_territories(request, "give_mandate"))
    require(request, "give_mandate")
    if form.is_valid():
        user = require_over(request, "give_mandate", form.cleaned_data["territory"])
        try:
            members.give_mandate(structure=found, by=user, **form.cleaned_data)
        except ValidationError:
            form.add_error("territory", "Ce mandat existe déjà, ou sa fin vient avant son début.")
        else:
            messages.success(request, "Le mandat est donné.")
            return redirect("coordination:structure", public_id=public_id)
    context = {**_page(request, found), "mandate_form": form}
    return render(request, "coordination/structure.html", context, status=422)


@require_POST
def end_mandate(request: HttpRequest, pk: int) -> HttpResponse:
    """End a mandate today; today is its last day."""
    mandate = queries.mandate_by_pk(pk)
    if mandate is None:
        raise Http404
    require_over(request, "give_mandate", mandate.territory)
    members.end_mandate(mandate=mandate, on=timezone.localdate())
    messages.success(request, "Le mandat finit aujourd’hui.")
    return redirect("coordination:structure", public_id=mandate.structure.public_id)


@require_POST
def mark(request: HttpRequest, public_id: str) -> HttpResponse:
    """Mark a contact of a structure as counting for a territory."""
    found = _structure_or_404(public_id)
    require(request, "mark_key_actor", found)
    form = KeyActorForm(
        request.POST,
        contacts=list(queries.contacts_to_mark(found)),
        territories=_territories(request, "mark_key_actor"),
    )
    if form.is_valid():
        data = form.cleaned_data
        user = require_over(request, "mark_key_actor", data["territory"])
        members.mark_key_actor(
            contact=form.by_pk[data["contact"]],
            territory=data["territory"],
            note=data["note"],
            by=user,
            now=timezone.now(),
        )
        messages.success(request, "L’acteur clé est désigné.")
        return redirect("coordination:structure", public_id=public_id)
    context = {**_page(request, found), "key_form": form}
    return render(request, "coordination/structure.html", context, status=422)


@require_POST
def unmark(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the mark off; the contact stays."""
    actor = queries.key_actor_by_pk(pk)
    if actor is None:
        raise Http404
    require_over(request, "mark_key_actor", actor.territory)
    members.unmark_key_actor(actor=actor)
    messages.success(request, "Ce contact n’est plus un acteur clé.")
    return redirect("coordination:key-actors")


def _structure_or_404(public_id: str) -> Structure:
    found = queries.structure_by_public_id(public_id)
    if found is None:
        raise Http404
    return found


def _territories(request: HttpRequest, action: str) -> list[tuple[str, str]]:
    return territory_choices(perimeter_for(request, action))


def _page(request: HttpRequest, found: Structure) -> dict[str, Any]:
    """What the person may see of a structure; what they may not is not even read."""
    standing, today = standing_in(request), timezone.localdate()
    context: dict[str, Any] = {"structure": found, "today": today}
    context |= {"log_form": None, "entries": [], "mandate_form": None, "mandates": [], "key_form": None}
    if permissions.may(standing, "write_contact_log", found):
        context["log_form"] = LogForm(initial={"happened_on": today})
        context["entries"] = queries.contact_log_of(found)
    if permissions.may(standing, "give_mandate"):
        territories = _territories(request, "give_mandate")
        mandates = list(queries.mandates_of(found))
        names = territory_names([mandate.territory for mandate in mandates])
        context["mandate_form"] = MandateForm(territories=territories, initial={"starts_on": today})
        context["mandates"] = [
            (row, names[row.territory], row.ends_on is None or row.ends_on > today) for row in mandates
        ]
    if permissions.may(standing, "mark_key_actor", found):
        contacts = list(queries.contacts_to_mark(found))
        if contacts:
            territories = _territories(request, "mark_key_actor")
            context["key_form"] = KeyActorForm(contacts=contacts, territories=territories)
    return context


def _say(contact: ContactChannel) -> str:
    where = f" ({contact.place.name})" if contact.place else ""
    return f"{contact.label} {contact.display}{where}".strip()
