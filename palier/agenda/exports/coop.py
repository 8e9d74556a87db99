"""Sessions in the words of La Coop de la médiation numérique, so that nobody types an activity twice.

One row per session: the columns that its own export of activities names, and, in place of one line per beneficiary, how
many people of each of its age bands. No name, ever. The mapping is `coop.toml`; docs/seances.md says where it is from
and what it cannot say.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import IO

from palier.agenda.enums import CountDimension, FormatKind, Level
from palier.agenda.models import ReportCount, Session, SessionReport
from palier.agenda.queries.figures import heads_of
from palier.directory.exports.spreadsheets import csv_lines, write_xlsx
from palier.directory.exports.tables import Cell
from palier.directory.models import AgeBand, Topic

MAPPING = Path(__file__).parent / "coop.toml"
GROUP, ALONE, EVENT = "Atelier collectif", "Accompagnement individuel", "Évènement"
UNKNOWN = "Non communiqué"
LEVELS = {
    Level.FIRST_CONTACT: "Débutant",
    Level.INITIATION: "Débutant",
    Level.ADVANCED: "Avancé",
}
OLDEST = 120
SHEET = "Activités"


@dataclass(frozen=True)
class Bands:
    """The age bands of La Coop, in order: label, first and last age, both included."""

    rows: tuple[tuple[str, int, int], ...]

    @property
    def labels(self) -> list[str]:
        """Their labels, the unknown age last."""
        return [label for label, _first, _last in self.rows] + [UNKNOWN]

    def of(self, band: AgeBand) -> str:
        """Return the band that shares most years with one of ours; the unknown one for a band without ages."""
        if band.from_age is None and band.to_age is None:
            return UNKNOWN
        first, last = band.from_age or 0, OLDEST if band.to_age is None else band.to_age
        shared = {label: min(last, to) - max(first, start) for label, start, to in self.rows}
        return max(shared, key=lambda label: shared[label])


@cache
def themes() -> Mapping[str, str]:
    """Return the theme of La Coop of each of our topics, by code."""
    found: dict[str, str] = tomllib.loads(MAPPING.read_text(encoding="utf-8"))["thematiques"]
    return found


@cache
def bands() -> Bands:
    """Return the age bands of La Coop."""
    rows = tomllib.loads(MAPPING.read_text(encoding="utf-8"))["tranches"]
    return Bands(tuple((row["libelle"], row["de"], row["a"]) for row in rows))


def headers() -> list[str]:
    """Return the columns: those of La Coop, then one for each age band."""
    return [
        "Date",
        "Type",
        "Nombre de participants",
        "Canaux d’accompagnement",
        "Lieu",
        "Durée (min)",
        "Nom de l’atelier",
        "Thématique(s) d’accompagnement",
        "Niveau de l’atelier",
        *(f"Tranche d’âge du bénéficiaire : {label}" for label in bands().labels),
        "Notes supplémentaires",
    ]


def coop_csv(sessions: Iterable[Session]) -> Iterator[bytes]:
    """Yield the file as a French spreadsheet opens it: semicolons, UTF-8 with its mark; no cell is ever a formula."""
    rows = _after(headers(), ([_as_text(cell) for cell in row] for row in coop_rows(sessions)))
    yield from csv_lines(rows, delimiter=";", bom=True)


def coop_xlsx(sessions: Iterable[Session], target: IO[bytes]) -> None:
    """Write the same table as an Excel workbook; numbers are numbers, texts are never formulas."""
    write_xlsx(_after(headers(), coop_rows(sessions)), target, sheet_name=SHEET)


def coop_rows(sessions: Iterable[Session]) -> Iterator[list[Cell]]:
    """Yield the cells of each session, in the order of `headers`. Five queries at most, however many sessions.

    `sessions`: with their format, place and commune. People whose age was not counted are of unknown age.
    """
    rows = list(sessions)
    heads, ages, topics = heads_of(rows), _ages(rows), _topics(rows)
    for session in rows:
        told = topics.get(session.pk, [])
        counted = ages.get(session.pk, {})
        counted[UNKNOWN] = counted.get(UNKNOWN, 0) + max(0, heads[session.pk] - sum(counted.values()))
        known = dict.fromkeys(themes()[topic.code] for topic in told if topic.code in themes())
        unknown = [topic.label for topic in told if topic.code not in themes()]
        yield [
            session.starts_at.astimezone(session.zone).date(),
            _type_of(session),
            float(heads[session.pk]),
            _channel_of(session),
            _where(session),
            float(round((session.ends_at - session.starts_at).total_seconds() / 60)),
            session.title,
            "\n".join(known),
            LEVELS.get(Level(session.level), "") if session.level else "",
            *(float(counted.get(label, 0)) for label in bands().labels),
            f"Autres thèmes : {', '.join(unknown)}" if unknown else "",
        ]


def _type_of(session: Session) -> str:
    if session.format.kind == FormatKind.EVENT:
        return EVENT
    return ALONE if session.capacity_max == 1 else GROUP


def _channel_of(session: Session) -> str:
    if session.place is not None:
        return "Lieu d’activité"
    return "Autre lieu" if session.commune is not None else "À distance"


def _where(session: Session) -> str:
    if session.place is not None:
        return f"{session.place.name}, {session.place.postal_code} {session.place.commune.name}"
    return f"{session.address} {session.commune.name}".strip() if session.commune is not None else ""


def _ages(sessions: list[Session]) -> dict[int, dict[str, int]]:
    ours = {band.code: bands().of(band) for band in AgeBand.objects.all()}
    counts = ReportCount.objects.filter(report__session__in=sessions, dimension=CountDimension.AGE_BAND)
    found: dict[int, dict[str, int]] = {}
    for session_id, code, count in counts.values_list("report__session_id", "code", "count"):
        label = ours.get(code, UNKNOWN)
        of_session = found.setdefault(session_id, {})
        of_session[label] = of_session.get(label, 0) + count
    return found


def _topics(sessions: list[Session]) -> dict[int, list[Topic]]:
    """The topics of a report, else those announced."""
    found: dict[int, list[Topic]] = {}
    for report in SessionReport.objects.filter(session__in=sessions).prefetch_related("topics"):
        found[report.session_id] = list(report.topics.all())
    announced = Topic.sessions.through.objects.filter(
        session__in=[s for s in sessions if not found.get(s.pk)]
    )
    for link in announced.select_related("topic").order_by("topic__position", "topic_id"):
        found.setdefault(link.session_id, []).append(link.topic)
    return found


def _after(first: list[Cell] | list[str], rows: Iterable[list[Cell]]) -> Iterator[list[Cell]]:
    yield list(first)
    yield from rows


def _as_text(cell: Cell) -> str | date | None:
    return f"{cell:g}" if isinstance(cell, float) else cell
