"""Structures: bodies, formal or not, that carry, host or provide help."""

from django.db import models
from django.db.models import F, Q

from palier.core.ids import new_public_id
from palier.core.text import fold
from palier.directory.enums import LegalForm, RelationKind, Sector
from palier.directory.validators import validate_siret
from palier.territory.models import Commune


class Structure(models.Model):
    """A legal or informal body. A SIRET is welcome and never required."""

    public_id = models.CharField(
        "identifiant public", max_length=8, unique=True, default=new_public_id, editable=False
    )
    name = models.CharField("nom", max_length=200)
    other_names = models.TextField(
        "autres noms", blank=True, help_text="Un par ligne : anciens noms, sigles."
    )
    search_text = models.TextField(editable=False, db_index=False)
    legal_form = models.CharField("forme", max_length=20, choices=LegalForm, default=LegalForm.UNKNOWN)
    sector = models.CharField("secteur", max_length=20, choices=Sector, default=Sector.UNKNOWN)
    siret = models.CharField(
        "SIRET", max_length=14, null=True, blank=True, unique=True, validators=[validate_siret]
    )
    description = models.TextField("présentation", blank=True)
    commune = models.ForeignKey(
        Commune,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="structures",
        verbose_name="commune",
    )
    verified_on = models.DateField("vérifiée le", null=True, blank=True)
    verified_by = models.CharField("vérifiée par", max_length=200, blank=True)
    is_demo = models.BooleanField("démonstration", default=False, help_text="Structure inventée.")
    created_at = models.DateTimeField("créée le", auto_now_add=True)
    updated_at = models.DateTimeField("modifiée le", auto_now=True)

    class Meta:
        verbose_name = "structure"
        verbose_name_plural = "structures"
        ordering = ["search_text", "pk"]
        constraints = [
            # An absent SIRET is NULL: two empty strings would not be unique.
            models.CheckConstraint(
                name="structure_siret_absent_or_whole", condition=Q(siret=None) | Q(siret__regex=r"^\d{14}$")
            ),
            models.CheckConstraint(name="structure_named", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.siret = self.siret or None
        self.search_text = fold(f"{self.name} {self.other_names}")
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Department(models.Model):
    """A part of a structure that has its own offer and equipment (CDI, CRD, espace numérique…)."""

    structure = models.ForeignKey(
        Structure, on_delete=models.CASCADE, related_name="departments", verbose_name="structure"
    )
    name = models.CharField("nom", max_length=200)
    equipment = models.TextField("équipement", blank=True)

    class Meta:
        verbose_name = "service interne"
        verbose_name_plural = "services internes"
        constraints = [models.UniqueConstraint(fields=["structure", "name"], name="department_once")]

    def __str__(self) -> str:
        return self.name


class StructureRelation(models.Model):
    """A typed, dated tie: « `source` is member of, founder of, funded by… `target` »."""

    source = models.ForeignKey(
        Structure, on_delete=models.CASCADE, related_name="relations", verbose_name="structure"
    )
    kind = models.CharField("lien", max_length=15, choices=RelationKind)
    target = models.ForeignKey(
        Structure, on_delete=models.CASCADE, related_name="reverse_relations", verbose_name="avec"
    )
    starts_on = models.DateField("depuis le", null=True, blank=True)
    ends_on = models.DateField("jusqu’au", null=True, blank=True)

    class Meta:
        verbose_name = "lien entre structures"
        verbose_name_plural = "liens entre structures"
        ordering = [F("starts_on").desc(nulls_last=True), "pk"]
        constraints = [
            models.CheckConstraint(name="relation_between_two", condition=~Q(source=F("target"))),
            models.UniqueConstraint(fields=["source", "kind", "target", "starts_on"], name="relation_once"),
            # Two NULLs are not equal: an undated tie needs a rule of its own.
            models.UniqueConstraint(
                fields=["source", "kind", "target"], condition=Q(starts_on=None), name="relation_once_undated"
            ),
            models.CheckConstraint(
                name="relation_dates_in_order",
                condition=Q(starts_on=None)
                | Q(ends_on=None)
                | Q(starts_on__isnull=False, ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.get_kind_display()} {self.target}"
