"""What is written after a session: counts by hand, words, colleagues there. No name of the public."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F

from palier.accounts.models import User
from palier.agenda.actions.board import carry_questions
from palier.agenda.enums import CountDimension
from palier.agenda.models import ReportCount, Session, SessionReport, SessionSeen, Testimony
from palier.agenda.queries.board import next_of
from palier.agenda.queries.desk import came_count
from palier.agenda.queries.reports import colleagues_of, is_written, prefilled
from palier.directory.models import AgeBand, Audience, Language, Topic

MOST_PEOPLE = 100_000
_LISTS = {
    CountDimension.AGE_BAND: AgeBand,
    CountDimension.AUDIENCE: Audience,
    CountDimension.LANGUAGE: Language,
}
WORDS = ("topics_shared", "topics_learnt", "summary", "purpose_notes")


class ReportChangedMeanwhile(Exception):
    """Somebody wrote or counted in the report since it was shown: look at both before writing."""


class NotAgreed(Exception):
    """A testimony is kept only with the agreement of who told it."""


@dataclass(frozen=True)
class Told:
    """What a report says. `counts`: heads by (dimension, code of its list); `staff`: numbers of the accounts there."""

    head_count: int
    volunteer_count: int = 0
    counts: Mapping[tuple[str, str], int] = field(default_factory=dict)
    staff: frozenset[int] = frozenset()
    topics: tuple[Topic, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)  # of WORDS


@transaction.atomic
def start_report(*, session: Session, now: datetime) -> SessionReport:
    """Return the report of a session, begun with what is known already. Safe to run twice."""
    found = SessionReport.objects.filter(session=session).first()
    if found is not None:
        return found
    known = prefilled(session)
    report, made = SessionReport.objects.get_or_create(
        session=session,
        defaults={
            "head_count": known.head_count,
            "volunteer_count": known.volunteer_count,
            "staff_count": len(known.staff),
            "updated_at": now,
        },
    )
    if made:
        report.topics.set(known.topics)
        _write_staff(session, {user.pk for user in known.staff})
    return report


@transaction.atomic
def save_report(
    *, session: Session, told: Told, by: User | None, now: datetime, revision: int | None = None
) -> SessionReport:
    """Write a report; saving it again replaces what it said.

    `revision`: the one that was shown, 0 where there was no report; None writes over whatever is there. Raises
    ReportChangedMeanwhile, and ValidationError({field: [sentences]}): parts that make more people than came, an unknown
    code, more than heads where only heads are counted.
    """
    _check(session, told)
    report = _claim(start_report(session=session, now=now), revision)
    report.head_count, report.volunteer_count = told.head_count, told.volunteer_count
    for name in WORDS:
        setattr(report, name, told.words.get(name, getattr(report, name)))
    present = told.staff & {user.pk for user in colleagues_of(session, on=_day_of(session))}
    report.staff_count, report.written_by, report.updated_at = len(present), by, now
    report.save()
    report.topics.set(told.topics)
    _write_staff(session, present)
    ReportCount.objects.filter(report=report).delete()
    ReportCount.objects.bulk_create(
        ReportCount(report=report, dimension=dimension, code=code, count=count)
        for (dimension, code), count in told.counts.items()
        if count
    )
    return report


@transaction.atomic
def count_one(*, session: Session, dimension: str, code: str, step: int, now: datetime) -> int:
    """Count one person more (`step` 1) or fewer (-1) of an age band, an audience or a language. Returns the new count.

    Two people may count on two tablets at once: nothing is lost, and it never goes under 0. Raises ValidationError.
    """
    if session.format.counts_heads_only:
        raise ValidationError({"head_count": ["Pour ce format, on ne compte que les têtes."]})
    _check_codes({(dimension, code)})
    report = _claim(start_report(session=session, now=now), None)
    one = ReportCount.objects.filter(report=report, dimension=dimension, code=code)
    if step > 0 and not one.filter(count__lt=MOST_PEOPLE).update(count=F("count") + 1):
        try:
            with transaction.atomic():
                ReportCount.objects.create(report=report, dimension=dimension, code=code, count=1)
        except IntegrityError:  # another tablet wrote the first one just now
            one.filter(count__lt=MOST_PEOPLE).update(count=F("count") + 1)
    if step < 0 and not one.filter(count__gt=1).update(count=F("count") - 1):
        one.filter(count=1).delete()
    return one.values_list("count", flat=True).first() or 0


@transaction.atomic
def close_report(*, session: Session, by: User | None, now: datetime) -> int:
    """Close the report, open questions or not: those go to the next session if there is one. Safe to run twice.

    Returns how many questions went there.
    """
    report = start_report(session=session, now=now)
    if not is_written(report):
        SessionReport.objects.filter(pk=report.pk).update(
            head_count=max(report.head_count, came_count(session))
        )
    closing = SessionReport.objects.filter(pk=report.pk, closed_at=None)
    closing.update(closed_at=now, written_by=by, updated_at=now, revision=F("revision") + 1)
    following = next_of(session)
    return carry_questions(to=following, now=now) if following is not None else 0


@transaction.atomic
def record_testimony(*, session: Session, text: str, agreed_on: date | None, by: User | None) -> Testimony:
    """Keep what somebody told, without a name, as an example to teach with. The same words are kept once.

    Raises NotAgreed.
    """
    if agreed_on is None:
        raise NotAgreed
    found, _made = Testimony.objects.get_or_create(
        session=session, text=text, defaults={"agreed_on": agreed_on, "written_by": by}
    )
    return found


def remove_testimony(*, testimony: Testimony) -> None:
    """Forget what somebody told: an agreement can be taken back. Safe to run twice."""
    Testimony.objects.filter(pk=testimony.pk).delete()


def _claim(report: SessionReport, revision: int | None) -> SessionReport:
    """Hold a report until the end of the transaction, and return it as it is now. Raises ReportChangedMeanwhile."""
    shown = SessionReport.objects.filter(pk=report.pk)
    if revision is not None:
        shown = shown.filter(revision=revision)
    if not shown.update(revision=F("revision") + 1):
        raise ReportChangedMeanwhile
    return SessionReport.objects.get(pk=report.pk)


def _write_staff(session: Session, users: set[int] | frozenset[int]) -> None:
    SessionSeen.objects.filter(session=session).exclude(user_id__in=users).delete()
    SessionSeen.objects.bulk_create(
        [SessionSeen(session=session, user_id=pk) for pk in sorted(users)], ignore_conflicts=True
    )


def _day_of(session: Session) -> date:
    return session.starts_at.astimezone(session.zone).date()


def _check(session: Session, told: Told) -> None:
    if session.format.counts_heads_only and any(told.counts.values()):
        raise ValidationError({"head_count": ["Pour ce format, on ne compte que les têtes."]})
    _check_codes(told.counts)
    ages = sum(n for (dimension, _code), n in told.counts.items() if dimension == CountDimension.AGE_BAND)
    errors: dict[str, list[str]] = {}
    if ages > told.head_count:
        errors["head_count"] = [
            f"Les tranches d’âge font {ages} personnes et vous en comptez {told.head_count} : corrigez l’un des deux."
        ]
    # Publics and languages overlap: each alone cannot be more than everybody.
    if any(count > told.head_count for count in told.counts.values()) and not errors:
        errors["head_count"] = [
            "Un des comptages dépasse le nombre de personnes venues : corrigez l’un des deux."
        ]
    if not 0 <= told.head_count <= MOST_PEOPLE:
        errors["head_count"] = [f"Comptez de 0 à {MOST_PEOPLE} personnes."]
    if errors:
        raise ValidationError(errors)


def _check_codes(wanted: Iterable[tuple[str, str]]) -> None:
    by_dimension: dict[str, set[str]] = {}
    for dimension, code in wanted:
        by_dimension.setdefault(dimension, set()).add(code)
    for dimension, codes in by_dimension.items():
        rows = _LISTS.get(CountDimension(dimension)) if dimension in CountDimension.values else None
        if rows is None or rows._default_manager.filter(code__in=codes).count() != len(codes):
            raise ValidationError({"head_count": ["Une catégorie comptée n’existe pas : rouvrez la page."]})
