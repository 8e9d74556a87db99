"""Files that operators put down on a page, before and while they are imported."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from palier.directory.enums import DepositStatus
from palier.directory.models.codelists import code_validator
from palier.directory.models.sources import ImportRun


class ImportDeposit(models.Model):
    """One file put down on the page of imports: tried first, then imported, its bytes kept until then.

    `preview`: the lines of the dry run worth reading, `PREVIEW_LINES` at most. `rows_done` moves while a task
    works, for the page to show; what is really written is told by `run`.
    """

    source_code = models.CharField("code de la source", max_length=40, validators=[code_validator])
    file_name = models.CharField("fichier", max_length=300)
    content = models.BinaryField("contenu", null=True, editable=False)
    mapping = models.TextField("correspondances (TOML)", blank=True)
    allow_removals = models.BooleanField(
        "accepter que plus d’un cinquième des lignes ait disparu", default=False
    )
    status = models.CharField("état", max_length=10, choices=DepositStatus, default=DepositStatus.RECEIVED)
    rows_total = models.PositiveIntegerField("lignes", null=True, blank=True)
    rows_done = models.PositiveIntegerField("lignes lues", default=0)
    totals = models.JSONField("totaux de l’essai", default=dict, blank=True)
    preview = models.JSONField("essai à blanc", default=list, blank=True)
    problem = models.TextField("ce qui a arrêté", blank=True)
    run = models.ForeignKey(
        ImportRun,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="deposits",
        verbose_name="import",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="par",
    )
    created_at = models.DateTimeField("déposé le")

    class Meta:
        verbose_name = "fichier déposé"
        verbose_name_plural = "fichiers déposés"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="deposit_has_content_until_done", condition=Q(status="DONE") | Q(content__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.source_code}, {self.file_name}"
