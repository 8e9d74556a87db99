"""`/fiches/lieux/<id>/provenance/`: which list or which person says each field, and since when."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateformat import format as format_day
from django.views.decorators.http import require_safe

from palier.directory import permissions
from palier.directory.queries import duplicates, keeping
from palier.directory.queries.provenance import Voice, provenance_of
from palier.web.records.flow import found_or_404
from palier.web.standing import standing_in


@require_safe
def of_place(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show where each field of a place comes from, and what was joined into it."""
    place = found_or_404(keeping.place_to_keep(public_id))
    standing = standing_in(request)
    if not permissions.may(standing, "see_history", place):
        raise PermissionDenied
    lines = provenance_of(place, levels=permissions.visible_levels(standing, place))
    context = {
        "place": place,
        "lines": [
            (line, _said(line.by) if line.by else "", [(v.value, _said(v)) for v in line.others])
            for line in lines
        ],
        "joins": [
            (
                join.joined.name,
                join.by_label,
                [one["sentence"] for one in join.evidence.get("lines", ())],
                join.joined_at,
            )
            for join in duplicates.joins_of(place)
        ],
    }
    return render(request, "records/provenance.html", context)


def _said(voice: Voice) -> str:
    """« liste de la ville, mise à jour le 15 janvier 2026, lue le 2 mars 2026 », « Alice, le 3 mars 2026 »."""
    said = voice.who
    if voice.stated_on:
        said += f", mise à jour le {format_day(voice.stated_on, 'j F Y')}"
    if voice.said_at:
        day = format_day(timezone.localtime(voice.said_at), "j F Y")
        said += f", lue le {day}" if voice.list_name else f", le {day}"
    return said + (" (ne figure plus dans la liste)" if voice.is_gone else "")
