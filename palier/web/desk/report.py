"""`/tenir/<session>/bilan/`: what is counted and said of it; `…/compter/`: heads, one press each."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from palier.agenda.actions import reports as actions
from palier.agenda.enums import CountDimension
from palier.agenda.models import Session
from palier.agenda.queries import reports as queries
from palier.agenda.wording import starts_on
from palier.core.plurals import counted
from palier.directory.permissions import may
from palier.web.desk.common import READ, heading, held_by, number_in
from palier.web.desk.report_forms import TITLES, ReportForm, TestimonyForm, initial_of
from palier.web.standing import standing_in
from palier.web.templatetags.words import plural


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the report, begun with what is known; a POST writes it, and closes it if asked."""
    session, user = held_by(request, public_id)
    form, theirs = _form(session, request.POST or None), None
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        now, shown = timezone.now(), form.cleaned_data["revision"]
        try:
            actions.save_report(session=session, told=form.told(), by=user, now=now, revision=shown)
        except ValidationError as refused:
            form.add_error("head_count", refused.message_dict["head_count"])
        except actions.ReportChangedMeanwhile:
            data, theirs = form.beside(_form(session, None))
            form, status = _form(session, data), 409
        else:
            said = "Le bilan est enregistré."
            if "close" in request.POST:
                carried = actions.close_report(session=session, by=user, now=now)
                said = f"Le bilan est clos.{_carried(carried)}"
            messages.success(request, said)
            return redirect("desk:report", public_id)
    context = (
        heading(session, current="desk:report") | _around(request, session) | {"form": form, "theirs": theirs}
    )
    return render(request, "desk/report.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def count(request: HttpRequest, public_id: str) -> HttpResponse:
    """Count heads by age band, audience or language: + and −, one press a person, on several tablets if need be."""
    session, _user = held_by(request, public_id)
    if session.format.counts_heads_only:
        return redirect("desk:report", public_id)
    if request.method == "POST":
        plus, minus = request.POST.get("plus", ""), request.POST.get("minus", "")
        dimension, _colon, code = (plus or minus).partition(":")
        try:
            actions.count_one(
                session=session,
                dimension=dimension,
                code=code,
                step=1 if plus else -1,
                now=timezone.now(),
            )
        except ValidationError:
            raise PermissionDenied from None
        return redirect("desk:count", public_id)
    context = heading(session, current="desk:report") | _heads(session)
    context["said"] = f"{counted(context['counted'], 'personne comptée')} par âge."
    return render(request, "desk/count.html", context)


def _heads(session: Session) -> dict[str, Any]:
    """What the page of heads shows: each list, with what was counted of it."""
    counts = queries.counts_of(session)
    groups = [
        {
            "title": title,
            "is_open": dimension == CountDimension.AGE_BAND or any(d == dimension for d, _code in counts),
            "rows": [
                {
                    "label": row.label,
                    "key": f"{dimension}:{row.code}",
                    "count": counts.get((dimension, row.code), 0),
                }
                for row in queries.list_of(dimension)
            ],
        }
        for dimension, title in TITLES.items()
    ]
    return {
        "groups": groups,
        "counted": sum(n for (dimension, _code), n in counts.items() if dimension == CountDimension.AGE_BAND),
        "mix": queries.mix_of(session, is_masked=False),
    }


@require_POST
def testimony(request: HttpRequest, public_id: str) -> HttpResponse:
    """Keep what somebody told, if they agreed; or forget it."""
    session, user = held_by(request, public_id)
    if "forget" in request.POST:
        found = queries.testimony_of(session, pk=number_in(request, "forget"))
        if found is None:
            raise Http404
        actions.remove_testimony(testimony=found)
        messages.success(request, "Le récit est effacé.")
        return redirect("desk:report", public_id)
    form = TestimonyForm(request.POST, prefix="recit")
    if form.is_valid():
        actions.record_testimony(
            session=session, text=form.cleaned_data["text"], agreed_on=timezone.localdate(), by=user
        )
        messages.success(request, "Le récit est gardé, sans nom.")
        return redirect("desk:report", public_id)
    context = heading(session, current="desk:report") | _around(request, session)
    context |= {"form": _form(session, None), "theirs": None, "testimony": form}
    return render(request, "desk/report.html", context, status=422)


def _form(session: Session, data: QueryDict | None) -> ReportForm:
    """The form as it was sent, else as the report says, else as what is known of the session."""
    found = queries.report_of(session)
    known = queries.prefilled(session)
    present = queries.staff_of(session) if found else list(known.staff)
    if found is not None and queries.is_written(found):
        initial = initial_of(found, present)
    else:
        initial = {
            "revision": found.revision if found else 0,
            "head_count": known.head_count,
            "volunteer_count": known.volunteer_count,
            "topics": list(known.topics),
            "staff": present,
        }
    return ReportForm(
        data,
        session=session,
        counts=queries.counts_of(session),
        colleagues=queries.colleagues_of(session, on=starts_on(session)),
        initial=initial,
    )


def _around(request: HttpRequest, session: Session) -> dict[str, Any]:
    """What stands under the form: the mix, the objectives, what was told."""
    found = queries.report_of(session)
    return {
        "closed_at": found.closed_at if found else None,
        "may_read": may(standing_in(request), READ),
        "mix": queries.mix_of(session, is_masked=False),
        "purposes": queries.against_purposes(session, is_masked=False),
        "testimonies": queries.testimonies_of(session),
        "testimony": TestimonyForm(prefix="recit"),
    }


def _carried(count: int) -> str:
    if not count:
        return ""
    return f" {counted(count, 'question ouverte')} passe{plural(count, 'nt')} à la prochaine séance."
