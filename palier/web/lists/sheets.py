"""`/fiches/tableur/`: one’s records as a workbook, and the workbook back with its differences to accept."""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from palier.directory.actions import bulk as actions
from palier.directory.actions.bulk import MOST_RECORDS
from palier.directory.enums import ChangeVia
from palier.directory.imports.reading import UnreadableFile
from palier.directory.queries.lists import first_ids, works_of
from palier.directory.spreadsheets import MOST_PLACES, Comparison, compare_workbook, write_workbook
from palier.web.lists.filters import condition_on, form_of, places_of, query_of
from palier.web.lists.tasks import try_work
from palier.web.standing import require, standing_in

MAX_FILE_BYTES = 10 * 1024 * 1024
SHOWN_WORKS = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SheetForm(forms.Form):
    """The workbook sent back."""

    file = forms.FileField(label="Le classeur modifié", help_text="XLSX ou ODS, 10 Mo au plus.")

    def clean_file(self) -> Any:
        """Refuse a file that is too large before reading it."""
        file = self.cleaned_data["file"]
        if file.size > MAX_FILE_BYTES:
            raise ValidationError("Ce fichier dépasse 10 Mo : téléchargez moins de fiches à la fois.")
        return file


@require_http_methods(["GET", "HEAD", "POST"])
def sheets(request: HttpRequest) -> HttpResponse:
    """Offer the workbook, take it back, and list what was done before."""
    user = require(request, "bulk_edit")
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            compared = _compared(file.read(), request)
            work = actions.prepare_work(
                title=f"Tableur : {file.name}",
                via=ChangeVia.SPREADSHEET,
                wanted=compared.wanted,
                remarks=compared.remarks,
                by=user,
                now=timezone.now(),
            )
        except UnreadableFile as problem:
            form.add_error("file", str(problem))
        except actions.TooManyRecords:
            form.add_error(
                "file", f"Plus de {MOST_RECORDS} lignes sont changées : partagez le fichier en deux."
            )
        else:
            try_work.enqueue(work.pk)
            return redirect("lists:work", pk=work.pk)
    within = condition_on(request, "bulk_edit")
    count = places_of(form_of(request.GET, within), within).count()
    context = {
        "form": form,
        "count": count,
        "most": MOST_PLACES,
        "most_changed": MOST_RECORDS,
        "query": query_of(request.GET),
        "works": works_of(user)[:SHOWN_WORKS],
    }
    return render(request, "lists/sheets.html", context, status=422 if request.method == "POST" else 200)


@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """The filtered list as a workbook, of the records that the person may change in number."""
    require(request, "bulk_edit")
    within = condition_on(request, "bulk_edit")
    ids = first_ids(places_of(form_of(request.GET, within), within), most=MOST_PLACES)
    target = BytesIO()
    write_workbook(target, place_ids=ids, standing=standing_in(request))
    response = HttpResponse(target.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="fiches-{timezone.localdate():%Y-%m-%d}.xlsx"'
    return response


def _compared(content: bytes, request: HttpRequest) -> Comparison:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "classeur"
        path.write_bytes(content)
        return compare_workbook(path, standing=standing_in(request))
