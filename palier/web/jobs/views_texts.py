"""`/-/sms/`: text messages that wait, failed, left. On a demonstration site, everybody reads them there."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from palier.core import sms
from palier.core.enums import TextStatus
from palier.core.sms import delivery, queries
from palier.web.jobs.views import for_operators


@login_not_required  # as for mails: a demonstration site shows them to everybody; the wall is below for all others
@never_cache
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """The outbox for operators; on a demonstration site, the last messages with their text for everybody."""
    if settings.IS_DEMO_SITE:
        return render(request, "jobs/demo_texts.html", {"texts": queries.last_whole_texts()})
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    for_operators(request)
    context = {
        "is_on": sms.is_on(),
        "counts": queries.text_counts(),
        "waiting": queries.texts(TextStatus.WAITING),
        "failed": queries.texts(TextStatus.FAILED),
        "sent_kept_days": settings.SENT_MAILS_KEPT_DAYS,
        "failed_kept_days": settings.FAILED_MAILS_KEPT_DAYS,
    }
    return render(request, "jobs/texts.html", context)


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a message back in the queue, with all its attempts."""
    for_operators(request)
    if delivery.retry_text(pk, now=timezone.now()):
        messages.success(request, "Le SMS partira dans la minute.")
    else:
        messages.info(request, "Ce SMS est déjà parti, ou n’existe plus.")
    return redirect("texts:outbox")
