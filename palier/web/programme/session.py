"""The page of a session for those who plan it: what it says, what is missing, what can be done."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from palier.agenda import actions, wording
from palier.agenda.actions import programme, proposing, templates
from palier.agenda.enums import CreditRole, FormatKind, Level, SchoolLevel, SessionStatus, ThemeRule
from palier.agenda.models import Session
from palier.agenda.permissions import may_on
from palier.agenda.queries import programme as queries
from palier.agenda.queries import suggestions
from palier.web.agenda_standing import tabs_of
from palier.web.programme import present
from palier.web.programme.flow import OVER, planned_or_404, seen_or_404, sentence_of
from palier.web.standing import standing_in
from palier.web.templatetags.ui import unbroken

DERIVABLE = (FormatKind.TALK, FormatKind.DEBATE)


@require_safe
def session(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a session with its gestures."""
    found, _user = seen_or_404(request, public_id)
    standing = standing_in(request)
    now = timezone.now()
    may_plan = may_on(standing, "plan_sessions", found)
    formats = [row for row in queries.formats() if row.kind in DERIVABLE]
    context = {
        "session": found,
        "badges": present.badges_of(found),
        "tabs": tabs_of(found, standing, current="session"),
        "facts": _facts(found),
        "may_plan": may_plan,
        "may_answer": may_plan and found.status == SessionStatus.PROPOSED,
        "is_draft": found.status == SessionStatus.DRAFT,
        "may_drop": may_plan and found.status in (SessionStatus.DRAFT, SessionStatus.REFUSED),
        "is_published": found.status == SessionStatus.PUBLISHED,
        "is_over": found.ends_at <= now,
        "is_alive": found.status in programme.ALIVE,
        "may_move": found.status in programme.ALIVE
        and not (found.status == SessionStatus.PUBLISHED and found.ends_at <= now),
        "themes": _themes(found) if may_plan else [],
        "topics": queries.backlog_of(found.series) if found.series and may_plan else [],
        "derivable": formats if not found.is_staff_only and found.format.theme_rule == ThemeRule.HOOK else [],
    }
    return render(request, "programme/session.html", context)


def _themes(session: Session) -> list[str]:
    if not suggestions.needs_a_theme(session):
        return []
    return suggestions.hook_themes(place=session.place, series=session.series, now=timezone.now())


def _facts(session: Session) -> list[tuple[str, str]]:
    clock = wording.clock_line(session)
    when = wording.when_line(session, with_year=True) + (f" ({clock})" if clock else "")
    where = ", ".join(part for part in (wording.place_line(session), session.room) if part)
    level = Level(session.level).label if session.level else ""
    school = SchoolLevel(session.school_level).label if session.school_level else ""
    people = [f"{c.name} ({CreditRole(c.role).label})" for c in session.credits.all()]
    said = [
        ("quand", when),
        ("où", where),
        ("thème", session.theme or session.hook_theme),
        ("classe", str(school)),
        ("niveau", str(level)),
        ("on vient", wording.entry_line(session)),
        ("places", present.seats_line(session)),
        ("organisée par", session.organiser.name),
        ("proposée par", session.proposed_by.name if session.proposed_by else ""),
        ("avec", ", ".join(people)),
        ("thèmes", ", ".join(topic.label for topic in session.topics.all())),
        ("réponse", session.answer_text),
        ("annulée", session.cancelled_reason),
    ]
    return [(name, unbroken(text)) for name, text in said if text]


@require_POST
def publish(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put a draft online."""
    found, _user = planned_or_404(request, public_id)
    try:
        actions.publish_session(session=found, now=timezone.now())
    except actions.SessionNotReady as missing:
        messages.error(request, str(missing))
    else:
        messages.success(request, "La séance est publiée.")
    return redirect("programme:session", public_id=public_id)


@require_POST
def drop(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a draft away."""
    found, _user = planned_or_404(request, public_id)
    try:
        programme.drop_draft(session=found, now=timezone.now())
    except programme.SessionOver:
        messages.error(request, "Seul un brouillon sans inscription peut être supprimé.")
        return redirect("programme:session", public_id=public_id)
    messages.success(request, "Le brouillon est supprimé.")
    return redirect("programme:home")


@require_POST
def respond(request: HttpRequest, public_id: str) -> HttpResponse:
    """Accept or refuse a session that another structure proposes."""
    found, _user = planned_or_404(request, public_id)
    accepts = "accept" in request.POST
    if not accepts and "refuse" not in request.POST:
        raise Http404
    try:
        proposing.answer_proposal(
            session=found, accepts=accepts, text=request.POST.get("mot", "")[:300], now=timezone.now()
        )
    except proposing.ProposalAnswered:
        messages.error(request, "Quelqu’un de votre structure a déjà répondu.")
    except ValidationError as error:
        messages.error(request, sentence_of(error))
    else:
        said = "La séance est à votre programme, en brouillon : relisez-la et publiez-la."
        messages.success(request, said if accepts else "Votre réponse est envoyée.")
    return redirect("programme:session", public_id=public_id)


@require_POST
def keep_as_template(request: HttpRequest, public_id: str) -> HttpResponse:
    """Keep a session in the library of templates."""
    found, user = planned_or_404(request, public_id)
    template = templates.template_from_session(session=found, by=user, now=timezone.now())
    messages.success(request, "Le modèle est gardé : complétez-le si vous voulez.")
    return redirect("programme:template", pk=template.pk)


@require_POST
def take_theme(request: HttpRequest, public_id: str) -> HttpResponse:
    """Start a café with a theme that was suggested."""
    found, _user = planned_or_404(request, public_id)
    theme = request.POST.get("theme", "")[:200]
    try:
        programme.edit_session(
            session=found, values={"hook_theme": theme}, now=timezone.now(), revision=found.revision
        )
    except (programme.SessionOver, programme.SessionChangedMeanwhile):
        messages.error(request, OVER)
    except ValidationError as error:
        messages.error(request, sentence_of(error))
    else:
        messages.success(request, "Le thème d’accroche est noté.")
    return redirect("programme:session", public_id=public_id)
