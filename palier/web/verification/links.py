"""`/verifier/…`: the owner of records answers by a signed link, without an account. Reading changes nothing."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from palier.core.ratelimit import take
from palier.directory.actions import verification as actions
from palier.directory.actions.editing import EditConflict
from palier.directory.actions.places import PlaceNotPublishable
from palier.directory.editable import PLACE_FIELDS, SERVICE_FIELDS, RecordKind, difference_in_words, say_value
from palier.directory.enums import PlaceStatus
from palier.directory.models import VerificationRequest, VerificationRequestLine
from palier.directory.queries import verification as queries
from palier.web.proposals.retyping import merge_errors
from palier.web.public_forms import public_post, too_many, too_many_posts
from palier.web.verification.forms import CodeForm, ConfirmForm, CorrectionForm
from palier.web.verification.showing import facts_to_verify

ANSWERS_PER_HOUR = 200  # of one link: the owner of a hundred places must not be stopped


class LinkRefused(Exception):
    """The link opens nothing. `answer`: the page that says why and what to do."""

    def __init__(self, answer: HttpResponse) -> None:
        super().__init__(answer.status_code)
        self.answer = answer


def _request_of(request: HttpRequest, token: str) -> VerificationRequest:
    """Return the request that a link opens today. Raises LinkRefused."""
    found = queries.request_by_token(token)
    if found is None:
        raise LinkRefused(render(request, "verification/refused.html", {"why": "unknown"}, status=404))
    if found.expires_at <= timezone.now():
        context = {"why": "expired", "expired_at": found.expires_at}
        raise LinkRefused(render(request, "verification/refused.html", context, status=410))
    return found


def _line_of(request: HttpRequest, token: str, public_id: str) -> VerificationRequestLine:
    """Return the line of that place in the request that a link opens. Raises LinkRefused."""
    line = queries.line_of(_request_of(request, token), public_id)
    if line is None:
        raise LinkRefused(render(request, "verification/refused.html", {"why": "other"}, status=404))
    return line


@login_not_required
@public_post
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Type the code of a letter instead of the long address of its link."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if too_many_posts(request):
            return too_many(request, "verification/code.html", {"form": form})
        found = queries.request_by_code(form.cleaned_data["code"])
        if found is not None:
            return redirect("verification:places", token=queries.link_token(found))
        form.add_error("code", "Ce code n’est pas le bon : relisez-le sur la lettre, ou téléphonez-nous.")
    status = 422 if request.method == "POST" else 200
    return render(request, "verification/code.html", {"form": form}, status=status)


@login_not_required
@never_cache
@require_safe
def places(request: HttpRequest, token: str) -> HttpResponse:
    """The places of a link, with what is written of each; answers are buttons that send a form."""
    try:
        asked = _request_of(request, token)
    except LinkRefused as refused:
        return refused.answer
    return _places(request, asked, token, ConfirmForm())


def _places(
    request: HttpRequest,
    asked: VerificationRequest,
    token: str,
    form: ConfirmForm,
    *,
    status: int = 200,
    refusal: str = "",
) -> HttpResponse:
    lines = queries.lines_of(asked)
    shown = [
        {
            "line": line,
            "place": line.place,
            "facts": facts_to_verify(line.place),
            "is_shown": line.place.status == PlaceStatus.PUBLISHED,
            "confirm_url": _url("confirm", token, line),
            "correct_url": _url("correct", token, line),
        }
        for line in lines
    ]
    context = {
        "asked": asked,
        "lines": shown,
        "form": form,
        "refusal": refusal,
        "waiting": sum(line.is_open for line in lines),
        "contact_url": f"mailto:{settings.SITE_CONTACT_EMAIL}",
    }
    return render(request, "verification/places.html", context, status=status)


def _url(name: str, token: str, line: VerificationRequestLine) -> str:
    return reverse(f"verification:{name}", kwargs={"token": token, "public_id": line.place.public_id})


@login_not_required
@public_post
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str, public_id: str) -> HttpResponse:
    """Take « tout est juste » for one place. A GET, as scanners of mails send, only leads back to the list."""
    try:
        line = _line_of(request, token, public_id)
    except LinkRefused as refused:
        return refused.answer
    if request.method != "POST":
        return redirect("verification:places", token=token)
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        refusal = " ".join(str(error) for error in form.non_field_errors())
        return _places(request, line.request, token, ConfirmForm(), status=422, refusal=refusal)
    if _too_many_answers(line.request):
        return _places(request, line.request, token, form, status=429, refusal=TOO_MANY)
    try:
        actions.confirm_by_link(line=line, now=timezone.now())
    except actions.AlreadyAnswered:
        return _places(request, line.request, token, ConfirmForm(), status=409, refusal=ALREADY)
    return redirect(_after(token, line))


TOO_MANY = "Trop de réponses en une heure avec ce lien : réessayez plus tard, ou téléphonez-nous."
ALREADY = "Ce lien a déjà servi pour ce lieu : la première réponse est gardée."


def _after(token: str, line: VerificationRequestLine) -> str:
    return f"{reverse('verification:places', kwargs={'token': token})}#lieu-{line.place.public_id}"


def _too_many_answers(asked: VerificationRequest) -> bool:
    key = asked.public_id
    return not take("verification", key, limit=ANSWERS_PER_HOUR, window_s=3600, now=timezone.now())


@login_not_required
@public_post
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, token: str, public_id: str) -> HttpResponse:
    """Correct one place: a short form, then what would change in words, then it is written."""
    try:
        line = _line_of(request, token, public_id)
    except LinkRefused as refused:
        return refused.answer
    if not line.is_open or line.place.status != PlaceStatus.PUBLISHED:
        return _places(request, line.request, token, ConfirmForm(), status=409, refusal=ALREADY)
    form = CorrectionForm(request.POST or None, place=line.place)
    context = {"form": form, "line": line, "place": line.place, "token": token, "differences": None}
    if request.method != "POST" or "again" in request.POST:
        return render(request, "verification/correct.html", context)
    if not form.is_valid():
        return render(request, "verification/correct.html", context, status=422)
    if "save" not in request.POST:
        context["differences"] = _differences(form)
        return render(request, "verification/correct.html", context)
    if _too_many_answers(line.request):
        form.add_error(None, TOO_MANY)
        return render(request, "verification/correct.html", context, status=429)
    return _write(request, form, line, context)


def _write(
    request: HttpRequest, form: CorrectionForm, line: VerificationRequestLine, context: dict[str, Any]
) -> HttpResponse:
    try:
        actions.correct_by_link(
            line=line,
            values=form.changes(),
            services=form.service_changes(),
            expected=form.before,
            now=timezone.now(),
        )
    except actions.AlreadyAnswered:
        return _places(request, line.request, context["token"], ConfirmForm(), status=409, refusal=ALREADY)
    except ValidationError as error:
        merge_errors(form, error)
    except PlaceNotPublishable:
        form.add_error("address", "Sans adresse, personne ne trouverait ce lieu : écrivez-la.")
    except EditConflict as conflict:
        form = CorrectionForm(place=line.place)
        told = [
            f"{PLACE_FIELDS[name].label} : {say_value(PLACE_FIELDS[name], value)}."
            for name, value in conflict.current.items()
        ]
        context |= {"form": form, "conflict": told}
        return render(request, "verification/correct.html", context, status=409)
    else:
        return redirect(_after(context["token"], line))
    return render(request, "verification/correct.html", context, status=422)


def _differences(form: CorrectionForm) -> list[tuple[str, str, str]]:
    """What would change, as (label, before, after) in words."""
    changes = {name: [form.before[name], value] for name, value in form.changes().items()}
    told = difference_in_words(RecordKind.PLACE, changes)
    description = SERVICE_FIELDS["description"]
    for service, said in form.service_changes().items():
        after = said["description"]
        told.append(
            (service.name, say_value(description, service.description), say_value(description, after))
        )
    return told
