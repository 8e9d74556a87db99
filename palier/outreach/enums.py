"""Closed lists of outreach. Stored values in capitals; labels are what people read."""

from django.db.models import TextChoices

from palier.directory.enums import PUBLIC_ONLY, Visibility


class EditionStatus(TextChoices):
    """Where an edition of a guide is: asked about, being frozen and printed, then frozen for ever."""

    CAMPAIGN = "CAMPAIGN", "en préparation"
    FREEZING = "FREEZING", "en cours d’impression"
    FROZEN = "FROZEN", "figée"


class Readership(TextChoices):
    """For whom an edition is printed."""

    PROFESSIONAL = "PROFESSIONAL", "professionnels"
    PUBLIC = "PUBLIC", "tout public"

    @property
    def levels(self) -> frozenset[Visibility]:
        """Which levels of fields its readers may see. Those of coordination are never printed."""
        if self is Readership.PUBLIC:
            return PUBLIC_ONLY
        return PUBLIC_ONLY | {Visibility.PROFESSIONAL}


class PictureKind(TextChoices):
    """The two kinds of picture that a logo may be."""

    PNG = "PNG", "PNG"
    JPEG = "JPEG", "JPEG"

    @property
    def media_type(self) -> str:
        """How it is announced to a browser."""
        return f"image/{self.value.lower()}"
