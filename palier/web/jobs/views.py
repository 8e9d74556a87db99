"""`/-/travaux/`: operators read what ran, what failed, what comes next, and may run it again."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from palier.accounts.models import User
from palier.core.jobs import job_named, queries, runner, tasks


def for_operators(request: HttpRequest) -> None:
    """Raise PermissionDenied unless an operator asks."""
    if not isinstance(request.user, User) or not request.user.is_staff:
        raise PermissionDenied


@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """Every job with its last run and its next one, then failures, then the tasks that failed."""
    for_operators(request)
    return render(
        request,
        "jobs/jobs.html",
        {
            "jobs": queries.job_states(now=timezone.now()),
            "failures": queries.recent_failures(),
            "counts": queries.task_counts(),
            "failed_tasks": queries.failed_tasks(),
            "tasks_to_retry": queries.tasks_to_retry(),
        },
    )


@require_POST
def ask_for_job(request: HttpRequest) -> HttpResponse:
    """Ask that a job runs at the next tick of the scheduler."""
    for_operators(request)
    job = job_named(request.POST.get("job", ""))
    if job is None:
        raise Http404
    runner.ask_for(job.name, now=timezone.now())
    messages.success(request, f"« {job.label} » partira au prochain passage, dans quelques minutes au plus.")
    return redirect("jobs:jobs")


@require_POST
def retry_task(request: HttpRequest) -> HttpResponse:
    """Put a failed task back in the queue."""
    for_operators(request)
    try:
        pk = UUID(request.POST.get("task", ""))
    except ValueError:
        raise Http404 from None
    if tasks.retry_task(str(pk), now=timezone.now()):
        messages.success(request, "La tâche est de nouveau dans la file.")
    else:
        messages.info(request, "Cette tâche n’est plus en échec.")
    return redirect("jobs:jobs")
