"""« Inscrire un lieu »: ask to appear in the directory, without an account, and follow the answer."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from palier.directory import mails
from palier.directory.actions import inclusion as actions
from palier.directory.enums import InclusionStatus
from palier.directory.models import InclusionRequest
from palier.directory.queries import inclusion as queries
from palier.directory.queries.lookalikes import lookalikes_of
from palier.web.inclusion.forms import InclusionForm, initial_of
from palier.web.orientation.present import place_url
from palier.web.public_forms import public_post, too_many, too_many_posts


@login_not_required
@public_post
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask; the answer is the address where the request is followed."""
    form = InclusionForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "is_completed": False, "known": []}
    if request.method == "POST" and form.is_valid():
        context["known"] = [] if "another" in request.POST else _known(form)
        if context["known"]:
            return render(request, "inclusion/new.html", context, status=422)
        if too_many_posts(request):
            return too_many(request, "inclusion/new.html", context)
        try:
            asked = actions.ask_inclusion(values=form.values(), now=timezone.now())
        except ValidationError as error:
            _refuse(form, error)
        else:
            return redirect(mails.inclusion_path(asked))
    return render(request, "inclusion/new.html", context, status=422 if request.method == "POST" else 200)


@login_not_required
@public_post
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """Where the request stands; completed here when it was sent back."""
    asked = _request_or_404(token)
    is_sent_back = asked.status == InclusionStatus.SENT_BACK
    form = InclusionForm(request.POST or None, initial=initial_of(asked)) if is_sent_back else None
    context: dict[str, Any] = {
        "form": form,
        "asked": asked,
        "reply_address": mails.inclusion_reply_address(asked),
        "place_url": place_url(asked.place) if asked.place else "",
    }
    if request.method == "POST" and form is not None and form.is_valid():
        if too_many_posts(request):
            return too_many(request, "inclusion/follow.html", context)
        try:
            actions.complete_inclusion(request=asked, values=form.values(), now=timezone.now())
        except ValidationError as error:
            _refuse(form, error)
            context["asked"] = _request_or_404(token)  # nothing of what was refused is shown as sent
        except actions.InclusionMovedOn:
            return redirect("inclusion:follow", token=token)
        else:
            return redirect("inclusion:follow", token=token)
    is_refused = request.method == "POST" and form is not None
    return render(request, "inclusion/follow.html", context, status=422 if is_refused else 200)


def _known(form: InclusionForm) -> list[tuple[str, str]]:
    """Return (name and commune, address of its page) of the published places that may be the one asked for."""
    values = form.values()
    found = lookalikes_of(str(values["name"]), values["commune"])
    return [(f"{place.name}, {place.commune.name}", place_url(place)) for place in found]


def _request_or_404(token: str) -> InclusionRequest:
    try:
        public_id = mails.inclusion_signer.unsign(token)
    except BadSignature:
        raise Http404 from None
    asked = queries.inclusion_by_public_id(public_id)
    if asked is None:
        raise Http404
    return asked


def _refuse(form: InclusionForm, error: ValidationError) -> None:
    for name, sentences in error.message_dict.items():
        form.add_error(
            "contact" if name == "contact_value" else name if name in form.fields else None, sentences
        )
