"""The page of a thing or a case; adding one, changing it, taking it out of the inventory."""

from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from palier.directory.hours import format_range, format_time
from palier.kits import actions, permissions
from palier.kits.enums import Condition, SharingRule
from palier.kits.models import EquipmentItem, Reservation
from palier.kits.queries.checks import (
    absent_from_kit,
    expected_lines,
    last_check_of,
    open_lacks_of,
    settled_lacks_of,
)
from palier.kits.queries.items import kit_of, places_for, templates
from palier.kits.queries.reservations import coming_of, past_of
from palier.web.kits.forms import KitForm, ThingForm
from palier.web.kits.found import kept_owner, kept_thing, seen_thing, visitor, zone_of
from palier.web.kits.home import cards_of
from palier.web.kits.wording import CONDITION_TONES, refusal_of, where_of
from palier.web.members.mine import PAGE, add_refusals, answer_form
from palier.web.templatetags.ui_values import DatedEvent

MOST_DAYS, MOST_PAST = 60, 10


@require_safe
def thing(request: HttpRequest, public_id: str) -> HttpResponse:
    """What it is, what it holds, when it is taken."""
    found, standing = seen_thing(request, public_id)
    now, kit = timezone.now(), kit_of(found)
    keeps = permissions.may_keep(standing, found)
    coming = list(coming_of(found, now=now)[:MOST_DAYS])
    condition = Condition(found.condition)
    check = last_check_of(found)
    context: dict[str, Any] = {
        "thing": found,
        "facts": _facts(found),
        "condition": (str(condition.label), CONDITION_TONES[condition]),
        "kit": kit,
        "lines": expected_lines(found) if kit else [],
        "absent": list(absent_from_kit(kit)) if kit else [],
        "checked": _checked(check.checked_at, zone_of(found)) if check else "",
        "days": list(islice(_days(coming, zone_of(found), since=now), MOST_DAYS)),
        "keeps": keeps,
        "lacks": list(open_lacks_of(found)) if keeps else [],
        "settled": list(settled_lacks_of(found)[:MOST_PAST]) if keeps else [],
        "past": cards_of(past_of(found, now=now)[:MOST_PAST], now=now) if keeps else [],
        "may_reserve": found.is_usable and _may_reserve(standing, found),
    }
    return render(request, "kits/thing.html", context)


@require_safe
def choose_owner(request: HttpRequest) -> HttpResponse:
    """Whose inventory to add to; with one structure, straight to the form."""
    _, standing = visitor(request)
    owners = list(permissions.structures_kept(standing)[:100])
    if not owners:
        raise PermissionDenied
    if len(owners) == 1:
        return redirect("kits:add", owner_id=owners[0].public_id)
    return render(request, "kits/choose_owner.html", {"owners": owners})


@require_http_methods(PAGE)
def add(request: HttpRequest, owner_id: str) -> HttpResponse:
    """Add a thing to an inventory."""
    owner, _ = kept_owner(request, owner_id)
    form = ThingForm(request.POST or None, places=places_for(owner))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_item(owner=owner, values=form.cleaned_data, now=timezone.now())
        except ValidationError as error:
            add_refusals(form, error)
        else:
            messages.success(request, f"« {made.label} » est dans votre inventaire.")
            return redirect("kits:thing", public_id=made.public_id)
    return answer_form(
        request, "kits/edit.html", {"owner": owner, "form": form, "thing": None, "is_kit": False}
    )


@require_http_methods(PAGE)
def add_kit(request: HttpRequest, owner_id: str) -> HttpResponse:
    """Add a case, from a template or with contents of one’s own."""
    owner, _ = kept_owner(request, owner_id)
    form = KitForm(request.POST or None, places=places_for(owner), templates=templates())
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        template = values.pop("template")
        try:
            kit = actions.create_kit(owner=owner, template=template, values=values, now=timezone.now())
        except ValidationError as error:
            add_refusals(form, error)
        else:
            messages.success(request, f"« {kit.case.label} » est dans votre inventaire.")
            return redirect("kits:contents", public_id=kit.case.public_id)
    return answer_form(
        request, "kits/edit.html", {"owner": owner, "form": form, "thing": None, "is_kit": True}
    )


@require_http_methods(PAGE)
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change what is said of a thing."""
    found, _ = kept_thing(request, public_id)
    before = {name: getattr(found, name) for name in ThingForm.base_fields}
    form = ThingForm(request.POST or None, initial=before, places=places_for(found.owner))
    is_kit = kit_of(found) is not None
    if is_kit:
        del form.fields["kind"]
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_item(item=found, values=form.cleaned_data)
        except ValidationError as error:
            add_refusals(form, error)
        else:
            messages.success(request, "C’est noté.")
            return redirect("kits:thing", public_id=public_id)
    context = {"owner": found.owner, "form": form, "thing": found, "is_kit": is_kit}
    return answer_form(request, "kits/edit.html", context)


@require_POST
def retire(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a thing out of the inventory."""
    found, _ = kept_thing(request, public_id)
    try:
        actions.retire_item(item=found, now=timezone.now())
    except actions.StillReserved as error:
        messages.error(request, refusal_of(error))
        return redirect("kits:thing", public_id=public_id)
    messages.success(request, f"« {found.label} » n’est plus à l’inventaire.")
    return redirect("kits:home")


def _may_reserve(standing: Any, thing: EquipmentItem) -> bool:
    return thing.is_shared or permissions.may_reserve_for(standing, thing.owner)


def _facts(thing: EquipmentItem) -> list[tuple[str, str]]:
    case = thing.kit_line.kit.case if hasattr(thing, "kit_line") else None
    told = [
        ("à", thing.owner.name),
        ("ce que c’est", str(thing.get_kind_display())),
        ("numéro", thing.inventory_number),
        ("où", where_of(thing)),
        ("rangé dans", f"{case.label}, réservé avec" if case else ""),
        ("qui peut le réserver", str(SharingRule(thing.sharing).label)),
        ("à savoir", thing.note),
    ]
    return [(name, value) for name, value in told if value]


def _checked(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{local:%d/%m/%Y} à {format_time(local.time())}"


def _days(coming: list[Reservation], zone: ZoneInfo, *, since: datetime) -> Any:
    """Yield each day on which a thing is taken, from today on: one event per reservation and day."""
    today = since.astimezone(zone).date()
    events = []
    for row in coming:
        start, end = row.starts_at.astimezone(zone), row.ends_at.astimezone(zone)
        last = (end - timedelta(microseconds=1)).date()
        day = max(start.date(), today)
        while day <= last:
            events.append((day, start, DatedEvent(title=_who(row), day=day, when=_hours(day, start, end))))
            day += timedelta(days=1)
    return iter([event for _day, _start, event in sorted(events, key=lambda found: found[:2])])


def _who(row: Reservation) -> str:
    return row.structure.name if row.status != "REQUESTED" else f"{row.structure.name} (en attente d’accord)"


def _hours(day: Any, start: datetime, end: datetime) -> str:
    """Say the part of a day during which the thing is taken."""
    begins, ends = day == start.date(), day == end.date()
    if begins and ends:
        return format_range(start.time(), end.time())
    if begins:
        return f"à partir de {format_time(start.time())}"
    return f"jusqu’à {format_time(end.time())}" if ends else "toute la journée"
