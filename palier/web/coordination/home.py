"""`/coordination/`: one page of plain figures; each one leads to its list."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_day
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from palier.directory import permissions
from palier.directory.queries import campaigns, coordination, duplicates, perimeters, verification
from palier.directory.queries.coordination import MonthOfRecords, RecordList
from palier.feedback import queries as feedback
from palier.web.coordination.perimeter import Looking, delays, looking, narrowed, perimeter_for
from palier.web.doors.threshold import strip_for, visitor_in
from palier.web.standing import standing_in
from palier.web.templatetags.ui_values import Link

MONTH_HEADERS = ("Mois", "Fiches créées", "Fiches vérifiées")
SHOWN_CAMPAIGNS = 5


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is to be done, what is missing, what was done, and who else is there."""
    seen = looking(request, "coordinate")
    today = timezone.localdate()
    shown_campaigns = campaigns.campaigns_within(narrowed(request, "run_campaign", seen=seen))
    months = coordination.months_of_records(seen.perimeter, until=today)
    coordinators = coordination.coordinators_of(seen.perimeter, on=today)
    names = perimeters.territory_names([role.territory for role in coordinators])
    context: dict[str, Any] = {
        "seen": seen,
        "territories": _territories(request, seen),
        "to_do": list(_to_do(request, seen)),
        "missing": list(_missing(seen)),
        "campaigns": shown_campaigns[:SHOWN_CAMPAIGNS],
        "month_headers": MONTH_HEADERS,
        "months": [_month_row(row, seen) for row in months],
        "coordinators": [(role, names[role.territory]) for role in coordinators],
        "pages": list(_pages(request, seen)),
        "strip": strip_for(visitor_in(request), current="coordination"),
    }
    return render(request, "coordination/home.html", context)


def _territories(request: HttpRequest, seen: Looking) -> list[Link]:
    """The territories to choose from, when there are several."""
    held = perimeter_for(request, "coordinate")
    if len(held.references) < 2:
        return []
    names = perimeters.territory_names(held.references)
    here = reverse("coordination:home")
    each = sorted(names.items(), key=lambda item: item[1])
    links = [
        Link(label=name, url=f"{here}?territoire={reference}", current=reference == seen.chosen)
        for reference, name in each
    ]
    return [Link(label="Tous mes territoires", url=here, current=not seen.chosen), *links]


def _to_do(request: HttpRequest, seen: Looking) -> Iterator[Link]:
    standing = standing_in(request)
    first = narrowed(request, "decide_first_publication", seen=seen)
    counts = coordination.count_records(within=seen.perimeter, waiting_within=first, delays=delays())
    yield _records("Fiches à vérifier", RecordList.TO_VERIFY, counts, seen)
    yield _records("dont fiches « à vérifier » pour le public", RecordList.STALE, counts, seen)
    proposals = coordination.count_waiting_proposals(narrowed(request, "decide_proposal", seen=seen))
    yield Link(label="Corrections proposées", url=reverse("proposals:proposals"), count=proposals)
    if permissions.may(standing, "settle_duplicates"):
        pairs = duplicates.count_pair_questions(narrowed(request, "settle_duplicates", seen=seen))
        yield _link("Fiches qui parlent peut-être du même lieu", "coordination:duplicates", pairs, seen)
    if permissions.may(standing, "decide_inclusion"):
        asked = coordination.count_waiting_requests(narrowed(request, "decide_inclusion", seen=seen))
        yield _link("Demandes d’inscription", "coordination:requests", asked, seen)
    if permissions.may(standing, "decide_first_publication"):
        yield _records("Premières publications à relire", RecordList.WAITING, counts, seen)
    if permissions.may(standing, "answer_feedback"):
        yield _link("Avis sans réponse", "coordination:opinions", feedback.count_waiting_opinions(), seen)
    condition = permissions.places_within(standing, "verify_record")
    letters = verification.letters_to_post(condition, now=timezone.now()).count()
    yield Link(label="Lettres à imprimer", url=reverse("verification:letters"), count=letters)


def _missing(seen: Looking) -> Iterator[Link]:
    without = coordination.communes_without_place(seen.perimeter).count()
    yield _link("Communes sans aucun lieu", "coordination:communes-without-place", without, seen)
    ccas = coordination.communes_without_ccas(seen.perimeter).count()
    yield _link("Communes dont le CCAS ou CIAS manque", "coordination:communes-without-ccas", ccas, seen)


def _pages(request: HttpRequest, seen: Looking) -> Iterator[Link]:
    standing = standing_in(request)
    for action, label, name in (
        ("run_campaign", "Campagnes de repérage", "coordination:campaigns"),
        ("coordinate", "Structures du territoire", "coordination:structures"),
        ("make_guide", "Guide du territoire", "coordination:guides"),
        ("mark_key_actor", "Acteurs clés", "coordination:key-actors"),
        ("give_mandate", "Structures mandatées", "coordination:mandates"),
        ("vouch_territorial_role", "Rôles sur le territoire", "members:territorial"),
        ("bulk_edit", "Toutes les fiches : filtrer, modifier en nombre, tableur", "lists:records"),
        ("edit_needs", "Besoins et façons de les dire", "coordination:needs"),
    ):
        if permissions.may(standing, action):
            suffix = seen.suffix if name.startswith("coordination:") else ""
            yield Link(label=label, url=reverse(name) + suffix)


def _records(label: str, which: RecordList, counts: dict[RecordList, int], seen: Looking) -> Link:
    url = reverse("coordination:records", kwargs={"which": which.value})
    return Link(label=label, url=url + seen.suffix, count=counts[which])


def _link(label: str, name: str, count: int, seen: Looking) -> Link:
    return Link(label=label, url=reverse(name) + seen.suffix, count=count)


def _month_row(row: MonthOfRecords, seen: Looking) -> tuple[str, str, str]:
    label = format_day(row.month, "F Y")
    return (
        label,
        _month_cell(row.created, RecordList.CREATED, row.month, seen, "créées"),
        _month_cell(row.verified, RecordList.VERIFIED, row.month, seen, "vérifiées"),
    )


def _month_cell(count: int, which: RecordList, month: date, seen: Looking, done: str) -> str:
    if not count:
        return "0"
    url = reverse("coordination:records", kwargs={"which": which.value})
    join = "&" if seen.suffix else "?"
    spoken = f" fiches {done} en {format_day(month, 'F Y')}"
    return format_html(
        '<a class="link" href="{}">{}<span class="visually-hidden">{}</span></a>',
        f"{url}{seen.suffix}{join}mois={month:%Y-%m}",
        count,
        spoken,
    )
