"""What is written once a session is over: counts, words, a pulse; never a name of the public."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from palier.agenda.enums import CountDimension, PulseAnswer, PulseChannel
from palier.agenda.models.sessions import Session
from palier.core.text import fold
from palier.directory.models import Topic


class SessionReport(models.Model):
    """What is written after a session: counts and words, no names."""

    session = models.OneToOneField(
        Session, on_delete=models.CASCADE, related_name="report", verbose_name="séance"
    )
    head_count = models.PositiveIntegerField("personnes venues", default=0)
    volunteer_count = models.PositiveIntegerField("bénévoles", default=0)
    staff_count = models.PositiveIntegerField("collègues présents", default=0)
    topics = models.ManyToManyField(Topic, related_name="reports", blank=True, verbose_name="thèmes abordés")
    topics_shared = models.TextField("ce qui a été partagé", blank=True)
    topics_learnt = models.TextField("ce qui a été appris", blank=True)
    summary = models.TextField("résumé", blank=True)
    purpose_notes = models.TextField("au regard des objectifs", blank=True)
    search_text = models.TextField(editable=False, default="")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="écrit par",
    )
    closed_at = models.DateTimeField("clos le", null=True, blank=True)
    updated_at = models.DateTimeField("modifié le")
    # Changes with each writing, a head counted on a tablet included: a form shown before is not written over it.
    revision = models.PositiveIntegerField("révision", default=0)

    class Meta:
        verbose_name = "bilan de séance"
        verbose_name_plural = "bilans de séance"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Bilan : {self.session}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.search_text = fold(f"{self.summary} {self.topics_shared} {self.topics_learnt}")
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class SessionSeen(models.Model):
    """Which colleague took part in a session, for the share of the staff and for training records."""

    session = models.ForeignKey(
        Session, on_delete=models.CASCADE, related_name="staff_present", verbose_name="séance"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="sessions_attended",
        verbose_name="compte",
    )

    class Meta:
        verbose_name = "collègue présent"
        verbose_name_plural = "collègues présents"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["session", "user"], name="staff_present_once")]

    def __str__(self) -> str:
        return f"{self.user}, {self.session}"


class ReportCount(models.Model):
    """How many heads of one age band, audience or language, counted by hand. `code` is that of the list."""

    report = models.ForeignKey(
        SessionReport, on_delete=models.CASCADE, related_name="counts", verbose_name="bilan"
    )
    dimension = models.CharField("par", max_length=8, choices=CountDimension)
    code = models.CharField("code", max_length=40)
    count = models.PositiveIntegerField("personnes")

    class Meta:
        verbose_name = "comptage"
        verbose_name_plural = "comptages"
        ordering = ["dimension", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "dimension", "code"], name="report_count_once"),
            models.CheckConstraint(name="report_count_of_somebody", condition=Q(count__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.code} : {self.count}"


class Pulse(models.Model):
    """The two questions at the end of a session, without a name: more at ease? met other people?"""

    session = models.ForeignKey(
        Session, on_delete=models.CASCADE, related_name="pulses", verbose_name="séance"
    )
    channel = models.CharField("réponse", max_length=6, choices=PulseChannel)
    more_at_ease = models.CharField("plus à l’aise", max_length=8, choices=PulseAnswer, blank=True)
    met_others = models.CharField(
        "a rencontré d’autres personnes", max_length=8, choices=PulseAnswer, blank=True
    )
    # Chosen by the form: the same sheet sent twice counts once.
    form_key = models.UUIDField("clé du formulaire", unique=True)
    given_on = models.DateField("donné le")

    class Meta:
        verbose_name = "réponse de fin de séance"
        verbose_name_plural = "réponses de fin de séance"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="pulse_says_something", condition=~Q(more_at_ease="", met_others=""))
        ]

    def __str__(self) -> str:
        return f"{self.session}, {self.given_on}"


class Testimony(models.Model):
    """What somebody told the group and agreed to have kept, without a name, as an example to teach with."""

    session = models.ForeignKey(
        Session, on_delete=models.CASCADE, related_name="testimonies", verbose_name="séance"
    )
    text = models.TextField("récit, sans nom ni détail qui désigne quelqu’un")
    agreed_on = models.DateField("accord donné le")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="noté par",
    )

    class Meta:
        verbose_name = "récit"
        verbose_name_plural = "récits"
        ordering = ["pk"]
        constraints = [models.CheckConstraint(name="testimony_said", condition=~Q(text=""))]

    def __str__(self) -> str:
        return self.text[:60]
