"""What is known about the records themselves: verification, the search index."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from palier.directory.models.places import Place


class Verification(models.Model):
    """A dated statement that a place record is right, by somebody named."""

    place = models.ForeignKey(
        Place, on_delete=models.CASCADE, related_name="verifications", verbose_name="lieu"
    )
    verified_at = models.DateTimeField("vérifié le")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="compte",
    )
    by_label = models.CharField("par", max_length=200, help_text="« la médiathèque », « la coordination »…")

    class Meta:
        verbose_name = "vérification"
        verbose_name_plural = "vérifications"
        ordering = ["-verified_at", "-pk"]
        constraints = [models.CheckConstraint(name="verification_by_somebody", condition=~Q(by_label=""))]

    def __str__(self) -> str:
        return f"{self.place}, {self.verified_at:%Y-%m-%d}"


class SearchDoc(models.Model):
    """One published place as the search engine sees it: folded stems, facet tokens, and what a list needs.

    Written only by `actions.refresh_search_docs`. `facets` holds tokens separated by spaces (see
    `palier.directory.facets`) of the place and of all its services; `services` is a list of
    `[service_id, "tokens of that service", "helper hours"]`. Hours already contain the exceptional closures.
    """

    place = models.OneToOneField(Place, on_delete=models.CASCADE, primary_key=True, related_name="search_doc")
    name = models.TextField()
    commune = models.TextField()
    body = models.TextField()
    facets = models.TextField()
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    departement_code = models.CharField(max_length=3)
    time_zone = models.CharField(max_length=40)
    hours = models.TextField(blank=True)
    services = models.JSONField(default=list)
    verified_on = models.DateField(null=True)

    class Meta:
        verbose_name = "fiche de recherche"
        verbose_name_plural = "fiches de recherche"
        indexes = [models.Index("lat", "lon", name="searchdoc_lat_lon")]

    def __str__(self) -> str:
        return self.name
