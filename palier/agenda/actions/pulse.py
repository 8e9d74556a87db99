"""The two questions at the end of a session, answered without a name, on a tablet or on paper."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from palier.agenda.enums import PulseAnswer, PulseChannel
from palier.agenda.models import Pulse, Session
from palier.agenda.queries.pulse import answers_now

MOST_PULSES = 500  # of one session: beyond, somebody is playing


class PulseClosed(Exception):
    """The two questions are asked from the start of a session to two days after its end, and not any more."""


class PulseEmpty(Exception):
    """Neither question is answered."""


@transaction.atomic
def give_pulse(
    *, session: Session, more_at_ease: str, met_others: str, form_key: UUID, now: datetime
) -> None:
    """Keep one answer given on a tablet or a telephone; sent twice, it counts once. Only the day is kept.

    Raises PulseClosed, PulseEmpty.
    """
    if not answers_now(session, now=now) or session.pulses.count() >= MOST_PULSES:
        raise PulseClosed
    _keep(session, PulseChannel.TABLET, more_at_ease, met_others, form_key=form_key, now=now)


@transaction.atomic
def type_pulses(*, session: Session, sheets: Iterable[tuple[str, str]], form_key: UUID, now: datetime) -> int:
    """Type in sheets filled on paper: (more at ease, met others) of each. Empty sheets are left out.

    The same page sent twice counts once. Returns how many sheets it holds.
    """
    count = 0
    for number, (more_at_ease, met_others) in enumerate(sheets):
        if more_at_ease or met_others:
            key = uuid5(form_key, str(number))
            _keep(session, PulseChannel.PAPER, more_at_ease, met_others, form_key=key, now=now)
            count += 1
    return count


def _keep(
    session: Session, channel: str, more_at_ease: str, met_others: str, *, form_key: UUID, now: datetime
) -> None:
    answers = [PulseAnswer(answer).value if answer else "" for answer in (more_at_ease, met_others)]
    if not any(answers):
        raise PulseEmpty
    given_on = min(now, session.ends_at).astimezone(session.zone).date()
    Pulse.objects.bulk_create(
        [
            Pulse(
                session=session,
                channel=channel,
                more_at_ease=answers[0],
                met_others=answers[1],
                form_key=form_key,
                given_on=given_on,
            )
        ],
        ignore_conflicts=True,
    )
