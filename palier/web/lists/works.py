"""One change of many records: tried, read again, ticked, written, stopped, taken up again."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from palier.directory.actions import bulk as actions
from palier.directory.actions.bulk.working import STALLED
from palier.directory.editable import FIELDS, RecordKind, difference_in_words, names_of
from palier.directory.enums import BulkOutcome, BulkStatus, ChangeVia
from palier.directory.models import BulkLine, BulkWork
from palier.directory.queries import lists as queries
from palier.web.lists.tasks import try_work, write_work
from palier.web.lists.views import record_url
from palier.web.standing import require

SHOWN = {
    BulkStatus.READY: (BulkOutcome.READY,),
    BulkStatus.STOPPED: (BulkOutcome.CHOSEN,),
    BulkStatus.DONE: (BulkOutcome.DONE,),
}
REFUSED = (BulkOutcome.REFUSED, BulkOutcome.FAILED)


@dataclass(frozen=True, slots=True)
class LineShown:
    """One record of a work: `differences` are (label, before, after) in French."""

    pk: int
    name: str
    commune: str
    url: str
    differences: list[tuple[str, str, str]]
    reasons: list[str]
    verifies: bool


@require_safe
def work(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the work stands: what would change record by record, what is refused and why, what is done."""
    found = _work_or_404(request, pk)
    now = timezone.now()
    counts = queries.counts_of(found)
    is_working = found.status in (BulkStatus.TRYING, BulkStatus.WRITING)
    waiting = BulkOutcome.TO_TRY if found.status == BulkStatus.TRYING else BulkOutcome.CHOSEN
    total = sum(counts.values())
    if found.status == BulkStatus.WRITING:
        total = sum(counts.get(o, 0) for o in (BulkOutcome.CHOSEN, BulkOutcome.DONE, BulkOutcome.FAILED))
    handled = total - counts.get(waiting, 0)
    context = {
        "work": found,
        "is_working": is_working,
        "is_stalled": is_working and found.worked_at < now - STALLED,
        "is_sheet": found.via == ChangeVia.SPREADSHEET,
        "total": total,
        "handled": handled,
        "percent": round(100 * handled / total) if total else 100,
        "counts": [(BulkOutcome(o).label, str(counts[o])) for o in BulkOutcome.values if counts.get(o)],
        "lines": _shown(queries.lines_of_work(found, *SHOWN.get(BulkStatus(found.status), ()))),
        "refused": [] if is_working else _shown(queries.lines_of_work(found, *REFUSED)),
    }
    return render(request, "lists/work.html", context)


@require_POST
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the ticked records, or go on with what stopped."""
    found = _work_or_404(request, pk)
    chosen = [int(text) for text in request.POST.getlist("ligne") if text.isdecimal() and len(text) < 18]
    if found.status == BulkStatus.READY and not chosen:
        messages.error(request, "Cochez au moins une fiche : rien n’a été écrit.")
        return redirect("lists:work", pk=pk)
    try:
        actions.start_writing(work_id=found.pk, chosen=chosen, now=timezone.now())
    except actions.WorkBusy:
        messages.info(request, "Cette modification est déjà en cours, ou terminée.")
    else:
        write_work.enqueue(found.pk)
    return redirect("lists:work", pk=pk)


@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop writing; what is written stays and the rest waits."""
    found = _work_or_404(request, pk)
    actions.stop_work(work_id=found.pk, now=timezone.now())
    return redirect("lists:work", pk=pk)


@require_POST
def try_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with a trial whose worker was killed."""
    try_work.enqueue(_work_or_404(request, pk).pk)
    return redirect("lists:work", pk=pk)


def _work_or_404(request: HttpRequest, pk: int) -> BulkWork:
    """Return a work of the person who asks. Raises PermissionDenied, and Http404 for one of somebody else."""
    found = queries.work_of(require(request, "bulk_edit"), pk)
    if found is None:
        raise Http404
    return found


def _shown(lines: list[BulkLine]) -> list[LineShown]:
    """Return the lines in French; the codes of all are named together, so that many cost no more than one."""
    said = [
        (FIELDS[_kind(line)][name], value)
        for line in lines
        for name, new in line.values.items()
        for value in (line.before.get(name), new)
    ]
    names = names_of(said)
    return [
        LineShown(
            line.pk,
            f"{line.service.name}, {line.place.name}" if line.service else line.place.name,
            line.place.commune.name,
            record_url(line.place.public_id),
            difference_in_words(
                _kind(line), {n: [line.before.get(n), v] for n, v in line.values.items()}, names=names
            ),
            list(line.reasons),
            line.verifies,
        )
        for line in lines
    ]


def _kind(line: BulkLine) -> RecordKind:
    return RecordKind.SERVICE if line.service_id else RecordKind.PLACE
