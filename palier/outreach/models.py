"""Editions of the guide of a territory and their prints; logos of structures."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from palier.accounts.models import validate_territory_reference
from palier.directory.models import Structure
from palier.outreach.enums import EditionStatus, PictureKind, Readership

FIRST_YEAR, LAST_YEAR = 1990, 2199
LOGO_BYTES_MAX = 500_000
LOGO_PIXELS_MAX = 3000  # a side: enough for 25 cm at 300 dots per inch


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
    # When its content was read from the records: before the prints, and so before it is frozen for its readers.
    frozen_at = models.DateTimeField("figée le", null=True, blank=True)
    worked_at = models.DateTimeField("dernier signe de l’impression", null=True, blank=True)
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
                condition=Q(status="CAMPAIGN", frozen_at=None)
                | Q(status="FREEZING", worked_at__isnull=False)
                | Q(status="FROZEN", frozen_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.year}"

    @property
    def is_frozen(self) -> bool:
        """Whether what it says is settled."""
        return self.status == EditionStatus.FROZEN

    @property
    def is_freezing(self) -> bool:
        """Whether the worker is printing it."""
        return self.status == EditionStatus.FREEZING

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


class StructureLogo(models.Model):
    """The logo of a structure, for posters. Its alternative text is the name of the structure."""

    structure = models.OneToOneField(
        Structure, on_delete=models.CASCADE, related_name="logo", verbose_name="structure"
    )
    kind = models.CharField("nature", max_length=4, choices=PictureKind)
    width_px = models.PositiveIntegerField("largeur (pixels)")
    height_px = models.PositiveIntegerField("hauteur (pixels)")
    size_bytes = models.PositiveIntegerField("taille (octets)")
    fingerprint = models.CharField("empreinte", max_length=64, db_index=True, editable=False)
    data = models.BinaryField("image")
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="déposé par",
    )
    given_at = models.DateTimeField("déposé le")

    class Meta:
        verbose_name = "logo"
        verbose_name_plural = "logos"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="logo_is_png_or_jpeg", condition=Q(kind__in=PictureKind.values)),
            models.CheckConstraint(
                name="logo_within_sizes",
                condition=Q(
                    width_px__gte=1,
                    width_px__lte=LOGO_PIXELS_MAX,
                    height_px__gte=1,
                    height_px__lte=LOGO_PIXELS_MAX,
                    size_bytes__gte=1,
                    size_bytes__lte=LOGO_BYTES_MAX,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Logo : {self.structure}"

    @property
    def media_type(self) -> str:
        """How it is announced to a browser."""
        return PictureKind(self.kind).media_type

    @property
    def shown_size(self) -> tuple[int, int]:
        """Width and height on a page, in pixels: at most 240 × 120, in proportion."""
        ratio = min(240 / self.width_px, 120 / self.height_px, 1)
        return max(1, round(self.width_px * ratio)), max(1, round(self.height_px * ratio))
