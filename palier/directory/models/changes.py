"""What happens to records over time: every change kept, drafts, corrections that somebody proposes.

The three speak one vocabulary, that of `directory.editable`: field → value in JSON.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from palier.directory.enums import ChangeVia, ReportStatus
from palier.directory.models.places import Place
from palier.directory.models.services import Service
from palier.directory.models.structures import Structure

OF_ONE_RECORD = Q(place__isnull=False, structure=None) | Q(place=None, service=None, structure__isnull=False)


class RecordChange(models.Model):
    """One change of one record, all its fields at once: `changes` is {field: [before, after]}.

    A change of a service names its place too, so that a place has one history. Never changed once written.
    """

    place = models.ForeignKey(
        Place, on_delete=models.CASCADE, null=True, blank=True, related_name="changes", verbose_name="lieu"
    )
    service = models.ForeignKey(
        Service,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="changes",
        verbose_name="service",
    )
    structure = models.ForeignKey(
        Structure,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="changes",
        verbose_name="structure",
    )
    via = models.CharField("par quel chemin", max_length=12, choices=ChangeVia)
    changes = models.JSONField("changements")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="compte",
    )
    by_label = models.CharField("par", max_length=200)
    made_at = models.DateTimeField("fait le")

    class Meta:
        verbose_name = "changement"
        verbose_name_plural = "changements"
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index("via", "made_at", name="change_via_made_at")]
        constraints = [
            models.CheckConstraint(name="change_of_one_record", condition=OF_ONE_RECORD),
            models.CheckConstraint(name="change_by_somebody", condition=~Q(by_label="") & ~Q(via="")),
        ]

    def __str__(self) -> str:
        return f"{self.place or self.structure}, {self.made_at:%Y-%m-%d}"


class Draft(models.Model):
    """What somebody typed in a form and has not sent. `key` says which form of which record: `place:ab12cd34`."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts", verbose_name="compte"
    )
    key = models.CharField("formulaire", max_length=80)
    typed = models.JSONField("ce qui est tapé")
    saved_at = models.DateTimeField("gardé le")

    class Meta:
        verbose_name = "brouillon"
        verbose_name_plural = "brouillons"
        ordering = ["-saved_at"]
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="draft_once"),
            models.CheckConstraint(name="draft_has_key", condition=~Q(key="")),
        ]

    def __str__(self) -> str:
        return self.key


class CorrectionProposal(models.Model):
    """A mistake told on a place page, or a correction proposed: words, or a difference, or both.

    `changes`: {field: proposed value}; `before`: {field: value when proposed}. Changes nothing until accepted.
    """

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="proposals", verbose_name="lieu")
    service = models.ForeignKey(
        Service,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name="service",
    )
    message = models.TextField("ce qui ne va pas", max_length=2000, blank=True)
    changes = models.JSONField("ce qui est proposé", default=dict, blank=True)
    before = models.JSONField("ce qui était écrit", default=dict, blank=True)
    contact = models.CharField(
        "pour vous répondre",
        max_length=200,
        blank=True,
        help_text="Courriel ou téléphone, si vous voulez une réponse.",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name="compte",
    )
    status = models.CharField("statut", max_length=10, choices=ReportStatus, default=ReportStatus.NEW)
    answer = models.TextField("suite donnée", blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="décidé par",
    )
    decided_at = models.DateTimeField("décidé le", null=True, blank=True)
    created_at = models.DateTimeField("reçu le")

    class Meta:
        verbose_name = "correction proposée"
        verbose_name_plural = "corrections proposées"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="proposal_says_something", condition=~Q(message="") | ~Q(changes={})),
            models.CheckConstraint(
                name="proposal_refused_with_answer", condition=~Q(status="REFUSED") | ~Q(answer="")
            ),
            models.CheckConstraint(
                name="proposal_decided_is_dated", condition=Q(status="NEW") | Q(decided_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} : {self.message[:60] or ', '.join(self.changes)}"
