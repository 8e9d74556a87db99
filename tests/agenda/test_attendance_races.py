"""Two desks, one door: nobody sits on a seat that is not there, and one press counts once."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from palier.agenda.actions import attendance
from palier.agenda.enums import Attendance
from palier.agenda.models import Attendee
from tests.factories.agenda import a_session
from tests.factories.directory import NOW

pytestmark = pytest.mark.race
DURING = NOW + timedelta(days=7, minutes=20)


def test_of_sixteen_people_who_come_at_once_ten_sit(threads: Any) -> None:
    session = a_session()

    def come(_number: int) -> bool:
        try:
            attendance.walk_in(session=session, form_key=uuid4(), now=DURING)
        except attendance.NoSeatLeft:
            return False
        return True

    seated = threads(16, come)

    session.refresh_from_db()
    assert (sum(seated), session.seats_taken, session.attendees.count()) == (10, 10, 10)


def test_one_press_sent_eight_times_at_once_counts_once(threads: Any) -> None:
    session = a_session()
    key = uuid4()

    threads(8, lambda _number: attendance.walk_in(session=session, people=2, form_key=key, now=DURING))

    session.refresh_from_db()
    assert (session.seats_taken, session.attendees.count()) == (2, 2)


def test_one_person_said_gone_by_two_desks_frees_one_seat(threads: Any) -> None:
    session = a_session()
    people = attendance.walk_in(session=session, people=2, form_key=uuid4(), now=DURING)

    def leave(_number: int) -> None:
        person = Attendee.objects.get(pk=people[0].pk)
        attendance.mark_attendance(attendee=person, attendance=Attendance.LEFT, now=DURING)

    threads(4, leave)

    session.refresh_from_db()
    assert session.seats_taken == 1
