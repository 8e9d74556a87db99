"""Series: sessions that come back, their thread, and the subjects kept for later."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from palier.agenda.enums import BacklogState
from palier.agenda.models.formats import MAX_DURATION_MIN, MIN_DURATION_MIN, EventFormat
from palier.agenda.validators import validate_recurrence
from palier.core.ids import new_public_id
from palier.directory.models import Place, Structure


class Series(models.Model):
    """Recurring sessions of one format at one place, with a thread (« fil rouge »).

    The rule makes days in the zone of the place; the hour stays the same on the clock, summer and winter.
    """

    public_id = models.CharField(
        "identifiant public", max_length=8, unique=True, default=new_public_id, editable=False
    )
    format = models.ForeignKey(
        EventFormat, on_delete=models.PROTECT, related_name="series", verbose_name="format"
    )
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, related_name="series", verbose_name="lieu"
    )
    organiser = models.ForeignKey(
        Structure, on_delete=models.PROTECT, related_name="series", verbose_name="structure qui organise"
    )
    title = models.CharField("titre", max_length=150)
    thread = models.TextField("fil rouge", blank=True)
    recurrence = models.CharField(
        "répétition (RFC 5545)", max_length=200, validators=[validate_recurrence], blank=True
    )
    starts_on = models.DateField("à partir du")
    ends_on = models.DateField("jusqu’au", null=True, blank=True, help_text="Ce jour compris.")
    start_time = models.TimeField("heure de début")
    duration_min = models.PositiveSmallIntegerField(
        "durée (minutes)",
        validators=[MinValueValidator(MIN_DURATION_MIN), MaxValueValidator(MAX_DURATION_MIN)],
    )
    skips_public_holidays = models.BooleanField("sauf jours fériés", default=True)
    skips_school_holidays = models.BooleanField("sauf vacances scolaires", default=False)
    defaults = models.JSONField(
        "ce que chaque séance reprend", default=dict, blank=True, editable=False
    )  # field of Session → value, for the occurrences to come
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="créée par",
    )
    created_at = models.DateTimeField("créée le")
    is_demo = models.BooleanField("démonstration", default=False)

    class Meta:
        verbose_name = "série"
        verbose_name_plural = "séries"
        ordering = ["-starts_on", "-pk"]
        constraints = [models.CheckConstraint(name="series_titled", condition=~Q(title=""))]

    def __str__(self) -> str:
        return self.title


class SeriesException(models.Model):
    """A day on which the series does not take place, and why."""

    series = models.ForeignKey(
        Series, on_delete=models.CASCADE, related_name="exceptions", verbose_name="série"
    )
    on = models.DateField("jour")
    reason = models.CharField("raison", max_length=200, blank=True)

    class Meta:
        verbose_name = "jour sans séance"
        verbose_name_plural = "jours sans séance"
        ordering = ["on", "pk"]
        constraints = [models.UniqueConstraint(fields=["series", "on"], name="series_exception_once")]

    def __str__(self) -> str:
        return f"{self.series}, {self.on}"


class BacklogTopic(models.Model):
    """A subject raised in a session and kept for a later one (« sujet à traiter ultérieurement »)."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="backlog", verbose_name="série")
    text = models.CharField("sujet", max_length=300)
    state = models.CharField("état", max_length=8, choices=BacklogState, default=BacklogState.WAITING)
    raised_in = models.ForeignKey(
        "agenda.Session",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="raised_topics",
        verbose_name="venu de la séance",
    )
    question = models.ForeignKey(
        "agenda.SessionQuestion",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="backlog_topics",
        verbose_name="venu de la question",
    )
    taken_in = models.ForeignKey(
        "agenda.Session",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="taken_topics",
        verbose_name="repris dans la séance",
    )
    created_at = models.DateTimeField("noté le")

    class Meta:
        verbose_name = "sujet à traiter"
        verbose_name_plural = "sujets à traiter"
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(name="backlog_topic_said", condition=~Q(text="")),
            models.UniqueConstraint(
                fields=["series", "question"],
                condition=Q(question__isnull=False),
                name="backlog_topic_once_per_question",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class SessionTemplate(models.Model):
    """A session worth giving again (« modèle »), ours or copied from elsewhere with its source."""

    structure = models.ForeignKey(
        Structure,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="session_templates",
        verbose_name="structure",
        help_text="Vide : le modèle de tous.",
    )
    format = models.ForeignKey(
        EventFormat, on_delete=models.PROTECT, related_name="templates", verbose_name="format"
    )
    title = models.CharField("titre", max_length=150)
    description = models.TextField("déroulé", blank=True)
    interests = models.TextField(
        "partir de ce que les personnes connaissent",
        blank=True,
        help_text="Centres d’intérêt, habitudes, objets du quotidien.",
    )
    topics = models.ManyToManyField(
        "directory.Topic", related_name="templates", blank=True, verbose_name="thèmes"
    )
    source_name = models.CharField("repris de", max_length=200, blank=True)
    source_url = models.URLField("adresse de la source", max_length=500, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="ajouté par",
    )
    created_at = models.DateTimeField("ajouté le")
    is_demo = models.BooleanField("démonstration", default=False)

    class Meta:
        verbose_name = "modèle de séance"
        verbose_name_plural = "modèles de séance"
        ordering = ["title", "pk"]
        constraints = [models.CheckConstraint(name="template_titled", condition=~Q(title=""))]

    def __str__(self) -> str:
        return self.title
