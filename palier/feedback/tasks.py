"""Slow effects of opinions."""

from django.conf import settings
from django.core.mail import send_mail
from django_tasks import task

from palier.feedback.models import Feedback


@task()
def announce_feedback(feedback_id: int) -> None:
    """Mail the team that an opinion waits. May send twice if the worker dies after sending."""
    feedback = Feedback.objects.filter(pk=feedback_id).first()
    if feedback is not None:
        send_mail(
            subject="Un avis attend d’être lu",
            message=f"Page : {feedback.page}\n\n{feedback.message}\n\n{settings.SITE_URL}/-/admin/feedback/feedback/",
            from_email=settings.DEFAULT_FROM_EMAIL,
            recipient_list=[settings.SITE_CONTACT_EMAIL],
        )
