"""Slow effects of the directory."""

from django.conf import settings
from django.core.mail import send_mail
from django_tasks import task

from palier.directory.models import CorrectionProposal


@task()
def announce_error_report(report_id: int) -> None:
    """Mail the team that a mistake was told. May send twice if the worker dies after sending."""
    report = CorrectionProposal.objects.select_related("place").filter(pk=report_id).first()
    if report is not None:
        send_mail(
            subject=f"Une erreur est signalée : {report.place.name}",
            message=f"{report.message}\n\n{settings.SITE_URL}/-/admin/directory/errorreport/{report.pk}/change/",
            from_email=settings.DEFAULT_FROM_EMAIL,
            recipient_list=[settings.SITE_CONTACT_EMAIL],
        )
