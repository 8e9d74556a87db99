"""`/materiel/`: what waits for us, what is out, our reservations, our inventory; and what others share near us."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from palier.kits import permissions
from palier.kits.enums import SharingRule
from palier.kits.models import EquipmentItem, Reservation
from palier.kits.queries.checks import lacks_of
from palier.kits.queries.items import first_point, items, matching, now_out, shared_with
from palier.kits.queries.reservations import coming_for, out_now, waiting_for_answer
from palier.web.kits.forms import FilterForm
from palier.web.kits.found import visitor
from palier.web.kits.wording import badge_of, when_of, where_of
from palier.web.standing import standing_in

PAGE_SIZE = 50
MOST_SHOWN = 30
INVENTORY_HEADERS = ("Matériel", "Ce que c’est", "Où", "État", "Qui peut le réserver")
SHARED_HEADERS = ("Matériel", "Ce que c’est", "À qui", "Où", "Comment")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Our equipment."""
    _, standing = visitor(request)
    now, kept = timezone.now(), permissions.kept_by(standing)
    ours = [held.structure_id for held in standing.at]
    form = FilterForm(request.GET)
    found = now_out(items(permissions.kept_or_ours(standing)))
    if form.is_valid():
        found = matching(found, words=form.cleaned_data["q"], kind=form.cleaned_data["type"])
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "waiting": cards_of(waiting_for_answer(kept)[:MOST_SHOWN], now=now),
        "out": cards_of(out_now(kept)[:MOST_SHOWN], now=now),
        "coming": cards_of(coming_for(ours, now=now)[:MOST_SHOWN], now=now),
        "lacks": lacks_of(kept).count(),
        "form": form,
        "is_filtered": any(form.data.get(name) for name in form.fields),
        "page": page,
        "headers": INVENTORY_HEADERS,
        "rows": list(_inventory(page.object_list)),
        "may_add": bool(
            standing.structures_for(permissions.KEEP) or standing.territories_for(permissions.KEEP)
        )
        or standing.everywhere(permissions.KEEP),
    }
    return render(request, "kits/home.html", context)


@require_safe
def shared(request: HttpRequest) -> HttpResponse:
    """What other structures, of any sector, lend; nearest first."""
    visitor(request)
    ours = [held.structure_id for held in standing_in(request).at]
    near = first_point(ours)
    form = FilterForm(request.GET)
    found = shared_with(ours, near=near)
    if form.is_valid():
        found = matching(found, words=form.cleaned_data["q"], kind=form.cleaned_data["type"])
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "is_near": near is not None,
        "is_filtered": any(form.data.get(name) for name in form.fields),
        "headers": SHARED_HEADERS,
        "rows": list(_shared(page.object_list)),
    }
    return render(request, "kits/shared.html", context)


def cards_of(reservations: Iterable[Reservation], *, now: datetime) -> list[dict[str, object]]:
    """Return what a list says of each reservation."""
    return [
        {
            "reservation": row,
            "when": when_of(row),
            "badge": badge_of(row, now=now),
            "where": where_of(row.thing),
        }
        for row in reservations
    ]


def thing_link(thing: EquipmentItem) -> str:
    """Return the name of a thing as a link to its page (safe HTML)."""
    url = reverse("kits:thing", args=[thing.public_id])
    return format_html('<a class="link" href="{}">{}</a>', url, thing.label)


def _inventory(things: Iterable[EquipmentItem]) -> Iterator[tuple[str, ...]]:
    for thing in things:
        case = thing.kit_line.kit.case.label if hasattr(thing, "kit_line") else ""
        where = f"dans « {case} »" if case else where_of(thing) or "non précisé"
        state = str(thing.get_condition_display())
        yield (
            thing_link(thing),
            thing.get_kind_display() + (f", n° {thing.inventory_number}" if thing.inventory_number else ""),
            where,
            f"{state}, sorti en ce moment" if getattr(thing, "is_out", False) else state,
            str(SharingRule(thing.sharing).label),
        )


def _shared(things: Iterable[EquipmentItem]) -> Iterator[tuple[str, ...]]:
    for thing in things:
        distance = getattr(thing, "distance_km", None)
        far = "" if distance is None else f"à {max(1, round(distance))} km à vol d’oiseau"
        yield (
            thing_link(thing),
            str(thing.get_kind_display()),
            thing.owner.name,
            ", ".join(part for part in (where_of(thing), far) if part) or "non précisé",
            "avec son accord" if thing.sharing == SharingRule.ON_AGREEMENT else "sans demander",
        )
