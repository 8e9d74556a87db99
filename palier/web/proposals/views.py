"""`/propositions/`: corrections proposed and first publications, read and decided by those who may."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from palier.accounts.models import User
from palier.directory import permissions
from palier.directory.actions import proposals as actions
from palier.directory.actions.places import PlaceNotPublishable
from palier.directory.editable import RecordKind, difference_in_words, read_place
from palier.directory.enums import ReportStatus
from palier.directory.models import CorrectionProposal
from palier.directory.queries import proposals as queries
from palier.web.orientation.present import place_url
from palier.web.standing import require, standing_in

DECIDE, FIRST = "decide_proposal", "decide_first_publication"
PER_PAGE = 30
CLOSES = "status"  # the only proposed field that ends a record
TOO_LATE = "Quelqu’un d’autre a répondu entre-temps : sa décision est gardée."


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label="Votre réponse",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Envoyée à la personne si elle a laissé un courriel. La raison est obligatoire pour refuser.",
    )


def _within(request: HttpRequest, action: str) -> Q:
    return permissions.places_within(standing_in(request), action)


@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """What waits for a decision of whoever asks, oldest first, and what was decided lately."""
    standing = standing_in(request)
    if not permissions.may(standing, DECIDE) and not permissions.may(standing, FIRST):
        raise PermissionDenied
    waiting = queries.proposals_to_decide(_within(request, DECIDE))
    context = {
        "page": Paginator(waiting, PER_PAGE).get_page(request.GET.get("page")),
        "publications": queries.first_publications(_within(request, FIRST))[:PER_PAGE],
        "decided": queries.proposals_decided(_within(request, DECIDE))[:10],
    }
    return render(request, "proposals/proposals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal: what is written, what has changed since, what is proposed; accept all or some, or refuse."""
    require(request, DECIDE)
    found = queries.proposal_by_pk(pk, _within(request, DECIDE)) if pk < 2**63 else None
    if found is None:
        raise Http404
    user = require(request, DECIDE, found.place)
    form = AnswerForm(request.POST or None)
    may_close = permissions.may(standing_in(request), "close_record", found.place)
    if request.method == "POST" and form.is_valid():
        decided = _decide(request, found, form, user, may_close=may_close)
        if decided is not None:
            return decided
    fields = queries.proposed_fields(found)
    context = {
        "form": form,
        "proposal": found,
        "place_url": place_url(found.place),
        "fields": [(field, field.name != CLOSES or may_close) for field in fields],
        "reply_address": actions.reply_address(found),
        "is_waiting": found.status == ReportStatus.NEW,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "proposals/proposal.html", context, status=status)


def _decide(
    request: HttpRequest, found: CorrectionProposal, form: AnswerForm, user: User, *, may_close: bool
) -> HttpResponse | None:
    """Write the decision and lead back to the list; None if it is refused, with the reason in the form."""
    answer, now = form.cleaned_data["answer"], timezone.now()
    chosen = [n for n in request.POST.getlist("field") if n in found.changes and (n != CLOSES or may_close)]

    def accept() -> None:
        actions.accept_proposal(proposal=found, fields=chosen, answer=answer, by=user, now=now)

    def refuse() -> None:
        actions.refuse_proposal(proposal=found, reason=answer, by=user, now=now)

    is_accepted = "accept" in request.POST
    said = "Correction acceptée." if is_accepted else "Proposition refusée."
    return _answered(request, form, accept if is_accepted else refuse, said)


def _answered(
    request: HttpRequest, form: AnswerForm, decide: Callable[[], None], said: str
) -> HttpResponse | None:
    try:
        decide()
    except actions.AlreadyDecided:
        messages.warning(request, TOO_LATE)
    except PlaceNotPublishable:
        form.add_error(None, "Sans adresse, personne ne trouverait ce lieu : complétez la fiche d’abord.")
        return None
    except ValidationError as error:
        told = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for name, sentences in told.items():
            form.add_error("answer" if name == "answer" else None, ValidationError(sentences))
        return None
    else:
        messages.success(request, said)
    return redirect("proposals:proposals")


@require_http_methods(["GET", "HEAD", "POST"])
def publication(request: HttpRequest, public_id: str) -> HttpResponse:
    """A record written by an account without role: read it, put it online or give it back with a reason."""
    require(request, FIRST)
    place = queries.first_publication(public_id, _within(request, FIRST))
    if place is None:
        raise Http404
    user = require(request, FIRST, place)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer, now = form.cleaned_data["answer"], timezone.now()
        is_accepted = "accept" in request.POST

        def decide() -> None:
            if is_accepted:
                actions.accept_publication(place=place, by=user, now=now)
            else:
                actions.refuse_publication(place=place, reason=answer, by=user, now=now)

        said = "La fiche est en ligne." if is_accepted else "La fiche est rendue à son auteur."
        decided = _answered(request, form, decide, said)
        if decided is not None:
            return decided
    context: dict[str, Any] = {"form": form, "place": place, "facts": _said(read_place(place))}
    status = 422 if request.method == "POST" else 200
    return render(request, "proposals/publication.html", context, status=status)


def _said(values: dict[str, Any]) -> list[tuple[str, str]]:
    """What a record says, in words, without what it does not say."""
    told = {name: [None, v] for name, v in values.items() if v not in (None, "", [], False)}
    return [(label, after) for label, _, after in difference_in_words(RecordKind.PLACE, told)]
