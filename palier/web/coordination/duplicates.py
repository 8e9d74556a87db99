"""`/coordination/doublons/`: two records side by side, one press to say whether they are one place."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_POST, require_safe

from palier.accounts.models import User
from palier.directory import permissions
from palier.directory.actions import joins
from palier.directory.actions.editing import Author
from palier.directory.enums import PairAnswer, PlaceStatus, QuestionStatus
from palier.directory.models import PairQuestion, Place
from palier.directory.queries import duplicates
from palier.directory.queries.duplicates import Compared
from palier.web.coordination.perimeter import Looking, looking
from palier.web.standing import require, standing_in
from palier.web.templatetags.ui_values import Link

ACTION = "settle_duplicates"
LAST = 10
PAGE_SIZE = 50
DONE = {
    PairAnswer.SAME: "Les deux fiches n’en font plus qu’une.",
    PairAnswer.DISTINCT: "C’est noté : ce sont deux lieux.",
    PairAnswer.LATER: "C’est noté : cette paire est mise de côté.",
}
GONE = "Une des deux fiches a été fermée ou réunie entre-temps."


@require_safe
def pairs(request: HttpRequest) -> HttpResponse:
    """The next pair to settle: the likeliest, or the one after the pair that was skipped."""
    seen = looking(request, ACTION)
    waiting = duplicates.pair_questions(seen.perimeter)
    found = waiting.first()
    if found is not None:
        return _show(request, seen, found, left=waiting.count())
    context = _around(seen, current="") | {"question": None, "left": 0}
    return render(request, "coordination/duplicates.html", context)


@require_safe
def pair(request: HttpRequest, pk: int) -> HttpResponse:
    """One pair."""
    question, _user = _question_or_404(request, pk)
    seen = looking(request, ACTION)
    return _show(request, seen, question, left=duplicates.count_pair_questions(seen.perimeter))


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what somebody says of a pair; the next one comes at once."""
    question, user = _question_or_404(request, pk)
    said = request.POST.get("answer", "")
    if said not in PairAnswer.values:
        raise Http404
    try:
        decision = joins.decide_pair(
            places=(question.first, question.second),
            answer=PairAnswer(said),
            author=Author.of(user),
            now=timezone.now(),
        )
    except joins.AlreadyDecided as known:
        by, words = known.decision.by_label, known.decision.get_answer_display()
        messages.warning(request, f"Quelqu’un a déjà répondu ({by}) : {words}.")
    except joins.JoinRefused:
        messages.warning(request, GONE)
    else:
        messages.success(request, DONE[PairAnswer(decision.answer)])
    return redirect(_next_url(request))


@require_safe
def aside(request: HttpRequest) -> HttpResponse:
    """The pairs put aside, to take up again."""
    seen = looking(request, ACTION)
    rows = duplicates.pair_questions(seen.perimeter, QuestionStatus.LATER)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request, "coordination/duplicates_aside.html", _around(seen, current="aside") | {"page": page}
    )


@require_safe
def joined(request: HttpRequest) -> HttpResponse:
    """The joins made without asking, each with its reasons, to look over and undo."""
    seen = looking(request, ACTION)
    page = Paginator(duplicates.automatic_joins(seen.perimeter), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request, "coordination/duplicates_joined.html", _around(seen, current="joined") | {"page": page}
    )


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back an answer: what was joined is two records again, and the pair is asked again."""
    decision = duplicates.decision_by_pk(pk)
    if decision is None:
        messages.warning(request, "Cette réponse était déjà reprise.")
        return redirect(_next_url(request))
    user = _require_both(request, decision.first, decision.second)
    try:
        joins.undo_decision(decision=decision, author=Author.of(user), now=timezone.now())
    except joins.JoinNotUndoable:
        messages.error(
            request, "La fiche a été réunie à une autre depuis : défaites d’abord cette réunion-là."
        )
    else:
        messages.success(request, "La réponse est reprise : tout est comme avant.")
    return redirect(_next_url(request))


@require_POST
def part(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a join made without asking; it is not made again."""
    join = duplicates.join_by_pk(pk)
    if join is None:
        raise Http404
    user = _require_both(request, join.kept, join.joined)
    try:
        joins.part_places(join=join, author=Author.of(user), now=timezone.now())
    except joins.JoinNotUndoable:
        messages.error(
            request, "La fiche a été réunie à une autre depuis : défaites d’abord cette réunion-là."
        )
    else:
        messages.success(request, "Ce sont de nouveau deux fiches, et elles le resteront.")
    return redirect("coordination:duplicates-joined")


