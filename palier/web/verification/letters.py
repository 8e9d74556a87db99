"""`/coordination/lettres/`: letters to print for owners without a mail address, and to note as posted."""

from typing import Any

import segno
from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_http_methods, require_safe

from palier.directory import permissions
from palier.directory.actions import verification as actions
from palier.directory.models import VerificationRequest
from palier.directory.queries import verification as queries
from palier.web.standing import require, standing_in
from palier.web.verification.showing import facts_to_verify

PRINTED_AT_ONCE = 50


def _perimeter(request: HttpRequest) -> Q:
    """Return the places that who asks may verify. Raises PermissionDenied if there can be none."""
    require(request, "verify_record")
    return permissions.places_within(standing_in(request), "verify_record")


@require_http_methods(["GET", "HEAD", "POST"])
def letters(request: HttpRequest) -> HttpResponse:
    """The letters that wait: those to print, then those posted and not answered. POST notes the former as posted."""
    now = timezone.now()
    waiting = list(queries.letters_to_post(_perimeter(request), now=now))
    to_print = [letter for letter in waiting if letter.sent_at is None]
    if request.method == "POST":
        chosen = request.POST.getlist("lettre")
        actions.note_letters_posted(requests=[r for r in to_print if r.public_id in chosen], now=now)
        return redirect("verification:letters")
    context = {"to_print": to_print, "posted": [r for r in waiting if r.sent_at], "at_once": PRINTED_AT_ONCE}
    return render(request, "verification/letters.html", context)


@require_safe
def print_letters(request: HttpRequest, public_id: str = "") -> HttpResponse:
    """The letters to print, one or several A4 pages each; with `public_id`, that one, posted already or not."""
    now, perimeter = timezone.now(), _perimeter(request)
    if public_id:
        found = queries.letter_by_public_id(public_id, perimeter, now=now)
        if found is None:
            raise Http404
        chosen = [found]
    else:
        waiting = queries.letters_to_post(perimeter, now=now)
        chosen = [letter for letter in waiting if letter.sent_at is None][:PRINTED_AT_ONCE]
    context = {"letters": [_letter(one) for one in chosen], "today": timezone.localdate()}
    return render(request, "verification/print_letters.html", context)


def _letter(asked: VerificationRequest) -> dict[str, Any]:
    """One letter, in words."""
    return {
        "address": asked.sent_to.splitlines(),
        "places": [
            {"place": line.place, "facts": facts_to_verify(line.place)}
            for line in asked.waiting_lines  # type: ignore[attr-defined]
        ],
        "expires_at": asked.expires_at,
        "code": queries.link_code(asked).upper(),
        "short_url": f"{settings.SITE_URL}/verifier/",
        "qr": _qr(f"{settings.SITE_URL}/verifier/{queries.link_token(asked)}/"),
    }


def _qr(url: str) -> SafeString:
    # segno writes it from our own signed address, not from what somebody typed.
    return mark_safe(
        segno.make(url, micro=False).svg_inline(scale=3, omitsize=True, svgclass="qr", lineclass=None)
    )
