"""A session as its page shows it, and where it leads: the next ones, the beginners’ workshop, other languages."""

from datetime import date, datetime, timedelta

from django.db.models import Prefetch, Q, QuerySet

from palier.agenda.enums import FormatKind, Level, SessionStatus
from palier.agenda.models import Session, SessionCredit
from palier.agenda.queries.agenda_pages import for_lists
from palier.agenda.queries.sessions import public_sessions, upcoming
from palier.directory.documents import published_services
from palier.directory.enums import PUBLIC_ONLY, PlaceStatus
from palier.directory.models import Place, PlaceNetwork, Service
from palier.directory.queries.places import contacts_for
from palier.territory.models import Commune

RELATED_MAX = 5
FRENCH = ("fr", "fsl")
WEEK = timedelta(days=7)


def session_detail(public_id: str) -> Session | None:
    """Return a session that anybody may see, with all that its page shows, in a constant number of queries.

    `public_credits` are the people who are shown, those who had to agree only once they did.
    """
    return (
        public_sessions()
        .filter(public_id=public_id)
        .select_related("format", "series", "place__commune", "commune__departement", "organiser")
        .defer("commune__outline", "place__commune__outline", "place__internal_notes", "search_text")
        .prefetch_related(
            "topics",
            "audiences",
            "languages",
            "documents",
            "partners__structure",
            Prefetch("place__contacts", queryset=contacts_for(PUBLIC_ONLY)),
            Prefetch("organiser__contacts", queryset=contacts_for(PUBLIC_ONLY)),
            Prefetch("credits", queryset=_public_credits(), to_attr="public_credits"),
        )
        .first()
    )


def _public_credits() -> QuerySet[SessionCredit]:
    shown = SessionCredit.objects.filter(is_public=True)
    return shown.select_related("structure").order_by("pk")


def withdrawn_session(public_id: str) -> Session | None:
    """Return a session that the public could see once and no longer can: its address was given, it must lead on.

    Never one of the staff: whether it exists is nobody’s business.
    """
    return (
        Session.objects.filter(public_id=public_id, is_staff_only=False, published_at__isnull=False)
        .exclude(status__in=[SessionStatus.PUBLISHED, SessionStatus.CANCELLED])
        .select_related("commune")
        .defer("commune__outline")
        .first()
    )


def networks_of(place: Place | None) -> list[PlaceNetwork]:
    """Return the networks of a place; none without a place. One query."""
    return list(place.networks.order_by("pk")) if place is not None else []


def around(session: Session) -> Q:
    """Return the condition on sessions of the same place and of its networks, else of the same organiser."""
    if session.place_id is None:
        return Q(organiser=session.organiser_id)
    neighbours = Place.objects.filter(networks__places=session.place_id).values("pk")
    return Q(place=session.place_id) | Q(place__in=neighbours)


def next_in_its_place(session: Session, *, now: datetime) -> Session | None:
    """Return the next date to propose instead: of its series, else of its format in the same place, else there."""
    others = _open(now).exclude(pk=session.pk).filter(starts_at__gt=now)
    if session.series_id is not None:
        found = others.filter(series=session.series_id).first()
        if found is not None:
            return found
    if session.place_id is None:
        return others.filter(organiser=session.organiser_id, format=session.format_id).first()
    there = list(others.filter(place=session.place_id)[:50])
    same = (s for s in there if s.format_id == session.format_id)
    return next(same, there[0] if there else None)


def next_discovery(session: Session, *, now: datetime) -> Session | None:
    """Return the next workshop for beginners of the same place or network, if there is one."""
    for_beginners = Q(format__kind=FormatKind.DISCOVERY) | Q(level=Level.FIRST_CONTACT)
    found = _open(now).filter(around(session), for_beginners, starts_at__gt=now)
    return found.exclude(pk=session.pk).first()


def in_other_languages(session: Session, *, now: datetime) -> list[Session]:
    """Return sessions to come, around this one, where somebody speaks another language than French."""
    foreign = Session.languages.through.objects.exclude(language__code__in=FRENCH).values("session_id")
    found = _open(now).filter(around(session), pk__in=foreign).exclude(pk=session.pk)
    return list(found[:RELATED_MAX])


def related_sessions(session: Session, *, now: datetime) -> list[Session]:
    """Return those it points to, then the next ones of its place, then of its networks; five at most. Two queries."""
    chosen = list(_open(now).filter(related_from__session=session.pk)[:RELATED_MAX])
    others = _open(now).filter(around(session)).exclude(pk__in=[session.pk, *(s.pk for s in chosen)])
    near = list(others[: RELATED_MAX * 4])
    near.sort(key=lambda s: s.place_id != session.place_id)
    return [*chosen, *near][:RELATED_MAX]


def services_of(place: Place | None, *, on: date) -> list[Service]:
    """Return the published services of a published place, in order. One query at most."""
    if place is None or place.status != PlaceStatus.PUBLISHED:
        return []
    return list(published_services(on=on).filter(place=place).order_by("pk"))


def next_of_place(place: Place, *, now: datetime, limit: int = RELATED_MAX) -> list[Session]:
    """Return the next sessions of a place, cancelled ones included: people who come must know."""
    return list(for_lists(upcoming(public_sessions().filter(place=place), now=now))[:limit])


def next_of_commune(commune: Commune, *, now: datetime, limit: int = RELATED_MAX * 2) -> list[Session]:
    """Return the next sessions announced in a commune, cancelled ones included."""
    return list(for_lists(upcoming(public_sessions().filter(commune=commune), now=now))[:limit])


def week_of_place(place: Place, *, start: datetime, now: datetime) -> list[Session]:
    """Return the sessions of a place and of its networks in the seven days from `start`, those that are not over."""
    neighbours = Place.objects.filter(networks__places=place.pk).values("pk")
    here = public_sessions().filter(Q(place=place) | Q(place__in=neighbours))
    return list(for_lists(upcoming(here, now=now).filter(starts_at__lt=start + WEEK)))


def _open(now: datetime) -> QuerySet[Session]:
    """Sessions to which one may still come, soonest first, with what a list shows."""
    return for_lists(upcoming(public_sessions().filter(status=SessionStatus.PUBLISHED), now=now))