def _show(request: HttpRequest, seen: Looking, question: PairQuestion, *, left: int) -> HttpResponse:
    standing = standing_in(request)
    places = (question.first, question.second)
    levels = {place.pk: permissions.visible_levels(standing, place) for place in places}
    compared = duplicates.compare_places(*places, levels=levels)
    is_settled = question.status not in (QuestionStatus.OPEN, QuestionStatus.LATER) or any(
        place.status == PlaceStatus.CLOSED for place in places
    )
    context = _around(seen, current="pairs") | {
        "question": question,
        "left": left,
        "is_settled": is_settled,
        "evidence": _told(question.evidence),
        "headers": ("Information", *(place.name for place in places)),
        "rows": _rows(compared),
        "distance": _distance(compared),
        "records": [(place.name, reverse("records:place", args=[place.public_id])) for place in places],
        "markers": _markers(places),
        "tiles_url": settings.TILES_URL,
        "tiles_attribution": settings.TILES_ATTRIBUTION,
        "next_url": _neighbour(seen, question, back=False),
        "former_url": _neighbour(seen, question, back=True),
    }
    return render(request, "coordination/duplicates.html", context)


def _around(seen: Looking, *, current: str) -> dict[str, Any]:
    pages = (
        ("pairs", "À trancher", "coordination:duplicates"),
        ("aside", "Mises de côté", "coordination:duplicates-aside"),
        ("joined", "Réunies sans demander", "coordination:duplicates-joined"),
    )
    links = [
        Link(label=label, url=reverse(name) + seen.suffix, current=key == current)
        for key, label, name in pages
    ]
    return {"seen": seen, "tabs": links, "last": duplicates.decisions_of(seen.user, limit=LAST)}


def _told(evidence: dict[str, Any]) -> list[str]:
    return [*(line["sentence"] for line in evidence.get("lines", ())), *evidence.get("objections", ())]


def _rows(compared: Compared) -> list[tuple[str, str, str]]:
    rows = [
        (
            format_html('{} <b class="soft">diffère</b>', line.label) if line.differs else line.label,
            line.left,
            line.right,
        )
        for line in compared.lines
    ]
    for label, sides in (("Services", compared.services), ("Listes", compared.sources)):
        left, right = (" ; ".join(side) or "(rien)" for side in sides)
        rows.append((label, left, right))
    return rows


def _distance(compared: Compared) -> str:
    if compared.distance_m is None:
        return "L’un des deux n’a pas de position sur la carte."
    if compared.distance_m < 1000:
        return f"À {compared.distance_m} m l’un de l’autre."
    kilometres = f"{compared.distance_m / 1000:.1f}".replace(".", ",")
    return f"À {kilometres} km l’un de l’autre."


def _markers(places: tuple[Place, Place]) -> list[dict[str, Any]]:
    return [
        {
            "number": number,
            "name": place.name,
            "lat": place.lat,
            "lon": place.lon,
            "url": reverse("records:place", args=[place.public_id]),
        }
        for number, place in enumerate(places, start=1)
        if place.lat is not None
    ]


def _neighbour(seen: Looking, question: PairQuestion, *, back: bool) -> str:
    found = duplicates.neighbour_of(question, seen.perimeter, back=back)
    return "" if found is None else reverse("coordination:duplicate", args=[found]) + seen.suffix


def _next_url(request: HttpRequest) -> str:
    chosen = request.GET.get("territoire", "")
    suffix = f"?territoire={chosen}" if chosen.replace(":", "").isalnum() else ""
    return reverse("coordination:duplicates") + suffix


def _question_or_404(request: HttpRequest, pk: int) -> tuple[PairQuestion, User]:
    question = duplicates.question_by_pk(pk)
    if question is None:
        raise Http404
    return question, _require_both(request, question.first, question.second)


def _require_both(request: HttpRequest, first: Place, second: Place) -> User:
    """Return who asks if both places are in what they look after. Raises PermissionDenied."""
    require(request, ACTION, first)
    return require(request, ACTION, second)
