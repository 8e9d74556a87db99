"""The answers to the two questions at the end of sessions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Q

from palier.agenda.enums import PulseAnswer, SessionStatus
from palier.agenda.models import Pulse, Session
from palier.core.small_counts import masked, masked_counts

ANSWERED_WITHIN = timedelta(days=2)
YES = (PulseAnswer.YES, PulseAnswer.SOMEWHAT)


@dataclass(frozen=True)
class PulseFigures:
    """How often each answer was given, by PulseAnswer; None where masked. `answers`: sheets and forms received."""

    answers: int | None
    more_at_ease: dict[str, int | None]
    met_others: dict[str, int | None]

    def share(self, question: str) -> int | None:
        """Return the percentage of « oui » and « un peu » among the answers; None without answers, or when masked."""
        counts: dict[str, int | None] = getattr(self, question)
        known = [count for count in counts.values() if count is not None]
        if len(known) < len(counts) or not sum(known):
            return None
        return round(100 * sum(counts[answer] or 0 for answer in YES) / sum(known))


def answers_now(session: Session, *, now: datetime) -> bool:
    """Tell whether people may answer by themselves: from the start to two days after the end of a published session."""
    is_open = session.starts_at <= now < session.ends_at + ANSWERED_WITHIN
    return session.status == SessionStatus.PUBLISHED and is_open


def pulse_of(sessions: Iterable[int], *, is_masked: bool) -> PulseFigures:
    """Return the answers of sessions, by their numbers. One query. `is_masked`: for anywhere but their own desk."""
    answers = {
        f"{question}_{answer.value}": Count("pk", filter=Q(**{question: answer}))
        for question in ("more_at_ease", "met_others")
        for answer in PulseAnswer
    }
    found = Pulse.objects.filter(session__in=sessions).aggregate(total=Count("pk"), **answers)
    below = settings.SMALL_COUNTS_BELOW if is_masked else 1

    def counts(question: str) -> dict[str, int | None]:
        return masked_counts({a.value: found[f"{question}_{a.value}"] for a in PulseAnswer}, below=below)

    return PulseFigures(masked(found["total"], below=below), counts("more_at_ease"), counts("met_others"))
