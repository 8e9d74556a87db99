"""Records of the same place: what is asked of two of them, what people answered, what was joined and from what."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from palier.directory.enums import PairAnswer, QuestionStatus
from palier.directory.models.places import Place


class PlaceJoin(models.Model):
    """Two records made one: `joined` is closed and its address leads to `kept`. It can be undone.

    `evidence`: see `PairQuestion`. `before`: rows of `kept` as they were, and `moved`: ids of what went from `joined`
    to `kept`; see `actions.joins.snapshots` and `actions.joins.moving`. Rows of `joined` that were copied stay on it.
    """

    kept = models.ForeignKey(
        Place, on_delete=models.CASCADE, related_name="joins_kept", verbose_name="fiche gardée"
    )
    joined = models.ForeignKey(
        Place, on_delete=models.CASCADE, related_name="joins_left", verbose_name="fiche réunie"
    )
    is_automatic = models.BooleanField("automatique", default=False)
    evidence = models.JSONField("raisons", default=dict, blank=True)
    before = models.JSONField("ce que disait la fiche gardée", default=dict)
    moved = models.JSONField("ce qui a changé de fiche", default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="compte",
    )
    by_label = models.CharField("par", max_length=200)
    joined_at = models.DateTimeField("réunies le")
    undone_at = models.DateTimeField("défaite le", null=True, blank=True)
    undone_by = models.CharField("défaite par", max_length=200, blank=True)

    class Meta:
        verbose_name = "réunion de fiches"
        verbose_name_plural = "réunions de fiches"
        ordering = ["-joined_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="join_of_two_places", condition=~Q(kept=F("joined"))),
            models.UniqueConstraint(
                fields=["joined"], condition=Q(undone_at=None), name="join_once_at_a_time"
            ),
            models.CheckConstraint(name="join_by_somebody", condition=~Q(by_label="")),
        ]

    def __str__(self) -> str:
        return f"{self.joined} → {self.kept}"


class PlacePair(models.Model):
    """Two places in no order: the smaller id first, so that the database knows a pair only once."""

    first = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+", verbose_name="un lieu")
    second = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+", verbose_name="l’autre")
    evidence = models.JSONField("raisons", default=dict, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="%(class)s_once"),
            models.CheckConstraint(name="%(class)s_in_order", condition=Q(first__lt=F("second"))),
        ]

    def __str__(self) -> str:
        return f"{self.first} / {self.second}"


class PairDecision(PlacePair):
    """What a person said of two places. It wins over what the software finds, and is not asked again."""

    answer = models.CharField("réponse", max_length=8, choices=PairAnswer)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="compte",
    )
    by_label = models.CharField("par", max_length=200)
    decided_at = models.DateTimeField("dit le")
    join = models.ForeignKey(
        PlaceJoin, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="réunion"
    )

    class Meta(PlacePair.Meta):
        verbose_name = "réponse sur deux fiches"
        verbose_name_plural = "réponses sur deux fiches"
        ordering = ["-decided_at", "-pk"]
        constraints = [
            *PlacePair.Meta.constraints,
            models.CheckConstraint(name="pair_decision_by_somebody", condition=~Q(by_label="")),
        ]


class PairQuestion(PlacePair):
    """Two places that look alike, for a person to tell.

    `evidence`: `{"score_bits", "lines": [{"field", "level", "weight_bits", "sentence"}], "objections": [sentence]}`.
    `opened_by`, `closed_by`: the join that brought it, or that took it away, so that undoing puts it back.
    """

    status = models.CharField("état", max_length=8, choices=QuestionStatus, default=QuestionStatus.OPEN)
    score_bits = models.FloatField("poids des raisons (bits)", default=0.0)
    asked_at = models.DateTimeField("posée le")
    opened_by = models.ForeignKey(
        PlaceJoin, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="venue de"
    )
    closed_by = models.ForeignKey(
        PlaceJoin,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="close par",
    )

    class Meta(PlacePair.Meta):
        verbose_name = "paire à trancher"
        verbose_name_plural = "paires à trancher"
        ordering = ["-score_bits", "pk"]
        indexes = [models.Index("status", "score_bits", name="pair_question_status")]
