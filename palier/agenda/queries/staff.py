"""Which colleagues of a place took part in digital sessions: training is nobody’s private business, nor a handful’s."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from palier.accounts.queries import in_force
from palier.agenda.enums import SessionStatus
from palier.agenda.models import SessionSeen
from palier.directory.models import Affiliation, Place

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Colleague:
    """Somebody of the team, and the sessions they took part in, latest first: title, day, whether for the staff.

    `name` may be empty: an address is not a name.
    """

    name: str
    sessions: list[tuple[str, date, bool]] = field(default_factory=list)


@dataclass(frozen=True)
class StaffShare:
    """The team of a place on a day. `took_part`: how many took part in a session in the twelve months before."""

    took_part: int
    colleagues: list[Colleague]

    @property
    def percent(self) -> int:
        """The share of the team that took part; 0 without a team."""
        return round(100 * self.took_part / len(self.colleagues)) if self.colleagues else 0


def staff_lines(place: Place, *, on: date) -> StaffShare:
    """Return the team of a place, of the structure that owns it, and what each took part in during twelve months.

    Two queries. Those who left are left out; those who never took part are there, with nothing.
    """
    team = Affiliation.objects.filter(in_force(on), structure=place.owner, place=None)
    here = Affiliation.objects.filter(in_force(on), place=place)
    names = dict((team | here).order_by("user__name", "user_id").values_list("user_id", "user__name"))
    zone = place.commune.departement.time_zone
    seen = SessionSeen.objects.filter(
        user_id__in=names,
        session__status=SessionStatus.PUBLISHED,
        session__starts_at__gte=_start(on - YEAR, zone),
        session__starts_at__lt=_start(on + timedelta(days=1), zone),
    )
    told: dict[int, list[tuple[str, date, bool]]] = {pk: [] for pk in names}
    for row in seen.select_related("session").order_by("-session__starts_at", "pk"):
        session = row.session
        day = session.starts_at.astimezone(session.zone).date()
        told[row.user_id].append((session.title, day, session.is_staff_only))
    colleagues = [Colleague(name, told[pk]) for pk, name in names.items()]
    return StaffShare(sum(bool(c.sessions) for c in colleagues), colleagues)


def _start(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZoneInfo(zone))
