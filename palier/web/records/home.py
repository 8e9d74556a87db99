"""« Vos fiches »: the records of one’s perimeter, what waits, what was begun; and drafts."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from palier.accounts.models import User
from palier.directory import permissions
from palier.directory.actions.drafts import DraftRefused, forget_draft, save_draft
from palier.directory.models import Draft
from palier.directory.queries import keeping
from palier.web.records.flow import said_moment, typed_in
from palier.web.standing import standing_in

PLACES_A_PAGE = 30


@dataclass(frozen=True, slots=True)
class Begun:
    """A draft in the list: what it is about, when, where to take it up."""

    words: str
    key: str
    moment: str
    url: str


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """List the records that somebody keeps."""
    user = _user(request)
    standing = standing_in(request)
    within = permissions.places_within(standing, "state_availability")
    page = Paginator(keeping.places_kept(within), PLACES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "waiting": keeping.waiting_places_of(user),
        "begun": [_begun(draft) for draft in keeping.drafts_of(user)],
        "is_professional": standing.is_professional,
        "may_create_structure": permissions.may(standing, "create_record"),
    }
    return render(request, "records/home.html", context)


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep what is typed in a form, called by its script every few seconds; answers when it was kept."""
    user = _user(request)
    now = timezone.now()
    key = request.POST.get("draft-key", "")
    try:
        save_draft(user=user, key=key, typed=typed_in(request.POST), now=now)
    except DraftRefused:
        return JsonResponse({"kept": False}, status=422)
    return JsonResponse({"kept": True, "words": f"Brouillon gardé {said_moment(now)}."})


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Forget a draft."""
    forget_draft(user=_user(request), key=request.POST.get("draft-key", ""))
    messages.success(request, "Le brouillon est oublié.")
    return redirect("records:home")


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _begun(draft: Draft) -> Begun:
    kind, _, rest = draft.key.partition(":")
    new, _, of = rest.partition(":")
    name = (draft.typed.get("name") or [""])[0]
    words = {"place": "Lieu", "service": "Service", "structure": "Structure"}[kind]
    if new != "new":
        url = reverse(f"records:edit-{kind}", args=[rest])
    else:
        url = reverse(f"records:new-{kind}", args=[of] if of else [])
    return Begun(
        f"{words} « {name or 'sans nom'} »", draft.key, said_moment(draft.saved_at), f"{url}?brouillon=1"
    )
