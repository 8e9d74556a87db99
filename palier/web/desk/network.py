"""What the whole network reads of sessions: `/tenir/questions/`, and the summary of one session."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from palier.agenda.queries import board as queries
from palier.agenda.queries import reports
from palier.agenda.queries.sessions import SHOWN
from palier.agenda.wording import place_line, when_line
from palier.core.small_counts import masked
from palier.web.agenda_standing import session_or_404
from palier.web.desk.common import READ
from palier.web.standing import require

PER_PAGE, MOST_SUMMARIES = 20, 20


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """Find a question, an answer or a summary of the network by its words."""
    require(request, READ)
    words = request.GET.get("q", "")[:200]
    page = Paginator(queries.find_questions(words), PER_PAGE).get_page(request.GET.get("page"))
    summaries = queries.find_summaries(words)[:MOST_SUMMARIES] if words.strip() else []
    context = {
        "words": words,
        "page": page,
        "found": [(q, when_line(q.session, with_year=True), place_line(q.session)) for q in page],
        "summaries": [(r, when_line(r.session, with_year=True), place_line(r.session)) for r in summaries],
    }
    return render(request, "desk/questions.html", context)


@require_safe
def summary(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show what a session leaves to the network: words, questions, answers, ages; small counts masked."""
    require(request, READ)
    session = session_or_404(public_id)
    if session.status not in SHOWN:
        raise Http404
    found = reports.report_of(session)
    below = settings.SMALL_COUNTS_BELOW
    context = {
        "session": session,
        "when": when_line(session, with_year=True),
        "where": place_line(session),
        "report": found,
        "people": masked(found.head_count, below=below) if found else None,
        "topics": [topic.label for topic in found.topics.all()] if found else [],
        "mix": reports.mix_of(session, is_masked=True),
        "purposes": reports.against_purposes(session, is_masked=True),
        "questions": queries.board_of(session),
        "testimonies": reports.testimonies_of(session),
        "below": below,
    }
    return render(request, "desk/summary.html", context)
