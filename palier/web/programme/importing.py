"""`/programme/importer/`: a calendar or a yearly spreadsheet, looked at row by row, then written."""

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.signing import BadSignature, dumps, loads
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from palier.accounts.models import User
from palier.agenda.imports import (
    Around,
    PlannedRow,
    Programme,
    read_programme,
    row_from,
    row_to,
    write_programme,
)
from palier.agenda.models import EventFormat
from palier.agenda.queries import programme as queries
from palier.core.plurals import counted
from palier.directory.hours import format_date, format_time
from palier.directory.imports.reading import UnreadableFile
from palier.directory.models import Place, Structure
from palier.territory.queries import time_zone_of
from palier.web.members.mine import PAGE, answer_form
from palier.web.programme.flow import places_planned
from palier.web.standing import require

MAX_FILE_BYTES = 5 * 1024 * 1024
KEPT_S = 3600  # a preview is written within the hour
SALT = "palier.programme-import"
TOO_OLD = "Cet aperçu a plus d’une heure ou a été modifié : déposez le fichier de nouveau."


class ImportForm(forms.Form):
    """A file, and what is meant when a line does not say."""

    file = forms.FileField(
        label="Le calendrier ou le tableur",
        help_text="iCalendar (.ics), XLSX, ODS ou CSV, 5 Mo au plus. Un tableur a une ligne par séance et au moins "
        "les colonnes « date », « début » et « titre ».",
    )
    place = forms.ChoiceField(label="Le lieu, quand la ligne ne le dit pas")
    format = forms.ChoiceField(label="Le format, quand le titre ne le dit pas")

    def __init__(self, *args: Any, places: list[Place], formats: list[EventFormat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {row.public_id: row for row in places}
        self.formats = {row.code: row for row in formats}
        names = [(row.public_id, f"{row.name}, {row.commune.name}") for row in places]
        self.fields["place"].choices = names  # type: ignore[attr-defined]
        self.fields["format"].choices = [(row.code, row.label) for row in formats]  # type: ignore[attr-defined]
        self.fields["format"].initial = "thematic"

    def clean_file(self) -> Any:
        """Refuse a file that is too large before reading it."""
        file = self.cleaned_data["file"]
        if file.size > MAX_FILE_BYTES:
            raise ValidationError("Ce fichier dépasse 5 Mo : exportez une période plus courte.")
        return file

    def clean_place(self) -> str:
        """Refuse a place that no structure keeps: nobody would organise its sessions."""
        code = str(self.cleaned_data["place"])
        if self.places[code].owner is None:
            raise ValidationError("Aucune structure ne tient ce lieu : la coordination peut le corriger.")
        return code


@require_http_methods(PAGE)
def programme(request: HttpRequest) -> HttpResponse:
    """Take a file and show what it would write; then write it."""
    by = require(request, "plan_sessions")
    places = places_planned(request)
    formats = queries.formats()
    if "rows" in request.POST:
        return _write(request, places=places, formats=formats, by=by)
    form = ImportForm(request.POST or None, request.FILES or None, places=places, formats=formats)
    context: dict[str, Any] = {"form": form, "has_places": bool(places) and bool(formats)}
    if request.method == "POST" and form.is_valid():
        around = _around(form.cleaned_data, places=places, formats=formats)
        try:
            found = _read(form.cleaned_data["file"], around, now=timezone.now())
        except UnreadableFile as problem:
            form.add_error("file", str(problem))
        else:
            return _preview(request, found, around)
    return answer_form(request, "programme/import.html", context)


def _around(said: dict[str, Any], *, places: list[Place], formats: list[EventFormat]) -> Around:
    """Return what lines are read against. Raises PermissionDenied for a place or a format that is not offered."""
    place = next((row for row in places if row.public_id == said.get("place")), None)
    format = next((row for row in formats if row.code == said.get("format")), None)
    if place is None or place.owner is None or format is None:
        raise PermissionDenied
    organiser: Structure = place.owner
    return Around(tuple(places), tuple(formats), place, format, organiser)


def _read(file: Any, around: Around, *, now: datetime) -> Programme:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"programme{Path(file.name).suffix.lower()[:6]}"
        path.write_bytes(file.read())
        return read_programme(path, around=around, now=now)


def _preview(request: HttpRequest, found: Programme, around: Around) -> HttpResponse:
    """Show each line kept or left out; the rows travel signed in the page, nothing is stored."""
    names = {row.public_id: row for row in around.places}
    labels = {row.code: row.label for row in around.formats}
    kept = [
        (str(row.number), row.title, _when(row, names[row.place]), names[row.place].name, labels[row.format])
        for row in found.kept
    ]
    left_out = [(str(row.number), row.title, row.left_out) for row in found.left_out]
    said = {"place": around.default_place.public_id, "format": around.default_format.code}
    context = {
        "kept": kept,
        "left_out": left_out,
        "rows": dumps([said, *(row_to(row) for row in found.kept)], salt=SALT, compress=True) if kept else "",
    }
    return render(request, "programme/import_preview.html", context)


def _when(row: PlannedRow, place: Place) -> str:
    zone = time_zone_of(place.commune)
    start, end = (datetime.fromisoformat(text).astimezone(zone) for text in (row.starts_at, row.ends_at))
    return f"{format_date(start.date(), with_year=True)}, {format_time(start.time())} – {format_time(end.time())}"


def _write(
    request: HttpRequest, *, places: list[Place], formats: list[EventFormat], by: User
) -> HttpResponse:
    try:
        said, *rows = loads(request.POST["rows"], salt=SALT, max_age=KEPT_S)
    except BadSignature:
        messages.error(request, TOO_OLD)
        return redirect("programme:import")
    written = write_programme(
        [row_from(row) for row in rows],
        around=_around(said, places=places, formats=formats),
        publishes="publish" in request.POST,
        by=by,
        now=timezone.now(),
    )
    count = len(written.sessions)
    drafts = f", dont {written.drafts} en brouillon" if written.drafts else ""
    messages.success(request, f"{counted(count, 'séance écrite')}{drafts}.")
    for number, reason in written.refused[:10]:
        messages.warning(request, f"Ligne {number} : {reason}")
    return redirect("programme:home")
