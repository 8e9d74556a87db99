"""`/fiches/modifier-en-nombre/`: which records, what changes on them; then the work has its own page."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from palier.directory import permissions, queries
from palier.directory.actions import bulk as actions
from palier.directory.actions.bulk import GESTURES, MOST_RECORDS, Gesture, How, Wanted
from palier.directory.editable import (
    Kind,
    RecordKind,
    read_place,
    read_service,
    say_value,
)
from palier.directory.enums import Answer, CapabilityKind, ChangeVia
from palier.directory.models import Place
from palier.directory.queries.keeping import structure_choices
from palier.directory.queries.lists import (
    first_ids,
    places_to_change,
    scheme_choices,
    services_to_change,
    ticked,
)
from palier.directory.queries.standing import Standing
from palier.web.lists.filters import condition_on, form_of, places_of, query_of
from palier.web.lists.tasks import try_work
from palier.web.standing import require, standing_in

NOBODY = ("", "Personne")
_LISTS = {"audiences": "audience", "languages": "language"}  # field → how `codelist_choices` calls it


class ValueForm(forms.Form):
    """The new value of one gesture; its inputs depend on the field."""

    def __init__(self, data: Any, *, gesture: Gesture, standing: Standing) -> None:
        super().__init__(data)
        self.gesture = gesture
        if gesture.how == How.ANSWER:
            self.fields["quoi"] = forms.ChoiceField(label="Équipement", choices=CapabilityKind.choices)
            self.fields["valeur"] = forms.ChoiceField(label="Réponse", choices=Answer.choices)
        elif gesture.how != How.VERIFY:
            choices = _choices(gesture, standing)
            is_optional = gesture.field.kind == Kind.STRUCTURE
            self.fields["valeur"] = forms.ChoiceField(
                label=gesture.field.label, choices=choices, required=not is_optional
            )

    def value(self) -> Any:
        """Return the value as `directory.editable` writes it; None for a verification."""
        if self.gesture.how == How.VERIFY:
            return None
        said = self.cleaned_data["valeur"]
        if self.gesture.how == How.ANSWER:
            return [self.cleaned_data["quoi"], said]
        kind = self.gesture.field.kind
        if kind == Kind.FLAG:
            return said == "oui"
        return (said or None) if kind == Kind.STRUCTURE else said

    def title(self) -> str:
        """Say what is done, in French."""
        if self.gesture.how == How.VERIFY:
            return self.gesture.label
        if self.gesture.how == How.ANSWER:
            kind, answer = self.value()
            return f"{CapabilityKind(kind).label} : {Answer(answer).label}"
        field, value = self.gesture.field, self.value()
        is_list = self.gesture.how in (How.ADD, How.REMOVE)
        return f"{self.gesture.label} : {say_value(field, [value] if is_list else value)}"


def _choices(gesture: Gesture, standing: Standing) -> list[tuple[str, str]]:
    field = gesture.field
    if field.kind == Kind.STRUCTURE:
        return [NOBODY, *structure_choices(permissions.structures_within(standing, "edit_record"))]
    if field.kind == Kind.FLAG:
        return [("oui", "oui"), ("non", "non")]
    if field.name == "labels":
        return scheme_choices()
    if field.choices is None:
        return queries.codelist_choices()[_LISTS[field.name]]
    return [(v, str(t)) for v, t in field.choices.choices if not gesture.allowed or v in gesture.allowed]


class GestureForm(forms.Form):
    """Which field changes."""

    champ = forms.ChoiceField(
        label="Ce que vous changez", choices=[(gesture.code, gesture.label) for gesture in GESTURES.values()]
    )


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Say how many records are chosen, ask what changes on them, and prepare it."""
    user = require(request, "bulk_edit")
    chosen = _chosen_ids(request)
    gesture = GESTURES.get(request.GET.get("champ", ""))
    if gesture is None and request.GET.get("champ"):
        raise Http404
    form = None
    if gesture is not None:
        data = request.POST if request.method == "POST" else None
        form = ValueForm(data, gesture=gesture, standing=standing_in(request))
    if form is not None and gesture is not None and request.method == "POST" and form.is_valid():
        try:
            work = actions.prepare_work(
                title=form.title(),
                via=ChangeVia.BULK,
                wanted=_wanted(gesture, chosen, form.value()),
                by=user,
                now=timezone.now(),
            )
        except actions.TooManyRecords:
            return _page(request, chosen, gesture, form, too_many=True, status=422)
        try_work.enqueue(work.pk)
        return redirect("lists:work", pk=work.pk)
    return _page(request, chosen, gesture, form, status=422 if request.method == "POST" else 200)


def _page(
    request: HttpRequest,
    chosen: list[int],
    gesture: Gesture | None,
    form: ValueForm | None,
    *,
    too_many: bool = False,
    status: int,
) -> HttpResponse:
    context = {
        "count": len(chosen),
        "most": MOST_RECORDS,
        "too_many": too_many or len(chosen) > MOST_RECORDS,
        "gesture": gesture,
        "is_of_services": gesture is not None and gesture.record == RecordKind.SERVICE,
        "gestures": GestureForm(initial={"champ": gesture.code if gesture else ""}),
        "form": form,
        "hidden": [(name, v) for name in request.GET if name != "champ" for v in request.GET.getlist(name)],
        "query": query_of(request.GET),
    }
    return render(request, "lists/bulk.html", context, status=status)


def _chosen_ids(request: HttpRequest) -> list[int]:
    """Return the places chosen in the address: those ticked, or all that pass the filter (`tout`)."""
    within = condition_on(request, "edit_record")
    places = places_of(form_of(request.GET, within), within)
    if not request.GET.get("tout"):
        places = ticked(places, request.GET.getlist("fiche")[: MOST_RECORDS + 1])
    return first_ids(places, most=20 * MOST_RECORDS)


def _wanted(gesture: Gesture, chosen: list[int], value: Any) -> list[Wanted]:
    if len(chosen) > MOST_RECORDS:
        raise actions.TooManyRecords
    if gesture.record == RecordKind.SERVICE:
        rows = services_to_change(chosen, most=MOST_RECORDS + 1)
        return [
            _one(gesture, service.place, read_service(service), value, service=service) for service in rows
        ]
    return [_one(gesture, place, read_place(place), value) for place in places_to_change(chosen)]


def _one(gesture: Gesture, place: Place, said: dict[str, Any], value: Any, *, service: Any = None) -> Wanted:
    values = actions.values_after(gesture, values=said, value=value)
    before = {name: said[name] for name in values}
    return Wanted(place, service, values, before, verifies=gesture.how == How.VERIFY)
