"""What happens at one session that is over: who came, what they asked, what was written afterwards."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from palier.accounts.models import User
from palier.agenda.actions import attendance, board, pulse, reports
from palier.agenda.actions.registrations import Asked, Contact, RegistrationNotNeeded, cancel, register
from palier.agenda.enums import Attendance, CountDimension, QuestionOrigin, RegistrationChannel
from palier.agenda.models import Attendee, Session
from palier.directory.models import Topic

DEMO = UUID("5f0d8b0e-6a2c-4a5e-9a0b-7d1b6c3e2f10")
AGE_BANDS = (("10-17", 1), ("18-25", 1), ("26-39", 2), ("40-59", 3), ("60-74", 6), ("75-et-plus", 4))
SHORT = timedelta(minutes=4)


@dataclass(frozen=True, slots=True)
class Hand:
    """Who plays: the seeded draw, the member of the team, and what people may say."""

    rng: random.Random
    by: User
    first_names: Sequence[str]
    questions: Sequence[Mapping[str, Any]]
    topics: Mapping[str, Topic]


def register_people(hand: Hand, session: Session, *, people: int, since: datetime) -> None:
    """Register so many people in the days before, one by one, some at the desk and some by telephone."""
    if session.registration_mode == "FREE":
        return
    for number in range(people):
        channel = hand.rng.choice(
            [RegistrationChannel.DESK, RegistrationChannel.PHONE, RegistrationChannel.PAPER]
        )
        has_phone = channel is RegistrationChannel.PHONE
        phone = f"+336399800{hand.rng.randrange(100):02}" if has_phone else ""
        at = since + timedelta(hours=9 * number)
        asked = Asked(first_names=(hand.rng.choice(hand.first_names),), contact=Contact(phone=phone))
        key = uuid5(DEMO, f"{session.public_id} {number}")
        try:
            registration = register(
                session_id=session.pk, asked=asked, form_key=key, channel=channel, by=hand.by, now=at
            )
        except RegistrationNotNeeded:
            return
        if number % 11 == 10:
            cancel(registration=registration, by=hand.by, now=at + timedelta(hours=2))


def hold_session(hand: Hand, session: Session) -> None:
    """Play a session from its first minute to its report."""
    _welcome(hand, session)
    if session.format.kind == "DIGITAL_CAFE":
        _fill_board(hand, session)
    _write_report(hand, session)


def _welcome(hand: Hand, session: Session) -> None:
    start = session.starts_at
    for number, person in enumerate(session.attendees.filter(has_seat=True).order_by("pk")):
        came = hand.rng.random() < 0.85
        late = session.is_open_door and hand.rng.random() < 0.2
        mark = (Attendance.LATE if late else Attendance.PRESENT) if came else Attendance.ABSENT
        attendance.mark_attendance(attendee=person, attendance=mark, now=start + SHORT * number, by=hand.by)
    if not session.is_open_door:
        return
    for number in range(hand.rng.randrange(1, 5)):
        key = uuid5(DEMO, f"{session.public_id} walk-in {number}")
        at = start + timedelta(minutes=10 + 15 * number)
        try:
            attendance.walk_in(session=session, form_key=key, now=at, by=hand.by)
        except attendance.NoSeatLeft:
            return


def _fill_board(hand: Hand, session: Session) -> None:
    at = session.starts_at + timedelta(minutes=20)
    for number, said in enumerate(hand.rng.sample(list(hand.questions), 4)):
        question = board.ask_question(
            session=session,
            text=said["text"],
            origin=QuestionOrigin.SESSION,
            form_key=uuid5(DEMO, f"{session.public_id} question {number}"),
            topic=hand.topics.get(said["topic"]),
            now=at + SHORT * number,
        )
        if said.get("query"):
            board.search_together(question=question, query=said["query"])
        if said.get("postponed"):
            board.postpone_question(question=question, now=at + SHORT * (number + 1))
        elif said.get("answer"):
            found = board.Found(
                text=said["answer"], found_by=said["found_by"], source_url=said.get("source_url", "")
            )
            board.answer_question(question=question, found=found, by=hand.by, now=at + SHORT * (number + 1))


def _write_report(hand: Hand, session: Session) -> None:
    over = session.ends_at + timedelta(minutes=15)
    came = Attendee.objects.filter(session=session, arrived_at__isnull=False).count()
    ages: dict[tuple[str, str], int] = {}
    bands, weights = zip(*AGE_BANDS, strict=True)
    for band in hand.rng.choices(bands, weights=weights, k=came):
        key = (CountDimension.AGE_BAND.value, band)
        ages[key] = ages.get(key, 0) + 1
    asked = {question.topic for question in session.questions.all() if question.topic}
    told = reports.Told(
        head_count=came,
        counts={} if session.format.counts_heads_only else ages,
        staff=frozenset({hand.by.pk}),
        topics=tuple(asked or session.topics.all()),
        words={"summary": "Un groupe curieux ; plusieurs sont restés après la fin pour s’entraider."},
    )
    reports.save_report(session=session, told=told, by=hand.by, now=over)
    answers = [(hand.rng.choice(["YES", "YES", "SOMEWHAT"]), hand.rng.choice(["YES", "SOMEWHAT", "NO"]))]
    pulse.type_pulses(
        session=session,
        sheets=answers * (came // 2),
        form_key=uuid5(DEMO, f"{session.public_id} pulse"),
        now=over,
    )
    reports.close_report(session=session, by=hand.by, now=over)
