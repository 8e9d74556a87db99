"""« Je donne mon avis »: what anybody says of the site, without an account."""

from django.db import models
from django.db.models import Q, TextChoices


class FeedbackStatus(TextChoices):
    """Where an opinion stands in the queue."""

    NEW = "NEW", "à lire"
    IN_PROGRESS = "IN_PROGRESS", "en cours"
    DONE = "DONE", "traité"
    DECLINED = "DECLINED", "sans suite"


class Feedback(models.Model):
    """One opinion, about one page. No name; a contact only if the person wants an answer."""

    page = models.CharField("page", max_length=300, help_text="Chemin seul, sans ce qui a été cherché.")
    message = models.TextField("avis", max_length=2000)
    contact = models.CharField("pour répondre", max_length=200, blank=True)
    status = models.CharField("statut", max_length=12, choices=FeedbackStatus, default=FeedbackStatus.NEW)
    answer = models.TextField("suite donnée", blank=True)
    created_at = models.DateTimeField("reçu le")

    class Meta:
        verbose_name = "avis"
        verbose_name_plural = "avis"
        ordering = ["-created_at", "-pk"]
        constraints = [models.CheckConstraint(name="feedback_has_message", condition=~Q(message=""))]

    def __str__(self) -> str:
        return self.message[:60]
