"""Networks: which place misses a session which month, the places they hold, the words they share."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from palier.accounts.models import User
from palier.agenda.actions import formats as formats_actions
from palier.agenda.actions import networks as actions
from palier.agenda.actions import suggesting
from palier.agenda.enums import SessionStatus
from palier.agenda.models import FormatSheet
from palier.agenda.permissions import may_keep
from palier.agenda.queries import grid
from palier.agenda.queries import programme as queries
from palier.agenda.queries.grid import GridCell, GridRow
from palier.directory import permissions
from palier.directory.hours.french import MONTH_NAMES
from palier.directory.models import Place, PlaceNetwork, Structure
from palier.directory.queries.keeping import place_to_keep
from palier.web.days import read_day
from palier.web.members.mine import PAGE, answer_form, signed_in
from palier.web.programme.flow import places_planned, refusals
from palier.web.programme.forms import text_area
from palier.web.programme.present import url_of
from palier.web.standing import require, standing_in


def month_name(month: date) -> str:
    """« novembre 2026 »."""
    return f"{MONTH_NAMES[month.month - 1]} {month.year}"


@require_safe
def networks(request: HttpRequest) -> HttpResponse:
    """The networks that one may look at."""
    require(request, "plan_sessions")
    standing = standing_in(request)
    context = {
        "networks": list(grid.networks_seen(standing)),
        "may_create": permissions.may(standing, "keep_network"),
    }
    return render(request, "programme/networks.html", context)


def _network(request: HttpRequest, public_id: str, *, to_keep: bool) -> tuple[PlaceNetwork, User]:
    """Return the network and who asks, if they may keep it, or only look at it. Raises Http404, PermissionDenied."""
    network = grid.network_by_public_id(public_id)
    if network is None:
        raise Http404
    user, standing = signed_in(request), standing_in(request)
    is_seen = not to_keep and grid.networks_seen(standing).contains(network)
    if not (is_seen or may_keep(standing, network)):
        raise PermissionDenied
    return network, user


@require_safe
def network(request: HttpRequest, public_id: str) -> HttpResponse:
    """The grid: libraries × months, the missing ones flagged, with one gesture to make each."""
    found, _user = _network(request, public_id, to_keep=False)
    standing = standing_in(request)
    code = request.GET.get("format", "")
    formats = queries.formats()
    code = code if code in {row.code for row in formats} else ""
    rows = grid.network_grid(found, on=timezone.localdate(), format_code=code)
    planned = {place.pk for place in places_planned(request)}
    context = {
        "network": found,
        "months": [month_name(cell.month) for cell in rows[0].cells] if rows else [],
        "rows": [_row(row, may_plan=row.place.pk in planned) for row in rows],
        "missing": [row.place.name for row in rows if row.is_missing],
        "count": len(rows),
        "formats": [row for row in formats if not row.is_staff_only],
        "code": code,
        "may_keep": may_keep(standing, found),
    }
    return render(request, "programme/network.html", context)


def _row(row: GridRow, *, may_plan: bool) -> dict[str, Any]:
    return {"place": row.place, "cells": [_cell(cell) for cell in row.cells], "may_plan": may_plan}


def _cell(cell: GridCell) -> dict[str, Any]:
    sessions = [
        (
            session.starts_at.astimezone(session.zone).day,
            session.title,
            session.status == SessionStatus.DRAFT,
            url_of(session),
        )
        for session in cell.sessions
    ]
    return {
        "month": cell.month,
        "name": month_name(cell.month),
        "sessions": sessions,
        "is_missing": cell.is_missing,
        "has_draft": bool(cell.drafts),
    }


@require_POST
def missing(request: HttpRequest, public_id: str) -> HttpResponse:
    """Make the session that a place misses in a month."""
    place = place_to_keep(public_id)
    if place is None:
        raise Http404
    by = require(request, "plan_sessions", place)
    month = read_day(request.POST.get("mois", ""))
    if month is None:
        raise Http404
    try:
        session = suggesting.make_missing_session(place=place, month=month, by=by, now=timezone.now())
    except suggesting.NothingToGoBy as reason:
        messages.error(request, str(reason))
        return redirect("programme:networks")
    messages.success(request, "Le brouillon est prêt : relisez le jour et publiez-le.")
    return redirect("programme:session", public_id=session.public_id)


# --- Kept -----------------------------------------------------------------------------------------------------


class NetworkForm(forms.Form):
    """A network: its name, who keeps it, its places."""

    name = forms.CharField(label="Le nom du réseau", max_length=200)
    carrier = forms.ChoiceField(label="La structure qui l’anime")
    description = text_area("Présentation", required=False, max_length=2000)
    places = forms.MultipleChoiceField(label="Ses lieux", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, places: list[Place], structures: list[Structure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place_rows = {row.public_id: row for row in places}
        self.structures = {row.public_id: row for row in structures}
        names = [(row.public_id, f"{row.name}, {row.commune.name}") for row in places]
        self.fields["places"].choices = names  # type: ignore[attr-defined]
        self.fields["carrier"].choices = [(row.public_id, row.name) for row in structures]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """Return the network as the action takes it."""
        data = self.cleaned_data
        return {
            "name": data["name"],
            "description": data["description"],
            "carrier": self.structures[data["carrier"]],
            "places": [self.place_rows[public_id] for public_id in data["places"]],
        }


@require_http_methods(PAGE)
def keep(request: HttpRequest, public_id: str = "") -> HttpResponse:
    """Write a network, new or not."""
    require(request, "keep_network")
    found = _network(request, public_id, to_keep=True)[0] if public_id else None
    standing = standing_in(request)
    places = queries.places_to_plan(permissions.places_within(standing, "keep_network"))
    structures = queries.structures_to_plan(permissions.structures_within(standing, "keep_network"))
    held = grid.places_of(found) if found else []
    places += [place for place in held if place not in places]
    if found is not None and found.carrier not in structures:
        structures.append(found.carrier)
    initial = {
        "name": found.name,
        "description": found.description,
        "carrier": found.carrier.public_id,
        "places": [place.public_id for place in held],
    } if found else {}  # fmt: skip
    form = NetworkForm(request.POST or None, initial=initial, places=places, structures=structures)
    if request.method == "POST" and form.is_valid():
        with refusals(form):
            written = actions.write_network(network=found, **form.values())
            messages.success(request, "Le réseau est enregistré.")
            return redirect("programme:network", public_id=written.public_id)
    return answer_form(request, "programme/network_form.html", {"form": form, "network": found})


class SheetForm(forms.Form):
    """The standard text of a format, one field per part; a list is one idea a line."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for column in FormatSheet._meta.fields:
            if column.name in formats_actions.SHEET_TEXTS:
                self.fields[column.name] = text_area(
                    str(column.verbose_name).capitalize(),
                    required=column.name in ("summary", "what_it_is"),
                    rows=2 if column.name == "summary" else 4,
                    max_length=column.max_length or 4000,
                )


