"""What is forgotten of the public, some days after the session: first names, contacts, credits. Counts stay."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from palier.agenda.models import Attendee, CallBack, Registration, SessionCredit

_BATCH = 500


@transaction.atomic
def forget_people(*, ended_before: datetime, now: datetime) -> int:
    """Forget names and contacts of sessions that ended before a time: all of them, or none. Safe to run twice.

    Who was credited as one of the public, to moderate or to help, is credited no more. Returns how many registrations,
    people without one and credits. What stays: how many, from where, present or not.
    """
    forgotten = 0
    old = Registration.objects.filter(forgotten_at=None, session__ends_at__lt=ended_before).order_by("pk")
    while batch := list(old.values_list("pk", flat=True)[:_BATCH]):
        forgotten += forget_registrations(batch, now=now)
    walk_ins = Attendee.objects.filter(~Q(first_name=""), session__ends_at__lt=ended_before)
    credits = SessionCredit.objects.filter(is_participant=True, session__ends_at__lt=ended_before)
    return forgotten + walk_ins.update(first_name="") + credits.delete()[0]


@transaction.atomic
def forget_registrations(pks: Iterable[int], *, now: datetime) -> int:
    """Forget the names and contacts of these registrations. Returns how many. Safe to run twice.

    The code opens nothing any more; seats and counts stay.
    """
    rows = Registration.objects.filter(pk__in=list(pks))
    Attendee.objects.filter(registration__in=rows.values("pk")).update(first_name="")
    CallBack.objects.filter(registration__in=rows.values("pk")).update(outcome="")
    return rows.update(
        email="", phone="", wants_sms=False, minors_agreed=None, audience=None, forgotten_at=now
    )


@transaction.atomic
def forget_contact(*, email: str) -> int:
    """Forget names and contacts of everything registered with a mail address; upcoming seats stay kept by their code.

    Returns how many registrations.
    """
    rows = Registration.objects.filter(email__iexact=email)
    Attendee.objects.filter(registration__in=rows.values("pk")).update(first_name="")
    return rows.update(email="", phone="", wants_sms=False)
