"""Many records changed at one go: what is wanted for each, tried first, then written, and what became of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from palier.directory.enums import BulkOutcome, BulkStatus, ChangeVia
from palier.directory.models.places import Place
from palier.directory.models.services import Service


class BulkWork(models.Model):
    """A list of changes that somebody prepares: one field of many records, or a spreadsheet sent back.

    `remarks`: French sentences about the whole, such as rows that name no record. `worked_at` moves with the work:
    a worker that was killed is told from one that goes on.
    """

    via = models.CharField("par quel chemin", max_length=12, choices=ChangeVia)
    title = models.CharField("quoi", max_length=300)
    status = models.CharField("état", max_length=10, choices=BulkStatus, default=BulkStatus.TRYING)
    remarks = models.JSONField("remarques", default=list, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bulk_works", verbose_name="par"
    )
    created_at = models.DateTimeField("demandé le")
    worked_at = models.DateTimeField("avancé le")

    class Meta:
        verbose_name = "modification en nombre"
        verbose_name_plural = "modifications en nombre"
        ordering = ["-created_at", "-pk"]
        constraints = [models.CheckConstraint(name="bulk_work_titled", condition=~Q(title=""))]

    def __str__(self) -> str:
        return self.title


class BulkLine(models.Model):
    """What is wanted for one record: `values` {field: value}, given what it said, `before` {field: value}.

    With `verifies`, the record is verified instead, and nothing of it changes.
    """

    work = models.ForeignKey(
        BulkWork, on_delete=models.CASCADE, related_name="lines", verbose_name="modification"
    )
    position = models.PositiveIntegerField("rang")
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="bulk_lines", verbose_name="lieu")
    service = models.ForeignKey(
        Service,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="bulk_lines",
        verbose_name="service",
    )
    values = models.JSONField("ce qui est voulu", default=dict, blank=True)
    before = models.JSONField("ce qui était écrit", default=dict, blank=True)
    cells = models.JSONField("où dans le fichier", default=dict, blank=True)
    verifies = models.BooleanField("vérifie la fiche", default=False)
    outcome = models.CharField(
        "ce que cela devient", max_length=10, choices=BulkOutcome, default=BulkOutcome.TO_TRY
    )
    reasons = models.JSONField("refus", default=list, blank=True)

    class Meta:
        verbose_name = "ligne d’une modification en nombre"
        verbose_name_plural = "lignes d’une modification en nombre"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["work", "position"], name="bulk_line_once"),
            models.CheckConstraint(
                name="bulk_line_verifies_a_place", condition=Q(verifies=False) | Q(service=None)
            ),
        ]
        indexes = [models.Index("work", "outcome", name="bulk_line_work_outcome")]

    def __str__(self) -> str:
        return f"{self.service or self.place} : {self.get_outcome_display()}"
