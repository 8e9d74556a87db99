"""Stored words of core."""

from django.db.models import TextChoices


class JobStatus(TextChoices):
    """Where one run of a job stands."""

    ASKED = "ASKED", "demandé"
    RUNNING = "RUNNING", "en cours"
    DONE = "DONE", "fait"
    FAILED = "FAILED", "échoué"
    DEAD = "DEAD", "interrompu"
    SKIPPED = "SKIPPED", "attend son heure"


class TextStatus(TextChoices):
    """Where a text message of the outbox stands."""

    WAITING = "WAITING", "en attente"
    SENT = "SENT", "parti"
    FAILED = "FAILED", "échoué"
