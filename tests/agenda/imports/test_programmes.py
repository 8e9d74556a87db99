"""A programme read from a calendar or a yearly spreadsheet: what is kept, what is left out and why, written once."""

from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
import xlsxwriter

from palier.agenda.enums import FormatKind, SessionStatus
from palier.agenda.imports import Around, Programme, read_programme, row_from, row_to, write_programme
from palier.agenda.imports.calendars import read_calendar
from palier.agenda.imports.yearly_sheets import read_day, read_hours
from palier.agenda.models import Session
from palier.directory.imports.reading import UnreadableFile
from tests.cast import person
from tests.factories.agenda import a_format
from tests.factories.directory import NOW, StructureFactory, a_place

EVENT = """BEGIN:VEVENT
UID:{uid}
SUMMARY:{title}
DTSTART;TZID=Europe/Paris:{start}
DTEND;TZID=Europe/Paris:{end}
{more}END:VEVENT
"""
SINCE, UNTIL = date(2026, 9, 1), date(2027, 8, 31)


def event(
    title: str = "Café numérique",
    *,
    uid: str = "a@example",
    start: str = "20261212T100000",
    end: str = "20261212T120000",
    more: str = "",
) -> str:
    return EVENT.format(uid=uid, title=title, start=start, end=end, more=more)


def calendar(*events: str) -> bytes:
    text = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Exemple//FR\n" + "".join(events) + "END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def _around() -> Around:
    owner = StructureFactory(name="Réseau du Val")
    craon = a_place("Médiathèque de Craon", owner=owner)
    laval = a_place("Bibliothèque de Laval", insee_code="53130", owner=owner)
    formats = (
        a_format(),
        a_format(FormatKind.THEMATIC),
        a_format(FormatKind.TALK),
    )
    return Around((craon, laval), formats, craon, formats[1], owner)


def _read(tmp_path: Path, content: bytes, name: str = "programme.ics") -> tuple[Programme, Around]:
    file, around = tmp_path / name, _around()
    file.write_bytes(content)
    return read_programme(file, around=around, now=NOW), around


def _reasons(programme: Programme) -> list[tuple[str, str]]:
    return [(row.title, row.left_out) for row in programme.left_out]


# --- iCalendar ------------------------------------------------------------------------------------------------


def test_a_monthly_event_is_spread_out_and_keeps_its_hour_in_winter() -> None:
    content = calendar(
        event(start="20261010T100000", end="20261010T120000", more="RRULE:FREQ=MONTHLY;BYDAY=2SA\n")
    )

    found = read_calendar(content, since=SINCE, until=date(2026, 12, 31))

    instants = [line.starts_at.astimezone(UTC) for line in found if line.starts_at]
    assert instants == [
        datetime(2026, 10, 10, 8, tzinfo=UTC),
        datetime(2026, 11, 14, 9, tzinfo=UTC),
        datetime(2026, 12, 12, 9, tzinfo=UTC),
    ]
    assert len({line.uid for line in found}) == 3


def test_exceptions_and_moved_occurrences_are_followed() -> None:
    weekly = event(start="20261107T100000", end="20261107T120000", more=(
        "RRULE:FREQ=WEEKLY;UNTIL=20261128T230000Z\nEXDATE;TZID=Europe/Paris:20261114T100000\n"
    ))  # fmt: skip
    moved = event(
        "Café déplacé",
        start="20261122T150000",
        end="20261122T170000",
        more="RECURRENCE-ID;TZID=Europe/Paris:20261121T100000\n",
    )

    found = read_calendar(calendar(weekly, moved), since=SINCE, until=UNTIL)

    said = [(line.title, f"{line.starts_at:%d/%m %Hh}") for line in found]
    assert said == [
        ("Café numérique", "07/11 10h"),
        ("Café déplacé", "22/11 15h"),
        ("Café numérique", "28/11 10h"),
    ]


def test_a_rule_without_end_stops_at_the_bound_and_a_daily_one_for_ever_is_refused() -> None:
    daily = calendar(event(more="RRULE:FREQ=DAILY\n"))

    assert len(read_calendar(daily, since=SINCE, until=date(2026, 12, 31))) == 20
    with pytest.raises(UnreadableFile, match="période plus courte"):
        read_calendar(daily, since=SINCE, until=date(2030, 1, 1))


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01", b"<html></html>", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"]
)
def test_what_is_no_calendar_says_so_in_french(content: bytes) -> None:
    with pytest.raises(UnreadableFile, match="calendrier"):
        read_calendar(content, since=SINCE, until=UNTIL)


@pytest.mark.django_db
def test_each_event_of_a_calendar_is_kept_or_left_out_with_its_reason(tmp_path: Path) -> None:
    whole_day = event("Toute la journée", uid="f")
    whole_day = whole_day.replace("DTSTART;TZID=Europe/Paris:20261212T100000", "DTSTART;VALUE=DATE:20261212")
    content = calendar(
        event(more="LOCATION:Médiathèque de Craon\\, place du Pilori\n"),
        event("Ma radio", uid="b", more="LOCATION:Bibliothèque de Laval\nCATEGORIES:Conférence\n"),
        event("Ailleurs", uid="c", more="LOCATION:Bibliothèque de Rennes\n"),
        event("Passé", uid="d", start="20260101T100000", end="20260101T120000"),
        event("À l’envers", uid="e", end="20261212T090000"),
        whole_day,
        event("Annulé", uid="g", more="STATUS:CANCELLED\n"),
    )

    programme, around = _read(tmp_path, content)

    assert [(row.title, row.place, row.format) for row in programme.kept] == [
        ("Café numérique", around.places[0].public_id, "digital-cafe"),
        ("Ma radio", around.places[1].public_id, "talk"),
    ]
    assert _reasons(programme) == [
        ("Ailleurs", "« Bibliothèque de Rennes » n’est pas un de vos lieux publiés."),
        ("Passé", "Déjà passée."),
        ("À l’envers", "La fin vient avant le début."),
        (
            "Toute la journée",
            "L’événement dure toute la journée : une séance a une heure de début et de fin.",
        ),
    ]


