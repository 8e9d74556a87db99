"""The programme of a network: its places × months, and those where nothing is published yet."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from palier.agenda.enums import SessionStatus
from palier.agenda.models import FormatSheet, Session
from palier.agenda.recurrence import month_end, months_from
from palier.directory.enums import PlaceStatus
from palier.directory.models import Place, PlaceNetwork
from palier.directory.permissions import places_within
from palier.directory.queries.standing import Standing

MONTHS_SHOWN = 4
MONTHS_WATCHED = 2  # this one and the next
PARIS = ZoneInfo("Europe/Paris")


@dataclass(slots=True)
class GridCell:
    """A place and a month: its sessions; `is_missing` when nothing is published in a watched month."""

    month: date
    sessions: list[Session] = field(default_factory=list)
    is_missing: bool = False

    @property
    def drafts(self) -> list[Session]:
        """The sessions that only wait to be published."""
        return [session for session in self.sessions if session.status == SessionStatus.DRAFT]


@dataclass(slots=True)
class GridRow:
    """One place of the network with its months."""

    place: Place
    cells: list[GridCell]

    @property
    def is_missing(self) -> bool:
        """Whether a session is missing this month or the next."""
        return any(cell.is_missing for cell in self.cells)


def network_grid(
    network: PlaceNetwork, *, on: date, months: int = MONTHS_SHOWN, format_code: str = ""
) -> list[GridRow]:
    """Return the places of a network by name, each with its months from that of `on`. Two queries.

    A place is missing a session in this month or the next when none of the public is published there; past days of this
    month count. `format_code` counts that format alone. The month of a session is that of its own clock.
    """
    places = network.places.filter(status=PlaceStatus.PUBLISHED).select_related("commune", "owner")
    return _rows(list(places.order_by("search_text", "pk")), on=on, months=months, format_code=format_code)


def missing_months(places: list[Place], *, on: date) -> dict[int, list[date]]:
    """Return, by place, the months (this one, the next) with nothing published; places that miss none are absent.

    Only places of a network, or with a series: others promised nothing. Two queries.
    """
    promised = Place.objects.filter(pk__in=[place.pk for place in places])
    promised = promised.filter(Q(networks__isnull=False) | Q(series__isnull=False))
    watched = set(promised.values_list("pk", flat=True))
    kept = [place for place in places if place.pk in watched]
    rows = _rows(kept, on=on, months=MONTHS_WATCHED, format_code="")
    missing = {row.place.pk: [cell.month for cell in row.cells if cell.is_missing] for row in rows}
    return {pk: months for pk, months in missing.items() if months}


def networks_kept(standing: Standing) -> QuerySet[PlaceNetwork]:
    """Return the networks that somebody may keep, by name: of their structure, or with a place on their territory."""
    rows = PlaceNetwork.objects.select_related("carrier").order_by("search_text", "pk")
    if standing.everywhere("keep_network"):
        return rows
    own = [held.structure_id for held in standing.structures_for("keep_network") if held.place_id is None]
    condition = Q(carrier__in=own)
    if standing.territories_for("keep_network"):
        there = Place.objects.filter(places_within(standing, "keep_network"))
        condition |= Q(places__in=there.values("pk"))
    return rows.filter(condition).distinct()


def networks_seen(standing: Standing) -> QuerySet[PlaceNetwork]:
    """Return the networks whose programme somebody may look at: kept, or with a place where they plan."""
    rows = PlaceNetwork.objects.select_related("carrier").order_by("search_text", "pk")
    if standing.everywhere("plan_sessions"):
        return rows
    planned = Place.objects.filter(places_within(standing, "plan_sessions")).values("pk")
    kept = networks_kept(standing).values("pk")
    return rows.filter(Q(places__in=planned) | Q(pk__in=kept)).distinct()


def network_by_public_id(public_id: str) -> PlaceNetwork | None:
    """Return a network, or None."""
    return PlaceNetwork.objects.select_related("carrier").filter(public_id=public_id).first()


def places_of(network: PlaceNetwork) -> list[Place]:
    """Return all the places of a network, published or not, by name."""
    return list(network.places.select_related("commune").order_by("search_text", "pk"))


def sheets_of(network: PlaceNetwork) -> dict[int, FormatSheet]:
    """Return the own texts of a network, by format."""
    return {sheet.format_id: sheet for sheet in network.format_sheets.all()}


def common_sheet(format_id: int) -> FormatSheet | None:
    """Return the text that everybody shares for a format, or None."""
    return FormatSheet.objects.filter(format_id=format_id, network=None).first()


def _rows(places: list[Place], *, on: date, months: int, format_code: str) -> list[GridRow]:
    columns = months_from(on, count=months)
    # Clocks differ by place: a day more on both sides, then each session says its own month.
    first = datetime.combine(columns[0], time(), tzinfo=PARIS) - timedelta(days=1)
    last = datetime.combine(month_end(columns[-1]), time(), tzinfo=PARIS) + timedelta(days=2)
    found = Session.objects.filter(
        place__in=places,
        is_staff_only=False,
        starts_at__range=(first, last),
        status__in=(SessionStatus.PUBLISHED, SessionStatus.DRAFT),
    ).select_related("format")
    if format_code:
        found = found.filter(format__code=format_code)
    by_cell: dict[tuple[int | None, date], list[Session]] = {}
    for session in found.order_by("starts_at", "pk"):
        month = session.starts_at.astimezone(session.zone).date().replace(day=1)
        by_cell.setdefault((session.place_id, month), []).append(session)
    watched = columns[:MONTHS_WATCHED]
    return [
        GridRow(place, [_cell(by_cell.get((place.pk, m), []), m, is_watched=m in watched) for m in columns])
        for place in places
    ]


def _cell(sessions: list[Session], month: date, *, is_watched: bool) -> GridCell:
    is_published = any(session.status == SessionStatus.PUBLISHED for session in sessions)
    return GridCell(month, sessions, is_missing=is_watched and not is_published)
