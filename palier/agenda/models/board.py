"""The question board: what the group asks, what it finds, and what it keeps for next time."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from palier.agenda.enums import FoundBy, QuestionOrigin, QuestionState, WishKind
from palier.agenda.models.series import Series
from palier.agenda.models.sessions import Session
from palier.core.text import fold
from palier.directory.models import Place, Topic


class SessionQuestion(models.Model):
    """A question of the group. One that stays open is there at the next session of the same series or place."""

    session = models.ForeignKey(
        Session, on_delete=models.CASCADE, related_name="questions", verbose_name="séance"
    )
    text = models.CharField("question", max_length=500)
    search_text = models.TextField(editable=False)
    state = models.CharField("état", max_length=9, choices=QuestionState, default=QuestionState.OPEN)
    origin = models.CharField("venue", max_length=10, choices=QuestionOrigin)
    topic = models.ForeignKey(
        Topic,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="questions",
        verbose_name="thème",
        help_text="Facultatif, pour compter ce qui revient.",
    )
    query_used = models.CharField("recherche tapée", max_length=200, blank=True)
    carried_from = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="carried_to",
        verbose_name="déjà posée à",
    )
    # Sent by a visitor: the same form sent twice asks once.
    form_key = models.UUIDField("clé du formulaire", null=True, blank=True, unique=True, editable=False)
    hidden_at = models.DateTimeField("masquée le", null=True, blank=True)
    asked_at = models.DateTimeField("posée le")
    settled_at = models.DateTimeField("réglée le", null=True, blank=True)
    position = models.PositiveSmallIntegerField("ordre", default=100)

    class Meta:
        verbose_name = "question du groupe"
        verbose_name_plural = "questions du groupe"
        ordering = ["position", "asked_at", "pk"]
        constraints = [
            models.CheckConstraint(name="question_said", condition=~Q(text="")),
            models.CheckConstraint(
                name="question_carried_from_another",
                condition=Q(carried_from=None) | ~Q(carried_from=F("pk")),
            ),
            models.UniqueConstraint(
                fields=["session", "carried_from"],
                condition=Q(carried_from__isnull=False),
                name="question_carried_once_per_session",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def save(self, *args: object, **kwargs: object) -> None:
        self.search_text = fold(self.text)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class QuestionAnswer(models.Model):
    """One answer, of several: who found it, and where."""

    question = models.ForeignKey(
        SessionQuestion, on_delete=models.CASCADE, related_name="answers", verbose_name="question"
    )
    text = models.TextField("réponse")
    search_text = models.TextField(editable=False)
    found_by = models.CharField("trouvée par", max_length=11, choices=FoundBy)
    source_url = models.URLField("adresse de la source", max_length=500, blank=True)
    query_used = models.CharField("recherche tapée", max_length=200, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="notée par",
    )
    written_at = models.DateTimeField("notée le")

    class Meta:
        verbose_name = "réponse"
        verbose_name_plural = "réponses"
        ordering = ["written_at", "pk"]
        constraints = [models.CheckConstraint(name="answer_said", condition=~Q(text=""))]

    def __str__(self) -> str:
        return self.text[:60]

    def save(self, *args: object, **kwargs: object) -> None:
        self.search_text = fold(self.text)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Wish(models.Model):
    """« Je cherche » or « je peux aider », said before a session without a name."""

    session = models.ForeignKey(
        Session, on_delete=models.CASCADE, related_name="wishes", verbose_name="séance"
    )
    kind = models.CharField("nature", max_length=8, choices=WishKind)
    text = models.CharField("sur quoi", max_length=300)
    topic = models.ForeignKey(
        Topic, on_delete=models.SET_NULL, null=True, blank=True, related_name="wishes", verbose_name="thème"
    )
    form_key = models.UUIDField("clé du formulaire", null=True, blank=True, unique=True, editable=False)
    hidden_at = models.DateTimeField("masqué le", null=True, blank=True)
    said_at = models.DateTimeField("dit le")

    class Meta:
        verbose_name = "souhait"
        verbose_name_plural = "souhaits"
        ordering = ["said_at", "pk"]
        constraints = [models.CheckConstraint(name="wish_said", condition=~Q(text=""))]

    def __str__(self) -> str:
        return self.text


class WorkshopSuggestion(models.Model):
    """What the product suggests to a place, and what was done of it: an extra date, a workshop on a topic.

    Kept so that a suggestion set aside does not come back.
    """

    place = models.ForeignKey(
        Place, on_delete=models.CASCADE, related_name="workshop_suggestions", verbose_name="lieu"
    )
    series = models.ForeignKey(
        Series,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="suggestions",
        verbose_name="série",
    )
    topic = models.ForeignKey(
        Topic,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="suggestions",
        verbose_name="thème",
    )
    made_session = models.ForeignKey(
        Session,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="séance créée",
    )
    set_aside_at = models.DateTimeField("laissée de côté le", null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="par"
    )
    settled_at = models.DateTimeField("réglée le")

    class Meta:
        verbose_name = "suggestion"
        verbose_name_plural = "suggestions"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="suggestion_of_a_series_or_a_topic",
                condition=Q(series__isnull=False, topic=None) | Q(series=None, topic__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.place} : {self.series or self.topic}"
