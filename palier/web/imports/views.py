"""`/-/imports/`: operators put a file down, see what it would change, import it, watch it advance."""

import json
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from palier.accounts.models import User
from palier.directory import permissions, queries
from palier.directory.actions.imports import deposits as actions
from palier.directory.enums import DepositStatus
from palier.directory.imports import reports
from palier.directory.models import ImportDeposit
from palier.web.imports import tasks

MAX_FILE_BYTES = 60 * 1024 * 1024
SHOWN_LINES = 300


class DepositForm(forms.Form):
    file = forms.FileField(label="Le fichier", help_text="CSV, JSON, XLSX ou ODS, 60 Mo au plus.")
    source_code = forms.SlugField(
        label="Le nom de la source",
        max_length=40,
        help_text="Toujours le même pour la même liste : « mayenne », « hub-lo »…",
    )
    mapping = forms.FileField(
        label="Le fichier de correspondances (TOML)",
        required=False,
        help_text="Inutile pour le schéma national, data·inclusion et les sources déjà connues.",
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_FILE_BYTES:
            raise ValidationError(
                "Ce fichier dépasse 60 Mo : importez-le avec la commande « palier import-places »."
            )
        return file

    def clean_mapping(self) -> str:
        file = self.cleaned_data["mapping"]
        if not file:
            return ""
        try:
            return str(file.read(200_000).decode("utf-8"))
        except UnicodeDecodeError:
            raise ValidationError(
                "Les correspondances doivent être un fichier texte en UTF-8 : enregistrez-le de nouveau ainsi."
            ) from None


def _for_operators(request: HttpRequest) -> User:
    """Return who asks. Raises PermissionDenied unless they may import."""
    user = request.user
    if not isinstance(user, User) or not permissions.can_import_places(user):
        raise PermissionDenied
    return user


def _deposit_or_404(pk: int) -> ImportDeposit:
    deposit = queries.deposit_by_pk(pk)
    if deposit is None:
        raise Http404
    return deposit


@require_http_methods(["GET", "HEAD", "POST"])
def deposits(request: HttpRequest) -> HttpResponse:
    """The files put down, and a form for a new one."""
    user = _for_operators(request)
    form = DepositForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        deposit = actions.put_down_file(
            source_code=form.cleaned_data["source_code"].lower(),
            file_name=file.name,
            content=file.read(),
            mapping=form.cleaned_data["mapping"],
            by=user,
            now=timezone.now(),
        )
        return _start(deposit.pk, DepositStatus.TRYING)
    context = {"form": form, "deposits": queries.recent_deposits()[:50]}
    return render(request, "imports/deposits.html", context, status=422 if request.method == "POST" else 200)


@require_safe
def deposit(request: HttpRequest, pk: int) -> HttpResponse:
    """Where one file stands: advancing, tried with its differences, stopped with the reason, or done."""
    _for_operators(request)
    found = _deposit_or_404(pk)
    is_working = found.status in (DepositStatus.TRYING, DepositStatus.IMPORTING)
    totals = found.run.totals if found.run and found.status == DepositStatus.DONE else found.totals
    return render(
        request,
        "imports/deposit.html",
        {
            "deposit": found,
            "is_working": is_working,
            "can_try": found.status in actions.WAITING[DepositStatus.TRYING],
            "can_import": found.status in actions.WAITING[DepositStatus.IMPORTING],
            "percent": round(100 * found.rows_done / found.rows_total) if found.rows_total else 0,
            "totals_line": reports.totals_sentence(totals) if totals else "",
            "headers": ("Ligne", "Ce qu’elle devient", "Remarques"),
            "rows": [
                (str(line["row"]), reports.OUTCOME_WORDS[line["outcome"]], " ".join(line["reasons"]))
                for line in found.preview[:SHOWN_LINES]
            ],
        },
    )


def _start(pk: int, status: DepositStatus) -> HttpResponse:
    try:
        actions.start_work(deposit_id=pk, status=status)
    except actions.DepositBusy:
        return redirect("imports:deposit", pk=pk)
    work = tasks.try_deposit if status == DepositStatus.TRYING else tasks.import_deposit
    work.enqueue(pk)
    return redirect("imports:deposit", pk=pk)


@require_POST
def try_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Try the file again without writing anything, for instance once more removals are accepted."""
    _for_operators(request)
    found = _deposit_or_404(pk)
    if request.POST.get("allow_removals") == "1":
        actions.allow_removals(deposit_id=found.pk)
    return _start(found.pk, DepositStatus.TRYING)


@require_POST
def start_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Import the file, or go on with an import that stopped."""
    _for_operators(request)
    return _start(_deposit_or_404(pk).pk, DepositStatus.IMPORTING)


@require_safe
def report(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """The report of a finished import, one line per row of the file, as JSON."""
    _for_operators(request)
    found = _deposit_or_404(pk)
    if found.run is None:
        raise Http404
    response = StreamingHttpResponse(_json_lines(found), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="import-{found.pk}.json"'
    return response


def _json_lines(deposit: ImportDeposit) -> Iterator[str]:
    assert deposit.run is not None
    yield '{"rows": ['
    for at, line in enumerate(reports.lines_of(deposit.run)):
        yield (",\n" if at else "\n") + json.dumps(line, ensure_ascii=False)
    yield f'\n], "totals": {json.dumps(deposit.run.totals, ensure_ascii=False)}}}\n'
