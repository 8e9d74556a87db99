"""`/programme/`: the sessions that one plans, filtered; what waits for an answer; what the programme suggests."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from palier.agenda.enums import SessionStatus
from palier.agenda.permissions import sessions_within
from palier.agenda.queries import programme as queries
from palier.agenda.queries import suggestions
from palier.agenda.queries.programme import Asked
from palier.directory import permissions
from palier.web.programme import present
from palier.web.standing import require, standing_in

PAGE_SIZE = 20
PERIODS = [("coming", "À venir"), ("past", "Passées"), ("all", "Toutes")]


class FilterForm(forms.Form):
    """What the list is narrowed to; bound to the address, so that a filtered list is a link."""

    q = forms.CharField(label="Des mots du titre ou du thème", required=False, max_length=100)
    quand = forms.ChoiceField(label="Période", required=False, choices=PERIODS)
    etat = forms.ChoiceField(label="État", required=False, choices=[("", "Tous"), *SessionStatus.choices])
    format = forms.ChoiceField(label="Format", required=False)
    lieu = forms.ChoiceField(label="Lieu", required=False)

    def __init__(self, *args: Any, formats: list[tuple[str, str]], places: list[tuple[str, str]]) -> None:
        super().__init__(*args)
        self.fields["format"].choices = [("", "Tous"), *formats]  # type: ignore[attr-defined]
        self.fields["lieu"].choices = [("", "Tous"), *places]  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        """Return what is asked; a wrong answer counts for none."""
        said = self.cleaned_data if self.is_valid() else {}
        return Asked(
            words=said.get("q", ""),
            status=said.get("etat", ""),
            format=said.get("format", ""),
            place=said.get("lieu", ""),
            period=said.get("quand") or "coming",
        )


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The list, with the way to each session and to the other pages of the programme."""
    require(request, "plan_sessions")
    now, standing = timezone.now(), standing_in(request)
    within = sessions_within(standing, "plan_sessions")
    there = permissions.places_within(standing, "plan_sessions")
    places = queries.places_to_plan(there)
    form = FilterForm(
        request.GET,
        formats=[(row.code, row.label) for row in queries.formats()],
        places=[(row.public_id, row.name) for row in places],
    )
    found = queries.sessions_planned(within, asked=form.asked(), now=now)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    waiting = queries.sessions_planned(within, asked=Asked(status=SessionStatus.PROPOSED), now=now)
    context = {
        "form": form,
        "page": page,
        "count": page.paginator.count,
        "headers": present.HEADERS,
        "rows": present.rows_of(page.object_list),
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "waiting": list(waiting[:20]),
        "extra_dates": suggestions.full_series(within, now=now),
        "asked_again": suggestions.recurring_topics(there, now=now),
    }
    return render(request, "programme/home.html", context)
