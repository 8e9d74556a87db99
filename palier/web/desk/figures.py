"""`/tenir/chiffres/`: sessions held over a period, with small counts masked; and the files for La Coop."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from palier.accounts.models import User
from palier.agenda.exports.coop import coop_csv, coop_xlsx
from palier.agenda.models import Session
from palier.agenda.permissions import sessions_within
from palier.agenda.queries import figures as queries
from palier.agenda.queries.staff import staff_lines
from palier.directory.models import Place
from palier.directory.permissions import may, places_within
from palier.web.days import day_field
from palier.web.desk.common import HOLD, READ, SEE, held_by
from palier.web.standing import standing_in

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
YEAR = timedelta(days=364)


class PeriodForm(forms.Form):
    """A period, days included, and one place or all."""

    du = day_field("Du")
    au = day_field("Au")
    lieu: forms.ModelChoiceField[Place] = forms.ModelChoiceField(
        label="Lieu", required=False, queryset=None, to_field_name="public_id", empty_label="tous"
    )

    def __init__(self, data: QueryDict, *, places: Q, on: date) -> None:
        given = data if data.get("du") or data.get("au") else None
        first = {"du": on - YEAR, "au": on}
        super().__init__(given, initial=first)
        self.fields["lieu"].queryset = queries.places_with_sessions(places)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("du") and data.get("au"):
            if data["du"] > data["au"]:
                self.add_error("au", "Ce jour vient avant le premier.")
            elif data["au"] - data["du"] > queries.LONGEST_PERIOD:
                self.add_error("au", "Choisissez trois ans au plus.")
        return data

    def period(self) -> dict[str, Any] | None:
        """Return what was asked, or the last twelve months; None if it was asked wrongly."""
        if not self.is_bound:
            return {**self.initial, "lieu": None}
        return self.cleaned_data if self.is_valid() else None


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Show what was held over a period, of the sessions that one may see."""
    within, standing = _sessions(request, HOLD) | _sessions(request, SEE), standing_in(request)
    form = PeriodForm(request.GET, places=_places(request), on=timezone.localdate())
    period = form.period()
    context: dict[str, Any] = {"form": form, "below": settings.SMALL_COUNTS_BELOW, "period": period}
    if period is not None:
        held = _held(within, period)
        context |= {
            "count": len(held),
            "formats": queries.by_format(held),
            "topics": queries.ranked_topics(held),
            "places": queries.ages_by_place(held),
            "events": queries.ages_by_event(held)[:60],
            "staff": staff_lines(period["lieu"], on=period["au"]) if period["lieu"] else None,
            "may_name": period["lieu"] is not None and may(standing, HOLD, period["lieu"]),
            "may_read": may(standing, READ),
            "may_export": may(standing, HOLD),
            "query": request.GET.urlencode(),
        }
    return render(request, "desk/figures.html", context, status=422 if period is None else 200)


@require_safe
def coop(request: HttpRequest, ending: str) -> HttpResponse:
    """The sessions of the period in the words of La Coop, of those that one holds."""
    within = _sessions(request, HOLD)
    form = PeriodForm(request.GET, places=_places(request), on=timezone.localdate())
    period = form.period()
    if period is None or not may(standing_in(request), HOLD):
        raise PermissionDenied
    return _file(ending, _held(within, period))


@require_safe
def coop_session(request: HttpRequest, public_id: str) -> HttpResponse:
    """One session in the words of La Coop."""
    session, _user = held_by(request, public_id)
    return _file("csv", [session])


def _file(ending: str, sessions: list[Session]) -> HttpResponse:
    writers: dict[str, Callable[[], tuple[bytes, str]]] = {
        "csv": lambda: (b"".join(coop_csv(sessions)), "text/csv; charset=utf-8"),
        "xlsx": lambda: (_workbook(sessions), XLSX),
    }
    content, kind = writers[ending]()
    response = HttpResponse(content, content_type=kind)
    name = f"la-coop-{timezone.localdate():%Y-%m-%d}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _workbook(sessions: list[Session]) -> bytes:
    target = BytesIO()
    coop_xlsx(sessions, target)
    return target.getvalue()


def _held(within: Q, period: dict[str, Any]) -> list[Session]:
    if period["lieu"] is not None:
        within &= queries.of_place(period["lieu"])
    return list(queries.sessions_held(within, from_on=period["du"], to_on=period["au"]))


def _sessions(request: HttpRequest, action: str) -> Q:
    standing = standing_in(request)
    if not isinstance(request.user, User) or not (may(standing, HOLD) or may(standing, SEE)):
        raise PermissionDenied
    return sessions_within(standing, action)


def _places(request: HttpRequest) -> Q:
    standing = standing_in(request)
    return places_within(standing, HOLD) | places_within(standing, SEE)
