"""Slow effects of the directory."""

from django_tasks import task

from palier.directory import mails
from palier.directory.models import CorrectionProposal


@task()
def announce_error_report(report_id: int) -> None:
    """Mail the team that a mistake was told. May send twice if the worker dies after sending."""
    report = CorrectionProposal.objects.select_related("place").filter(pk=report_id).first()
    if report is not None:
        mails.send_proposal_received(proposal=report)