# --- Spreadsheets ---------------------------------------------------------------------------------------------


def test_days_and_hours_are_read_as_people_write_them() -> None:
    said = ("2026-12-01", "2026-12-01T00:00:00", "01/12/2026", "1/12/26", "mardi 1er décembre 2026")
    assert {read_day(text) for text in said} == {date(2026, 12, 1)}
    assert [read_day(text) for text in ("", None, "31/02/2026", "bientôt")] == [None] * 4

    assert {tuple(read_hours(text)) for text in ("14:30:00", "14h30", "14 h 30", "1899-12-31T14:30:00")} == {
        (time(14, 30),)
    }
    assert read_hours("de 14h à 16 h 30") == [time(14), time(16, 30)]
    assert (read_hours(0.5), read_hours(14), read_hours("midi"), read_hours("25h")) == (
        [time(12)],
        [time(14)],
        [],
        [],
    )


@pytest.mark.django_db
def test_a_yearly_spreadsheet_is_read_by_its_own_words(tmp_path: Path) -> None:
    file = tmp_path / "annee.xlsx"
    book = xlsxwriter.Workbook(str(file))
    sheet = book.add_worksheet()
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for column, title in enumerate(("Jour", "Horaires", "Bibliothèque", "Intitulé", "Type")):
        sheet.write_string(0, column, title)
    sheet.write_datetime(1, 0, datetime(2026, 12, 12), day)  # noqa: DTZ001 - a cell has no zone
    for column, text in enumerate(("10h-12h", "Craon", "Café", "café numérique"), start=1):
        sheet.write_string(1, column, text)
    for column, text in enumerate(("12/13/2026", "10h", "Craon", "Un mois de trop", "")):
        sheet.write_string(2, column, text)
    for column, text in enumerate(("13/12/2026", "le matin", "Craon", "Sans heure", "")):
        sheet.write_string(3, column, text)
    book.close()
    around = _around()

    programme = read_programme(file, around=around, now=NOW)

    (row,) = programme.kept
    assert (row.title, row.format, row.place) == ("Café", "digital-cafe", around.places[0].public_id)
    assert (row.starts_at, row.ends_at) == ("2026-12-12T09:00:00+00:00", "2026-12-12T11:00:00+00:00")
    assert _reasons(programme) == [
        ("Un mois de trop", "« 12/13/2026 » n’est pas une date."),
        ("Sans heure", "« le matin » n’est pas une heure."),
    ]


@pytest.mark.django_db
def test_a_spreadsheet_without_the_columns_that_matter_says_which(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="« date » manque"):
        _read(tmp_path, b"nom;commune\nA;B\nC;D\n", "liste.csv")


# --- Written --------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_was_kept_is_written_once_and_published_when_nothing_is_missing(tmp_path: Path) -> None:
    content = calendar(event(), event("Ma radio", uid="b"), event("Une conférence", uid="c"))
    programme, around = _read(tmp_path, content)
    rows = [row_from(row_to(row)) for row in programme.kept]

    written = write_programme(rows, around=around, publishes=True, by=person("Alice"), now=NOW)

    said = {s.title: (s.status, s.theme, s.format.code) for s in Session.objects.select_related("format")}
    assert said == {
        "Café numérique": (SessionStatus.PUBLISHED, "", "digital-cafe"),
        "Ma radio": (SessionStatus.PUBLISHED, "Ma radio", "thematic"),
        "Une conférence": (SessionStatus.DRAFT, "Une conférence", "talk"),
    }
    assert (len(written.sessions), written.drafts, written.refused) == (3, 1, [])
    again = write_programme(rows, around=around, publishes=True, by=person("Alice"), now=NOW)
    assert [reason for _, reason in again.refused] == ["Déjà importée."] * 3
    assert Session.objects.count() == 3


@pytest.mark.django_db
def test_a_file_imported_again_says_what_is_known_and_what_moved(tmp_path: Path) -> None:
    programme, around = _read(tmp_path, calendar(event(), event("Ma radio", uid="b")))
    write_programme(programme.kept, around=around, publishes=False, by=person("Alice"), now=NOW)
    file = tmp_path / "programme.ics"
    file.write_bytes(calendar(event(), event("Ma radio", uid="b", start="20261212T110000")))

    again = read_programme(file, around=around, now=NOW)

    assert _reasons(again) == [
        ("Café numérique", "Déjà importée."),
        ("Ma radio", "Déjà importée à une autre heure : modifiez la séance elle-même."),
    ]


@pytest.mark.django_db
def test_a_row_of_another_place_is_not_written(tmp_path: Path) -> None:
    programme, around = _read(tmp_path, calendar(event()))
    elsewhere = row_to(programme.kept[0]) | {"place": "zzzzzzzz"}

    written = write_programme(
        [row_from(elsewhere)], around=around, publishes=True, by=person("Alice"), now=NOW
    )

    assert written.refused == [(1, "Ce lieu ou ce format n’est plus disponible.")]
    assert not Session.objects.exists()
