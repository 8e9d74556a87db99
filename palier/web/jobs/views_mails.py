"""`/-/courriels/`: what waits, what failed, what left. On a demonstration site, everybody reads the mails there."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from palier.core.mails import delivery, queries
from palier.web.jobs.views import for_operators


@login_not_required  # a demonstration site shows its mails to everybody; the wall is below for all others
@never_cache
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """The outbox for operators; on a demonstration site, the last mails with their text for everybody."""
    if settings.IS_DEMO_SITE:
        return render(request, "jobs/demo_mails.html", {"mails": queries.last_whole_mails()})
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    for_operators(request)
    return render(
        request,
        "jobs/outbox.html",
        {
            "counts": queries.mail_counts(),
            "waiting": queries.waiting_mails(),
            "failed": queries.failed_mails(),
            "sent": queries.sent_mails(),
            "sent_kept_days": settings.SENT_MAILS_KEPT_DAYS,
            "failed_kept_days": settings.FAILED_MAILS_KEPT_DAYS,
        },
    )


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a mail back in the queue, with all its attempts."""
    for_operators(request)
    if delivery.retry_mail(pk, now=timezone.now()):
        messages.success(request, "Le courriel partira dans la minute.")
    else:
        messages.info(request, "Ce courriel est déjà parti, ou n’existe plus.")
    return redirect("mails:outbox")