@require_safe
def texts(request: HttpRequest, public_id: str) -> HttpResponse:
    """The formats, and which have a text of the network."""
    found, _user = _network(request, public_id, to_keep=True)
    own = grid.sheets_of(found)
    context = {"network": found, "formats": [(row, row.pk in own) for row in queries.formats()]}
    return render(request, "programme/texts.html", context)


@require_http_methods(PAGE)
def text(request: HttpRequest, public_id: str, code: str) -> HttpResponse:
    """Write the standard text of a network for a format, from that of everybody; or go back to that one."""
    found, _user = _network(request, public_id, to_keep=True)
    format = queries.format_by_code(code)
    if format is None:
        raise Http404
    if "forget" in request.POST:
        formats_actions.forget_network_sheet(format=format, network=found)
        messages.success(request, "Le réseau reprend le texte de tous.")
        return redirect("programme:texts", public_id=public_id)
    own = grid.sheets_of(found).get(format.pk)
    shown = own or grid.common_sheet(format.pk)
    initial = {name: getattr(shown, name) for name in formats_actions.SHEET_TEXTS} if shown else {}
    form = SheetForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals(form):
            formats_actions.write_network_sheet(format=format, network=found, texts=form.cleaned_data)
            messages.success(
                request, "Le texte du réseau est enregistré : chaque séance de ses lieux le montre."
            )
            return redirect("programme:texts", public_id=public_id)
    context = {"form": form, "network": found, "format": format, "is_own": own is not None}
    return answer_form(request, "programme/text.html", context)
