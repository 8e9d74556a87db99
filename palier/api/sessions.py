"""`/sessions`: what is coming, for programs; the same filters as the agenda pages."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import Path, Query, Router, Schema
from pydantic import BeforeValidator, Field

from palier.agenda.enums import SessionStatus
from palier.agenda.ical import public_phone, shows_online_address, uid_of
from palier.agenda.models import Session
from palier.agenda.queries import agenda_pages, listing
from palier.agenda.queries.agenda_pages import SessionFilters
from palier.agenda.queries.listing import SessionPosition
from palier.api import shapes
from palier.api.asked import Code, Flag, plain_integer
from palier.api.cursor import MAX_CHARS as MAX_CURSOR_CHARS
from palier.api.cursor import read_parts, write_parts
from palier.api.refusals import Refused, answer, refuse_unknown
from palier.core.ids import PUBLIC_ID_PATTERN
from palier.directory.enums import PlaceStatus
from palier.directory.exports.writing import LICENCE
from palier.territory.territories import UnknownTerritory, territory_by_reference

REFUSALS = {422: shapes.RefusalOut, 429: shapes.RefusalOut}
PublicId = Annotated[str, Path(..., pattern=f"^{PUBLIC_ID_PATTERN}$", description="Identifiant public.")]
LISTS = ("topic", "level", "audience", "language", "format", "purpose")
YEARS = range(2000, 2101)
router = Router()


class SessionsAsked(Schema):
    """Parameters of `/sessions`. "" and false ask nothing."""

    territory: str = Field(
        "", pattern=r"^((commune|epci|departement|region):[0-9A-Za-z]{1,9})?$",
        description="Territoire : departement:53, epci:200048551, region:52, commune:53084.",
    )  # fmt: skip
    place: str = Field("", pattern=f"^({PUBLIC_ID_PATTERN})?$", description="Identifiant public d’un lieu.")
    network: str = Field(
        "", pattern=f"^({PUBLIC_ID_PATTERN})?$", description="Identifiant public d’un réseau de lieux."
    )
    topic: Code = Field("", description="Code d’un thème.")
    level: Code = Field(
        "",
        description="first-contact, initiation ou advanced ; une séance ouverte à tous les niveaux passe toujours.",
    )
    audience: Code = Field("", description="Code d’un public ; une séance ouverte à tous passe toujours.")
    language: Code = Field("", description="Code d’une langue parlée sur place.")
    format: Code = Field("", description="Code d’un format.")
    purpose: Code = Field("", description="inclusion, sharing ou social-link.")
    registration: str = Field(
        "",
        pattern="^(free|required)?$",
        description="« free » : on vient sans inscription obligatoire ; « required » : sur inscription.",
    )
    free: Flag = Field(False, description="Gratuites.")
    online: Flag = Field(False, description="En ligne.")
    open_to_all: Flag = Field(False, description="Accessibles à tous, sans prérequis.")
    day: str = Field(
        "",
        pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$",
        description="Un jour (ISO 8601), à l’heure du territoire.",
    )
    limit: Annotated[int, BeforeValidator(plain_integer)] = Field(
        50, ge=1, le=listing.MAX_PAGE, description=f"Séances par page, {listing.MAX_PAGE} au plus."
    )
    cursor: str = Field(
        "", pattern=rf"^[A-Za-z0-9_-]{{0,{MAX_CURSOR_CHARS}}}$",
        description="Donné par « next » : la page suivante de la même demande.",
    )  # fmt: skip


@router.get(
    "",
    response={200: shapes.SessionsOut, **REFUSALS},
    url_name="sessions",
    operation_id="sessions",
    summary="Les séances à venir, page après page",
)
def sessions(request: HttpRequest, asked: Query[SessionsAsked]) -> HttpResponse:
    """De la plus proche à la plus lointaine ; celles qui sont annulées y restent et le disent.

    Suivez « next » jusqu’à ce qu’il soit nul. Celles qui sont réservées aux équipes n’y sont jamais.
    """
    refuse_unknown(request, SessionsAsked)
    given = request.GET.dict()
    at, position = timezone.now(), None
    if asked.cursor:
        start, session_id, at_seconds = read_parts(asked.cursor, question=given)
        position = SessionPosition(_moment(start), session_id)
        at = _moment(at_seconds * 1_000_000)
    within, zone = _where(asked)
    filters = _filters(asked, zone)
    found, end = listing.list_sessions(within, filters, after=position, limit=asked.limit, at=at)
    next_cursor = None
    if end is not None:
        parts = [_microseconds(end.starts_at), end.session_id, int(at.timestamp())]
        next_cursor = write_parts(parts, question=given)
    return answer(
        {
            "sessions": [record_of(session) for session in found],
            "next": _next_url(request, next_cursor) if next_cursor else None,
            "next_cursor": next_cursor,
            "licence": LICENCE,
        }
    )


@router.get(
    "/{public_id}",
    response={200: shapes.SessionOut, 404: shapes.RefusalOut, **REFUSALS},
    url_name="session",
    operation_id="session",
    summary="Une séance",
)
def session(request: HttpRequest, public_id: PublicId) -> HttpResponse:
    """Une séance publiée, passée ou à venir, annulée ou non."""
    refuse_unknown(request, None)
    found = listing.public_session(public_id)
    if found is None:
        message = f"Aucune séance publiée ne porte l’identifiant « {public_id} »."
        error = {"parameter": "public_id", "message": message, "allowed": []}
        return answer({"detail": message, "errors": [error]}, status=404)
    return answer(record_of(found))


def record_of(session: Session) -> dict[str, Any]:
    """What the API says of a session; the keys are those of `shapes.SessionOut`."""
    place, phone = session.place, public_phone(session)
    is_shown = place is not None and place.status == PlaceStatus.PUBLISHED
    return {
        "id": session.public_id,
        "uid": uid_of(session, site_url=settings.SITE_URL),
        "url": f"{settings.SITE_URL}/seances/{session.public_id}/",
        "status": "cancelled" if session.status == SessionStatus.CANCELLED else "published",
        "cancelled_reason": session.cancelled_reason,
        "revision": session.revision,
        "title": session.title,
        "theme": session.theme or session.hook_theme,
        "description": session.description,
        "format": {"code": session.format.code, "label": session.format.label},
        "series": session.series.public_id if session.series else None,
        "starts_at": session.starts_at.astimezone(session.zone).isoformat(),
        "ends_at": session.ends_at.astimezone(session.zone).isoformat(),
        "time_zone": session.time_zone,
        "place": {"id": place.public_id if is_shown else None, "name": place.name} if place else None,
        **_location(session),
        "online_url": session.online_url if shows_online_address(session) else "",
        "phone": phone.value if phone else "",
        "organiser": session.organiser.name,
        **_for_whom(session),
        "price": session.price_text,
        "capacity": session.capacity_max,
        "seats_left": session.seats_left,
        "updated_at": session.updated_at.astimezone(UTC).isoformat(),
        "is_demo": session.is_demo,
    }


def _for_whom(session: Session) -> dict[str, Any]:
    return {
        "level": _code(session.level),
        "school_level": _code(session.school_level),
        "minimum_age": session.minimum_age,
        "topics": [topic.code for topic in session.topics.all()],
        "needs": [need.code for need in session.needs.all()],
        "audiences": [audience.code for audience in session.audiences.all()],
        "languages": [language.code for language in session.languages.all()],
        "purposes": [_code(purpose) for purpose in session.purposes],
        "registration": _code(session.registration_mode),
        "is_open_door": session.is_open_door,
        "is_open_to_all": session.is_open_to_all,
        "brings_own_device": session.brings_own_device,
    }


def _location(session: Session) -> dict[str, Any]:
    place, commune = session.place, session.commune
    return {
        "room": session.room,
        "address": place.address if place else session.address,
        "postal_code": place.postal_code if place else "",
        "commune": {"insee_code": commune.insee_code, "name": commune.name} if commune else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
    }


def _where(asked: SessionsAsked) -> tuple[Q, ZoneInfo]:
    """Return whose sessions are asked for, and the clock of its days. Raises Refused."""
    within, zone = Q(), agenda_pages.PARIS
    if asked.territory:
        try:
            territory = territory_by_reference(asked.territory)
        except UnknownTerritory:
            message = (
                f"Aucun territoire ne porte le code « {asked.territory} » ; "
                "cherchez-le à /api/v1/territories?q=."
            )
            raise Refused("territory", message) from None
        agenda = agenda_pages.agenda_of_territory(territory.reference)
        if agenda is not None:
            within, zone = within & agenda.condition, agenda.zone
    for name, find in (("place", agenda_pages.agenda_of_place), ("network", agenda_pages.agenda_of_network)):
        public_id = getattr(asked, name)
        if public_id:
            agenda = find(public_id)
            if agenda is None:
                what = "lieu publié" if name == "place" else "réseau"
                raise Refused(name, f"Aucun {what} ne porte l’identifiant « {public_id} ».")
            within, zone = within & agenda.condition, agenda.zone
    return within, zone


def _filters(asked: SessionsAsked, zone: ZoneInfo) -> SessionFilters:
    codes = {name: str(getattr(asked, name)) for name in LISTS}
    choices = agenda_pages.filter_choices() if any(codes.values()) else None
    for name, code in codes.items():
        known = [known for known, _label in getattr(choices, name)] if choices else []
        if code and code not in known:
            raise Refused(name, f"« {name} » ne connaît pas le code « {code} ».", known)
    since, until = _day(asked.day, zone)
    return SessionFilters(
        **codes,
        registration=asked.registration,
        free=asked.free,
        online=asked.online,
        open_to_all=asked.open_to_all,
        since=since,
        until=until,
    )


def _day(text: str, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
    if not text:
        return None, None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.year not in YEARS:
        raise Refused("day", f"« day » attend un jour de {YEARS[0]} à {YEARS[-1]} : 2026-11-24.")
    start = datetime.combine(day, datetime.min.time(), zone)
    return start, start + timedelta(days=1)


def _next_url(request: HttpRequest, cursor: str) -> str:
    query = request.GET.copy()
    query["cursor"] = cursor
    return f"{settings.SITE_URL}{reverse('api:sessions')}?{query.urlencode()}"


def _code(value: str) -> str:
    return value.lower().replace("_", "-")


def _microseconds(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def _moment(microseconds: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
