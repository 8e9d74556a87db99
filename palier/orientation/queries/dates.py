"""Coming dates that answer what somebody looks for: on the cards of places, and near where they are."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from palier.agenda.enums import FormatKind, SessionStatus
from palier.agenda.models import Session
from palier.agenda.queries import public_sessions, upcoming
from palier.agenda.queries.agenda_pages import LONGEST, for_lists
from palier.directory.models import Need, Place
from palier.orientation.results import Where
from palier.territory.enums import Density
from palier.territory.queries import communes_near

NEAR_KM = {Density.DENSE: 10.0, Density.INTERMEDIATE: 20.0, Density.RURAL: 30.0}
SOON = timedelta(days=60)


def next_by_place(
    place_ids: Iterable[int], *, need: Need | None, has_words: bool = False, now: datetime
) -> dict[int, Session]:
    """Return the next session of each place that answers the need, by place; none for what we do not do.

    Two queries.
    """
    sessions = _answering(need, has_words=has_words, now=now)
    if sessions is None:
        return {}
    first = sessions.filter(place=OuterRef("pk")).values("pk")[:1]
    places = Place.objects.filter(pk__in=list(place_ids)).annotate(next_session=Subquery(first))
    ids = [pk for pk in places.values_list("next_session", flat=True) if pk is not None]
    found = Session.objects.filter(pk__in=ids).select_related("format").order_by("pk") if ids else ()
    return {session.place_id: session for session in found if session.place_id is not None}


def next_dates(
    where: Where | None, *, need: Need | None, has_words: bool = False, now: datetime, limit: int = 3
) -> list[Session]:
    """Return the soonest sessions near somebody that answer the need; none for what we do not do. Three queries.

    Near: as far as one goes for two hours, further in the country than in a town.
    """
    sessions = _answering(need, has_words=has_words, now=now)
    if sessions is None or where is None:
        return []
    near = communes_near(where.point, radius_km=NEAR_KM[Density(where.commune.density)]).order_by()
    soon = sessions.filter(commune__in=near.values("pk"), starts_at__lt=now + SOON)
    return list(for_lists(soon)[:limit])


def _answering(need: Need | None, *, has_words: bool, now: datetime) -> QuerySet[Session] | None:
    """Return the sessions to come that answer; None when nothing of ours does.

    A café takes any question, so it answers every need that we answer; nobody is sent to one for a repair.
    """
    if need is not None and not need.is_in_scope:
        return None
    coming = public_sessions().filter(status=SessionStatus.PUBLISHED, starts_at__gt=now - LONGEST)
    sessions = upcoming(coming.exclude(format__kind=FormatKind.SCHOOL), now=now)
    if need is None and not has_words:
        return sessions
    answers = Q(format__kind=FormatKind.DIGITAL_CAFE)
    if need is not None:
        same = Q(need=need) | Q(need__parent=need)
        if need.parent_id is not None:
            same |= Q(need=need.parent_id)
        answers |= Q(Exists(Session.needs.through.objects.filter(same, session=OuterRef("pk"))))
    return sessions.filter(answers)
