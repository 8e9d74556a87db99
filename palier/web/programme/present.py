"""How the programme shows a session in few words: its line, its state."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html

from palier.agenda import wording
from palier.agenda.actions.series import SeriesChange
from palier.agenda.enums import SessionStatus
from palier.agenda.models import Session
from palier.core.plurals import counted
from palier.web.templatetags.words import plural

TONES = {
    SessionStatus.DRAFT: "wait",
    SessionStatus.PROPOSED: "wait",
    SessionStatus.PUBLISHED: "present",
    SessionStatus.REFUSED: "refusal",
    SessionStatus.CANCELLED: "refusal",
}
DAY_HEADERS = ("Quand", "Thème", "État", "Places", "Préparation")
HEADERS = ("Séance", "Quand", "Où", "État", "Places", "Préparation")


@dataclass(frozen=True, slots=True)
class Badge:
    """A short status and its tone."""

    label: str
    tone: str


def url_of(session: Session) -> str:
    """Return the address of the page of a session for those who plan it."""
    return reverse("programme:session", args=[session.public_id])


def badges_of(session: Session) -> list[Badge]:
    """Return the state of a session, and whether it is for the staff."""
    status = SessionStatus(session.status)
    badges = [Badge(str(status.label), TONES[status])]
    if session.is_staff_only:
        badges.append(Badge("équipe", "plain"))
    if session.edited_apart:
        badges.append(Badge("modifiée à part", "plain"))
    return badges


def seats_line(session: Session) -> str:
    """« 3 sur 10 », « complet », « sans limite », with the queue."""
    if session.format.counts_heads_only:
        return "on compte les têtes"
    left = session.seats_left
    if left is None:
        said = counted(session.seats_taken, "inscrit") if session.seats_taken else "sans limite"
    else:
        said = "complet" if left == 0 else f"{session.seats_taken} sur {session.capacity_max}"
    waiting = getattr(session, "waiting_count", 0)
    return f"{said}, {waiting} en attente" if waiting else said


def preparation_line(*, items: int, ready: int) -> str:
    """« 3 sur 12 prêtes », « tout est prêt », "" when there is nothing to prepare."""
    if not items:
        return ""
    return "tout est prêt" if ready == items else f"{ready} sur {items} prête{plural(ready)}"


def change_line(change: SeriesChange) -> str:
    """« 3 séances suivent, 1 nouvelle, 2 annulées (personnes prévenues). »: what a change did; "" for nothing."""
    kept, cancelled, removed, made = change.kept, change.cancelled, change.removed, len(change.made)
    said = [
        f"{counted(kept, 'séance')} sui{plural(kept, 't,vent')}" if kept else "",
        counted(made, "nouvelle") if made else "",
        f"{counted(cancelled, 'annulée')} (personnes prévenues)" if cancelled else "",
        counted(removed, "brouillon retiré") if removed else "",
    ]
    line = ", ".join(filter(None, said))
    return f"{line}." if line else ""


def rows_of(sessions: Iterable[Session]) -> list[tuple[str, ...]]:
    """Return the lines of a table of sessions, in the order of HEADERS."""
    return [
        (
            format_html('<a class="link" href="{}">{}</a>', url_of(row), row.title),
            wording.when_line(row, with_year=True),
            wording.place_line(row),
            ", ".join(badge.label for badge in badges_of(row)),
            seats_line(row),
            preparation_line(items=row.item_count, ready=row.ready_count),  # type: ignore[attr-defined]
        )
        for row in sessions
    ]


def rows_by_day(sessions: Iterable[Session]) -> list[tuple[str, ...]]:
    """Return the lines of a table of sessions that are all alike, in the order of DAY_HEADERS."""
    return [
        (
            format_html(
                '<a class="link" href="{}">{}</a>', url_of(row), wording.when_line(row, with_year=True)
            ),
            row.hook_theme or row.theme,
            ", ".join(badge.label for badge in badges_of(row)),
            seats_line(row),
            preparation_line(items=row.item_count, ready=row.ready_count),  # type: ignore[attr-defined]
        )
        for row in sessions
    ]
