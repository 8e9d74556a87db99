"""What a registration page says besides the form: for whom seats are kept, and where a child may go instead."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from palier.agenda.enums import Level, SessionStatus
from palier.agenda.models import SeatHold, Session
from palier.agenda.queries.agenda_pages import for_lists
from palier.agenda.queries.related import around
from palier.agenda.queries.sessions import public_sessions, upcoming
from palier.directory.models import Audience

FOR_CHILDREN = ("familles", "jeunes")
OTHERS_MAX = 3


def session_to_register(public_id: str) -> Session | None:
    """Return a session that anybody may see, with its place and format, or None."""
    rows = public_sessions().filter(public_id=public_id)
    return rows.select_related("format", "place__commune", "commune__departement").first()


def audiences_kept(session: Session, *, now: datetime) -> QuerySet[Audience]:
    """Return the audiences for which seats of a session are kept now, by label."""
    kept = SeatHold.objects.filter(session=session, released_at=None, until_at__gt=now, seats_left__gt=0)
    return Audience.objects.filter(pk__in=kept.values("audience")).order_by("label", "pk")


def every_audience() -> QuerySet[Audience]:
    """Return the audiences for which seats may be kept, by label."""
    return Audience.objects.order_by("label", "pk")


def for_children(session: Session, *, now: datetime) -> list[Session]:
    """Return what a child may come to instead: sessions without an age, around this one; three at most.

    Those announced for families or the young if there are some; never one for people who already know a lot.
    """
    invited = Session.audiences.through.objects.filter(
        session_id=OuterRef("pk"), audience__code__in=FOR_CHILDREN
    )
    near = around(session)
    if session.commune is not None:
        near |= Q(commune__departement=session.commune.departement_id, is_open_to_all=True)
    found = upcoming(
        public_sessions().filter(near, status=SessionStatus.PUBLISHED, minimum_age=None), now=now
    )
    found = found.exclude(pk=session.pk).exclude(level=Level.ADVANCED).exclude(~Q(school_level=""))
    meant = list(for_lists(found.filter(Exists(invited)))[:OTHERS_MAX])
    return meant or list(for_lists(found)[:OTHERS_MAX])
