"""Editions of the guide of a territory, and their prints."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from palier.accounts.models import validate_territory_reference
from palier.outreach.enums import EditionStatus, Readership

FIRST_YEAR, LAST_YEAR = 1990, 2199


class GuideEdition(models.Model):
    """The guide of the structures of a territory for a year: prepared, then frozen and never changed again."""

    title = models.CharField("titre", max_length=120)
    territory = models.CharField("territoire", max_length=20, validators=[validate_territory_reference])
    year = models.PositiveSmallIntegerField(
        "année", validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    status = models.CharField("état", max_length=10, choices=EditionStatus, default=EditionStatus.CAMPAIGN)
    created_at = models.DateTimeField("préparée depuis le")
    asked_at = models.DateTimeField("structures interrogées depuis le", null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="préparée par",
    )
    frozen_at = models.DateTimeField("figée le", null=True, blank=True)
    has_public_edition = models.BooleanField("avec une édition pour tous", default=False)
    structure_count = models.PositiveIntegerField("structures", default=0)
    place_count = models.PositiveIntegerField("lieux", default=0)
    # What was true that day. Two columns, so that what the public asks for never even reads reserved fields.
    professional_content = models.JSONField("contenu pour les professionnels", default=dict, blank=True)
    public_content = models.JSONField("contenu pour tous", default=dict, blank=True)
    map_svg = models.TextField("carte (SVG)", blank=True)

    class Meta:
        verbose_name = "édition du guide"
        verbose_name_plural = "éditions du guide"
        ordering = ["-year", "territory", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["territory", "year"], name="guide_once_a_year"),
            models.CheckConstraint(name="guide_has_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="guide_frozen_is_dated",
                condition=Q(status="CAMPAIGN", frozen_at=None) | Q(status="FROZEN", frozen_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.year}"

    @property
    def is_frozen(self) -> bool:
        """Whether what it says is settled."""
        return self.status == EditionStatus.FROZEN

    @property
    def slug(self) -> str:
        """Its territory as addresses write it: « departement-53 »."""
        return self.territory.replace(":", "-")


class GuidePrint(models.Model):
    """The PDF of a frozen edition for one readership, made once: what was printed can be printed again."""

    edition = models.ForeignKey(
        GuideEdition, on_delete=models.CASCADE, related_name="prints", verbose_name="édition"
    )
    readership = models.CharField("pour", max_length=12, choices=Readership)
    pdf = models.BinaryField("PDF")

    class Meta:
        verbose_name = "impression du guide"
        verbose_name_plural = "impressions du guide"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "readership"], name="guide_print_once_per_readership")
        ]

    def __str__(self) -> str:
        return f"{self.edition} ({Readership(self.readership).label})"
