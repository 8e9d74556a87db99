"""`/coordination/campagnes/`: who is to be contacted in a territory, and how far that went."""

import csv
from datetime import date
from io import StringIO
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from palier.directory.actions import campaigns as actions
from palier.directory.enums import CampaignLineStatus
from palier.directory.exports.cells import one_line, safe_cell
from palier.directory.models import CampaignLine, IdentificationCampaign
from palier.directory.queries import campaigns as queries
from palier.directory.queries.perimeters import Perimeter, territory_choices, territory_names
from palier.web.coordination.perimeter import looking, perimeter_for, require_over
from palier.web.templatetags.ui_values import Link

PAGE_SIZE = 100
GESTURES = {
    CampaignLineStatus.CONTACTED: "Contactée",
    CampaignLineStatus.CONFIRMED: "Confirmée",
    CampaignLineStatus.REFUSED: "Ne souhaite pas",
    CampaignLineStatus.TO_CONTACT: "À contacter de nouveau",
}
CSV_HEADERS = ("nom", "commune", "code_insee", "contact", "statut", "contactee_le", "repondu_le", "note")


class CampaignForm(forms.Form):
    name = forms.CharField(
        label="Nom de la campagne", max_length=200, help_text="« Bibliothèques du Nord, automne »…"
    )
    territory = forms.ChoiceField(label="Territoire")
    starts_on = forms.DateField(
        label="Commence le", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label="Finit le", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, territories: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["territory"].choices = territories  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
def campaigns(request: HttpRequest) -> HttpResponse:
    """The campaigns of the perimeter, and a form for a new one."""
    seen = looking(request, "run_campaign")
    form = CampaignForm(
        request.POST or None,
        initial={"starts_on": timezone.localdate()},
        territories=territory_choices(perimeter_for(request, "run_campaign")),
    )
    if request.method == "POST" and form.is_valid():
        user = require_over(request, "run_campaign", form.cleaned_data["territory"])
        try:
            made = actions.create_campaign(by=user, **form.cleaned_data)
        except ValidationError:
            form.add_error("ends_on", "La fin vient après le début.")
        else:
            return redirect("coordination:campaign", pk=made.pk)
    page = Paginator(queries.campaigns_within(seen.perimeter), PAGE_SIZE).get_page(request.GET.get("page"))
    names = territory_names([row.territory for row in page])
    context = {
        "seen": seen,
        "form": form,
        "page": page,
        "lines": [(row, names[row.territory]) for row in page],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "coordination/campaigns.html", context, status=status)


@require_safe
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """The lines of a campaign with their gestures, its progress, and ways to add lines."""
    found = _campaign_or_404(request, pk)
    status = request.GET.get("statut", "").upper().replace("-", "_")
    status = status if status in CampaignLineStatus.values else ""
    page = Paginator(queries.lines_of(found, status=status), PAGE_SIZE).get_page(request.GET.get("page"))
    here = reverse("coordination:campaign", kwargs={"pk": pk})
    counts = {choice: getattr(found, f"{choice.name.lower()}_count") for choice in CampaignLineStatus}
    chips = [Link(label="Toutes", url=here, count=found.line_count, current=not status)]  # type: ignore[attr-defined]
    chips += [
        Link(
            label=choice.label.capitalize(),
            url=f"{here}?statut={choice.lower().replace('_', '-')}",
            count=count,
            current=choice == status,
        )
        for choice, count in counts.items()
    ]
    names = territory_names([found.territory])
    context = {
        "campaign": found,
        "territory_name": names[found.territory],
        "page": page,
        "chips": chips,
        "lines": [_line(row) for row in page],
        "answered": counts[CampaignLineStatus.CONFIRMED] + counts[CampaignLineStatus.REFUSED],
    }
    return render(request, "coordination/campaign.html", context)


@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add lines: pasted, one per line, or the structures of the territory that the directory knows."""
    found = _campaign_or_404(request, pk)
    if request.POST.get("quoi") == "connues":
        known = queries.structures_in(Perimeter(frozenset({found.territory})))
        count = actions.add_known_structures(campaign=found, structures=known)
        messages.success(request, _plural(count, "structure connue ajoutée", "structures connues ajoutées"))
    else:
        pasted = actions.add_lines(campaign=found, text=request.POST.get("text", ""))
        told = _plural(pasted.added, "ligne ajoutée", "lignes ajoutées")
        if pasted.already_there:
            told += f", {pasted.already_there} déjà là"
        if pasted.not_found:
            told += f". Communes non trouvées : {', '.join(pasted.not_found[:10])}"
        messages.success(request, f"{told}.")
    return redirect("coordination:campaign", pk=pk)


@require_POST
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    """Say in one gesture how far the contact with one structure went, today."""
    line = queries.line_by_pk(pk)
    if line is None:
        raise Http404
    require_over(request, "run_campaign", line.campaign.territory)
    if request.POST.get("retirer"):
        actions.remove_line(line=line)
    elif (status := request.POST.get("statut", "")) in CampaignLineStatus.values:
        note = request.POST.get("note")
        on = timezone.localdate()
        actions.mark_line(line=line, status=CampaignLineStatus(status), on=on, note=note)
    else:
        raise Http404
    anchor = "" if request.POST.get("retirer") else f"#ligne-{pk}"
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    url = reverse("coordination:campaign", kwargs={"pk": line.campaign_id})
    return redirect(f"{url}{query}{anchor}")


@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The lines of a campaign as CSV, with a byte order mark so that spreadsheets read accents."""
    found = _campaign_or_404(request, pk)
    out = StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(CSV_HEADERS)
    for row in queries.lines_of(found):
        writer.writerow(safe_cell(one_line(cell)) for cell in _cells(row))
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="campagne-{pk}.csv"'
    return response


def _campaign_or_404(request: HttpRequest, pk: int) -> IdentificationCampaign:
    found = queries.campaign_by_pk(pk)
    if found is None:
        raise Http404
    require_over(request, "run_campaign", found.territory)
    return found


def _line(row: CampaignLine) -> dict[str, Any]:
    return {
        "row": row,
        "gestures": [(status.value, label) for status, label in GESTURES.items() if status != row.status],
        "can_start": row.status == CampaignLineStatus.CONFIRMED and row.structure is None,
    }


def _cells(row: CampaignLine) -> tuple[str, ...]:
    commune = row.commune
    return (
        row.name,
        commune.name if commune else "",
        commune.insee_code if commune else "",
        row.contact,
        row.get_status_display(),
        _day(row.contacted_on),
        _day(row.answered_on),
        row.note,
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _plural(count: int, one: str, many: str) -> str:
    return f"{count} {many if count > 1 else one}"
