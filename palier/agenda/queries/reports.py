"""The report of a session: what is known before it is written, who was there together, what it says of objectives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.db.models import Q, QuerySet

from palier.accounts.enums import Profile
from palier.accounts.models import User
from palier.accounts.queries import in_force
from palier.agenda.enums import CountDimension, FoundBy, Purpose, QuestionState
from palier.agenda.models import ReportCount, Session, SessionReport, Testimony
from palier.agenda.queries.desk import came_count
from palier.agenda.queries.pulse import PulseFigures, pulse_of
from palier.core.small_counts import masked, masked_counts
from palier.directory.models import Affiliation, AgeBand, Audience, Language, Topic

FOUND_TOGETHER = (FoundBy.GROUP, FoundBy.PARTICIPANT)
Codelist = type[AgeBand] | type[Audience] | type[Language]
LISTS: Mapping[str, Codelist] = {
    CountDimension.AGE_BAND: AgeBand,
    CountDimension.AUDIENCE: Audience,
    CountDimension.LANGUAGE: Language,
}


@dataclass(frozen=True)
class Prefilled:
    """What is known of a session before its report is written."""

    head_count: int
    volunteer_count: int
    staff: tuple[User, ...]
    topics: tuple[Topic, ...]


@dataclass(frozen=True)
class Mix:
    """Who was there together, from counts by hand. Counts are None where they are masked."""

    bands: dict[str, int | None]  # label → people, bands without anybody left out
    audiences: dict[str, int | None]
    together: bool | None  # at least one young and one senior person; None when nothing was counted


@dataclass(frozen=True)
class AgainstPurpose:
    """One objective of the session and what the report says of it, in sentences."""

    label: str
    findings: list[str] = field(default_factory=list)


def colleagues_of(session: Session, *, on: date) -> QuerySet[User]:
    """Return the accounts that may have been there as staff: of the organiser, of the owner of the place, credited."""
    structures = {session.organiser_id}
    if session.place is not None and session.place.owner_id is not None:
        structures.add(session.place.owner_id)
    there = Affiliation.objects.filter(in_force(on), structure_id__in=structures)
    credited = session.credits.filter(user__isnull=False).values("user_id")
    return User.objects.filter(Q(pk__in=there.values("user_id")) | Q(pk__in=credited)).order_by("name", "pk")


def prefilled(session: Session) -> Prefilled:
    """Return what a report begins with: who came, volunteers and colleagues credited, topics announced or asked."""
    on = session.starts_at.astimezone(session.zone).date()
    credited = User.objects.filter(session_credits__session=session).distinct().order_by("name", "pk")
    volunteers = Affiliation.objects.filter(in_force(on), user__in=credited, role__profile=Profile.SUPERVISED)
    topics = Topic.objects.filter(
        Q(sessions=session) | Q(questions__in=session.questions.filter(hidden_at=None))
    )
    return Prefilled(
        head_count=came_count(session),
        volunteer_count=volunteers.values("user_id").distinct().count(),
        staff=tuple(credited),
        topics=tuple(topics.distinct()),
    )


def report_of(session: Session) -> SessionReport | None:
    """Return the report of a session, with its topics."""
    return SessionReport.objects.filter(session=session).prefetch_related("topics").first()


def is_written(report: SessionReport) -> bool:
    """Tell whether somebody wrote a report, beyond counting heads during the session."""
    return report.written_by_id is not None or report.closed_at is not None


def staff_of(session: Session) -> list[User]:
    """Return the colleagues said to have been there."""
    return list(User.objects.filter(sessions_attended__session=session).order_by("name", "pk"))


def counts_of(session: Session) -> dict[tuple[str, str], int]:
    """Return the heads counted by hand, by (dimension, code)."""
    rows = ReportCount.objects.filter(report__session=session)
    return {(dimension, code): n for dimension, code, n in rows.values_list("dimension", "code", "count")}


def list_of(dimension: str) -> list[AgeBand] | list[Audience] | list[Language]:
    """Return the rows of the list that heads are counted by. Raises KeyError for an unknown dimension."""
    return list(LISTS[dimension]._default_manager.all())  # type: ignore[return-value]


def mix_of(session: Session, *, is_masked: bool) -> Mix:
    """Return the mix of ages and publics of a session. Three queries. `is_masked`: for anywhere but its desk."""
    counts = counts_of(session)
    bands = {band.code: band for band in AgeBand.objects.all()}
    audiences = {audience.code: audience.label for audience in Audience.objects.all()}
    by_band = {c: n for (d, c), n in counts.items() if d == CountDimension.AGE_BAND and c in bands}
    by_audience = {c: n for (d, c), n in counts.items() if d == CountDimension.AUDIENCE and c in audiences}
    below = settings.SMALL_COUNTS_BELOW if is_masked else 1
    ordered = {bands[c].label: by_band[c] for c in bands if by_band.get(c)}
    return Mix(
        bands=masked_counts(ordered, below=below),
        audiences={audiences[c]: masked(n, below=below) for c, n in by_audience.items()},
        together=are_together(by_band, bands) if by_band else None,
    )


def are_together(by_band: Mapping[str, int], bands: Mapping[str, AgeBand]) -> bool:
    """Tell whether at least one young band and one senior band have somebody."""
    present = [bands[code] for code, count in by_band.items() if count]
    return any(band.is_young for band in present) and any(band.is_senior for band in present)


def against_purposes(session: Session, *, is_masked: bool) -> list[AgainstPurpose]:
    """Return, for each objective of the session, what was counted of it; an objective without any fact says so."""
    report = report_of(session)
    pulse = pulse_of([session.pk], is_masked=is_masked)
    say = {
        Purpose.INCLUSION: _inclusion(session, report, pulse, is_masked=is_masked),
        Purpose.SHARING: _sharing(session, report),
        Purpose.SOCIAL_LINK: _social_link(session, pulse, is_masked=is_masked),
    }
    return [
        AgainstPurpose(str(purpose.label), [line for line in lines if line])
        for purpose, lines in say.items()
        if purpose.value in session.purposes
    ]


def testimonies_of(session: Session) -> QuerySet[Testimony]:
    """Return what was told in a session and agreed to be kept."""
    return session.testimonies.all()


def testimony_of(session: Session, *, pk: int) -> Testimony | None:
    """Return one testimony of that session."""
    return session.testimonies.filter(pk=pk).first()


def _inclusion(
    session: Session, report: SessionReport | None, pulse: PulseFigures, *, is_masked: bool
) -> list[str]:
    heads = report.head_count if report else came_count(session)
    shown = masked(heads, below=settings.SMALL_COUNTS_BELOW) if is_masked else heads
    people = f"moins de {settings.SMALL_COUNTS_BELOW}" if shown is None else shown
    lines = [f"{people} personne{'s' if shown != 1 else ''} venue{'s' if shown != 1 else ''}."]
    share = pulse.share("more_at_ease")
    if share is not None:
        lines.append(f"{share} % se disent plus à l’aise ({pulse.answers} réponses).")
    return lines


def _sharing(session: Session, report: SessionReport | None) -> list[str]:
    answered = session.questions.filter(hidden_at=None, state=QuestionState.ANSWERED)
    count = answered.count()
    together = answered.filter(answers__found_by__in=FOUND_TOGETHER).distinct().count()
    lines = []
    if count:
        lines.append(
            f"{count} question{'s' * (count > 1)} répondue{'s' * (count > 1)}, dont {together} par le groupe."
        )
    if report and report.topics_shared:
        lines.append("Ce qui a été partagé est noté.")
    if report and report.topics_learnt:
        lines.append("Ce qui a été appris est noté.")
    return lines


def _social_link(session: Session, pulse: PulseFigures, *, is_masked: bool) -> list[str]:
    lines = []
    share = pulse.share("met_others")
    if share is not None:
        lines.append(f"{share} % ont rencontré d’autres personnes ({pulse.answers} réponses).")
    together = mix_of(session, is_masked=is_masked).together
    if together is not None:
        lines.append(
            "Des jeunes et des seniors étaient là ensemble."
            if together
            else "Pas de jeunes et de seniors ensemble cette fois."
        )
    return lines
