"""Tables without a domain: the words an index knows, who asked how often, what ran when, which messages leave."""

from django.db import models

from palier.core.enums import JobStatus, TextStatus


class Vocabulary(models.Model):
    """The words of one full-text index, as last refreshed."""

    index_name = models.CharField("index", max_length=48, unique=True)
    version = models.UUIDField("version", help_text="Tirée au hasard à chaque mise à jour.")

    class Meta:
        verbose_name = "vocabulaire"
        verbose_name_plural = "vocabulaires"

    def __str__(self) -> str:
        return self.index_name


class Word(models.Model):
    """One spelling of a word found in an index, and in how many of its documents."""

    index_name = models.CharField("index", max_length=48)
    word = models.CharField("mot", max_length=64, help_text="En minuscules, avec ses accents.")
    stem = models.CharField("racine", max_length=64, help_text="core.text.stem : ce que l’index contient.")
    documents = models.PositiveIntegerField("nombre de documents")

    class Meta:
        verbose_name = "mot"
        verbose_name_plural = "mots"
        constraints = [models.UniqueConstraint(fields=["index_name", "word"], name="word_once_per_index")]

    def __str__(self) -> str:
        return self.word


class RateLimitWindow(models.Model):
    """How many times somebody did something in one stretch of time. Never says who: see `core.ratelimit`."""

    scope = models.CharField("action", max_length=48)
    key_hash = models.CharField("empreinte", max_length=64, help_text="HMAC-SHA256, change chaque jour.")
    window_start = models.DateTimeField("début", db_index=True)
    count = models.PositiveIntegerField("nombre de fois")

    class Meta:
        verbose_name = "fréquence"
        verbose_name_plural = "fréquences"
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "key_hash", "window_start"], name="rate_limit_window_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.window_start:%Y-%m-%d %H:%M}"


class JobRun(models.Model):
    """One attempt to do a regular job, for one of its due times. The constraints decide who may start."""

    job = models.CharField("travail", max_length=64)
    slot = models.DateTimeField("échéance", help_text="Le moment prévu, ou celui de la demande.")
    attempt = models.PositiveSmallIntegerField("essai", default=1)
    status = models.CharField("état", max_length=10, choices=JobStatus)
    started_at = models.DateTimeField("commencé le", null=True)
    finished_at = models.DateTimeField("fini le", null=True, db_index=True)
    lease_until = models.DateTimeField("réputé perdu après", null=True)
    summary = models.CharField("compte rendu", max_length=300, blank=True)
    error = models.TextField("erreur", blank=True)

    class Meta:
        verbose_name = "passage d’un travail"
        verbose_name_plural = "passages des travaux"
        constraints = [
            models.UniqueConstraint(fields=["job", "slot", "attempt"], name="job_run_once_per_slot"),
            models.UniqueConstraint(
                fields=["job"], condition=models.Q(status=JobStatus.RUNNING), name="job_run_one_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["job"], condition=models.Q(status=JobStatus.ASKED), name="job_run_asked_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.job} {self.slot:%Y-%m-%d %H:%M}"


class WorkerBeat(models.Model):
    """The last sign of life of a process that does tasks."""

    worker_id = models.CharField("processus", max_length=64, unique=True)
    seen_at = models.DateTimeField("vu le", db_index=True)

    class Meta:
        verbose_name = "signe de vie"
        verbose_name_plural = "signes de vie"

    def __str__(self) -> str:
        return self.worker_id


class TextMessage(models.Model):
    """One text message (SMS) to one telephone: see `core.sms`."""

    phone = models.CharField("téléphone (E.164)", max_length=20)
    text = models.CharField("texte", max_length=480)
    status = models.CharField("état", max_length=7, choices=TextStatus)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    due_at = models.DateTimeField("pas avant")
    written_at = models.DateTimeField("écrit le")
    changed_at = models.DateTimeField("changé le")
    error = models.CharField("dernière erreur", max_length=100, blank=True)

    class Meta:
        verbose_name = "SMS"
        verbose_name_plural = "SMS"
        indexes = [models.Index("status", "due_at", name="text_message_due")]
        constraints = [models.CheckConstraint(name="text_message_said", condition=~models.Q(text=""))]

    def __str__(self) -> str:
        return self.masked_phone

    @property
    def masked_phone(self) -> str:
        """The telephone without its middle, as operators may see it: « +336…10 »."""
        return f"{self.phone[:4]}…{self.phone[-2:]}"
