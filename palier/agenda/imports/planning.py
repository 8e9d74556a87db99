"""What would be written from a programme: each line kept, or left out with its reason. Writes nothing."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from palier.agenda.enums import FormatKind
from palier.agenda.imports.calendars import read_calendar
from palier.agenda.imports.found import Found
from palier.agenda.imports.yearly_sheets import read_sheet
from palier.agenda.models import EventFormat, Session
from palier.core.text import fold
from palier.directory.models import Place, Structure
from palier.territory.queries import time_zone_of

AHEAD = timedelta(days=400)
# Words of a title that tell the format, folded; the label of a format tells it as well.
_TELLING = (
    ("cafe numerique equipe", FormatKind.STAFF_CAFE),
    ("cafe numerique", FormatKind.DIGITAL_CAFE),
    ("cafe num", FormatKind.DIGITAL_CAFE),
    ("conference", FormatKind.TALK),
    ("debat", FormatKind.DEBATE),
    ("webinaire", FormatKind.WEBINAR),
    ("decouverte", FormatKind.DISCOVERY),
    ("initiation", FormatKind.INITIATION),
    ("perfectionnement", FormatKind.ADVANCED),
)


@dataclass(frozen=True, slots=True)
class Around:
    """What the lines are read against: where sessions may be planned, and what is meant when a line does not say."""

    places: tuple[Place, ...]
    formats: tuple[EventFormat, ...]
    default_place: Place
    default_format: EventFormat
    organiser: Structure


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One line as it would be written; `left_out` says why it would not, "" if it would. Plain values only."""

    number: int
    title: str
    starts_at: str = ""  # ISO 8601, UTC
    ends_at: str = ""
    place: str = ""  # public identifier
    format: str = ""  # code
    description: str = ""
    source_uid: str = ""
    left_out: str = ""


@dataclass(slots=True)
class Programme:
    """A file looked at: what would be written, and what would not with the reason of each line."""

    kept: list[PlannedRow] = field(default_factory=list)
    left_out: list[PlannedRow] = field(default_factory=list)


def read_programme(path: Path, *, around: Around, now: datetime) -> Programme:
    """Look at a calendar (.ics) or a spreadsheet. Raises UnreadableFile, with a sentence, for anything else."""
    head = path.read_bytes()[:4096].lstrip(b"\xef\xbb\xbf\r\n \t").upper()
    if head.startswith(b"BEGIN:VCALENDAR") or path.suffix.lower() == ".ics":
        found = read_calendar(path.read_bytes(), since=now.date(), until=(now + AHEAD).date())
    else:
        found = read_sheet(path)
    return plan_rows(found, around=around, now=now)


def plan_rows(found: list[Found], *, around: Around, now: datetime) -> Programme:
    """Decide what becomes of each line. One query."""
    uids = [line.uid[:255] for line in found if line.uid]
    known = dict(
        Session.objects.filter(organiser=around.organiser, source_uid__in=uids).values_list(
            "source_uid", "starts_at"
        )
    )
    programme, seen = Programme(), set[str]()
    for line in found:
        row = _plan(line, around, known=known, now=now)
        if row.source_uid and row.source_uid in seen and not row.left_out:
            row = replace(row, left_out="Cette ligne est deux fois dans le fichier.")
        seen.add(row.source_uid)
        (programme.left_out if row.left_out else programme.kept).append(row)
    return programme


def row_to(row: PlannedRow) -> dict[str, Any]:
    """Return a row as plain values, to be signed and sent back by the page that shows it."""
    return asdict(row)


def row_from(values: Mapping[str, Any]) -> PlannedRow:
    """Return the row of these values."""
    return PlannedRow(**values)


def _plan(line: Found, around: Around, *, known: dict[str, datetime], now: datetime) -> PlannedRow:
    row = PlannedRow(line.number, line.title[:150] or "Sans titre", description=line.description[:5000])
    if line.refused or line.starts_at is None or line.ends_at is None:
        return replace(row, left_out=line.refused or "Cette ligne n’a pas de date.")
    place = _place_of(line.place, around)
    if place is None:
        return replace(row, left_out=f"« {line.place[:80]} » n’est pas un de vos lieux publiés.")
    starts_at, ends_at = (_instant(moment, place) for moment in (line.starts_at, line.ends_at))
    row = replace(
        row,
        starts_at=starts_at.isoformat(),
        ends_at=ends_at.isoformat(),
        place=place.public_id,
        format=_format_of(line, around).code,
        source_uid=line.uid[:255],
    )
    return replace(row, left_out=_why_not(row, starts_at, ends_at, known=known, now=now))


def _why_not(
    row: PlannedRow, starts_at: datetime, ends_at: datetime, *, known: dict[str, datetime], now: datetime
) -> str:
    if row.source_uid in known:
        same = known[row.source_uid] == starts_at
        return "Déjà importée." if same else "Déjà importée à une autre heure : modifiez la séance elle-même."
    if ends_at <= starts_at:
        return "La fin vient avant le début."
    if ends_at - starts_at > timedelta(days=4):
        return "Plus de quatre jours : est-ce bien une séance ?"
    return "Déjà passée." if ends_at <= now else ""


def _instant(moment: datetime, place: Place) -> datetime:
    zone = time_zone_of(place.commune)
    return (moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)).astimezone(UTC)


def _place_of(said: str, around: Around) -> Place | None:
    """Return the one place whose name is in what the line says, the longest name first; nothing said: the default."""
    wanted = fold(said)
    if not wanted:
        return around.default_place
    by_name = sorted(around.places, key=lambda place: -len(place.search_text))
    exact = [place for place in by_name if fold(place.name) == wanted]
    inside = [place for place in by_name if fold(place.name) in wanted or wanted in fold(place.name)]
    found = exact or inside
    longest = [place for place in found if len(place.name) == len(found[0].name)]
    return longest[0] if len(longest) == 1 else None


def _format_of(line: Found, around: Around) -> EventFormat:
    said = fold(f"{line.format} {line.title}")
    for format in sorted(around.formats, key=lambda row: -len(row.label)):
        if fold(format.label) in said:
            return format
    for words, kind in _TELLING:
        if words in said:
            return next((row for row in around.formats if row.kind == kind), around.default_format)
    return around.default_format
