"""Régions, départements, intercommunalités and communes of France, overseas included.

The field speaks of one « territoire » with a kind. It is four tables here because the four do not hold the
same things (a commune has a postal code and a centre, a département a time zone), because their codes
overlap (« 53 » is both Bretagne and Mayenne), and so that a foreign key can say which kind it means. Rows
come from the extract in `territory/data/` through `load_territory`; nobody types them in.
"""

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from palier.core.geo import Point
from palier.territory import names
from palier.territory.enums import Density, EpciKind, FormerCommuneKind, SchoolZone

is_insee_code = RegexValidator(
    r"^(\d{5}|2[AB]\d{3})$", "Un code INSEE de commune a cinq caractères, par exemple 53084."
)
is_postal_code = RegexValidator(r"^\d{5}$", "Un code postal a cinq chiffres, par exemple 53400.")

HAS_COORDS = Q(lat__isnull=False, lon__isnull=False, lat__range=(-90, 90), lon__range=(-180, 180))


class Region(models.Model):
    """A région, or an overseas collectivity that stands for one."""

    code = models.CharField("code INSEE", max_length=3, unique=True)
    name = models.CharField("nom", max_length=100)
    name_kind = models.PositiveSmallIntegerField("type de nom (INSEE, 0 à 8)", null=True, blank=True)

    class Meta:
        verbose_name = "région"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(name="region_has_code_and_name", condition=~Q(code="") & ~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name_of(self) -> str:
        """The name after « de »: « des Pays de la Loire »."""
        return names.without_article_of(self.name, name_kind=self.name_kind)


class Departement(models.Model):
    """A département, or an overseas collectivity that stands for one (Saint-Martin is 978)."""

    code = models.CharField("code INSEE", max_length=3, unique=True)
    name = models.CharField("nom", max_length=100)
    name_kind = models.PositiveSmallIntegerField("type de nom (INSEE, 0 à 8)", null=True, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, related_name="departements", verbose_name="région")
    time_zone = models.CharField("fuseau horaire (nom IANA)", max_length=40, default="Europe/Paris")
    school_zone = models.CharField("zone de vacances scolaires", max_length=1, choices=SchoolZone, blank=True)

    class Meta:
        verbose_name = "département"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(name="departement_has_code_and_name", condition=~Q(code="") & ~Q(name="")),
            models.CheckConstraint(name="departement_has_time_zone", condition=~Q(time_zone="")),
            models.CheckConstraint(
                name="departement_school_zone_is_known", condition=Q(school_zone__in=["", *SchoolZone.values])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"

    @property
    def name_of(self) -> str:
        """The name after « de »: « de la Mayenne », « du Maine-et-Loire »."""
        return names.without_article_of(self.name, name_kind=self.name_kind)


class Epci(models.Model):
    """An intercommunal body with its own taxes: « communauté de communes », « métropole »…"""

    siren = models.CharField("SIREN", max_length=9, unique=True)
    name = models.CharField("nom", max_length=200)
    kind = models.CharField("forme", max_length=5, choices=EpciKind)

    class Meta:
        verbose_name = "intercommunalité"
        ordering = ["siren"]
        constraints = [
            models.CheckConstraint(name="epci_has_siren_and_name", condition=~Q(siren="") & ~Q(name="")),
            models.CheckConstraint(name="epci_kind_is_known", condition=Q(kind__in=EpciKind.values)),
        ]

    def __str__(self) -> str:
        return self.name


class Commune(models.Model):
    """A commune of today, under its current INSEE code. Paris, Lyon and Marseille are one commune each.

    `outline` is a GeoJSON geometry (Polygon or MultiPolygon, lon then lat, 4 decimals ≈ 10 m, simplified) or
    None; it is heavy, so the queries defer it.
    """

    insee_code = models.CharField("code INSEE", max_length=5, unique=True, validators=[is_insee_code])
    name = models.CharField("nom avec son article", max_length=100)
    name_kind = models.PositiveSmallIntegerField("type de nom (INSEE, 0 à 8)", null=True, blank=True)
    search_text = models.CharField(max_length=120, editable=False, db_index=True)  # names.search_form(name)
    slug = models.CharField(max_length=120, editable=False)
    departement = models.ForeignKey(
        Departement, models.PROTECT, related_name="communes", verbose_name="département"
    )
    epci = models.ForeignKey(
        Epci, models.PROTECT, related_name="communes", null=True, blank=True, verbose_name="intercommunalité"
    )
    population = models.PositiveIntegerField("population municipale (habitants)", null=True, blank=True)
    lat = models.FloatField("latitude du centre (degrés, WGS 84)")
    lon = models.FloatField("longitude du centre (degrés, WGS 84)")
    area_km2 = models.FloatField("superficie (km²)", null=True, blank=True)
    density = models.CharField("densité", max_length=12, choices=Density, default=Density.RURAL)
    outline = models.JSONField("contour simplifié (GeoJSON)", null=True, blank=True)

    class Meta:
        verbose_name = "commune"
        ordering = ["search_text", "pk"]
        indexes = [models.Index("lat", "lon", name="commune_lat_lon")]
        constraints = [
            models.CheckConstraint(name="commune_coords_on_globe", condition=HAS_COORDS),
            models.CheckConstraint(
                name="commune_population_not_negative", condition=Q(population=None) | Q(population__gte=0)
            ),
            models.CheckConstraint(
                name="commune_area_positive", condition=Q(area_km2=None) | Q(area_km2__gt=0)
            ),
            models.CheckConstraint(name="commune_density_is_known", condition=Q(density__in=Density.values)),
            models.CheckConstraint(
                name="commune_has_code_and_name",
                condition=~Q(insee_code="") & ~Q(name="") & ~Q(search_text="") & ~Q(slug=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.insee_code})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text, self.slug = names.search_form(self.name), names.slug_form(self.name)
        super().save(*args, **kwargs)

    @property
    def name_of(self) -> str:
        """The name after « de »: « de La Baconnière », « du Mans », « d’Angers »."""
        return names.with_of(self.name, name_kind=self.name_kind)

    @property
    def point(self) -> Point:
        """The centre."""
        return Point(self.lat, self.lon)


class FormerCommune(models.Model):
    """A name or a code that people still use and that leads to a commune of today.

    Delegated and associated communes, the arrondissements of Paris, Lyon and Marseille, and old codes. An
    old code has no name: the sources do not give it. A delegated commune may bear the code of the commune
    that took it in.
    """

    insee_code = models.CharField("code INSEE", max_length=5, validators=[is_insee_code])
    name = models.CharField("nom", max_length=100, blank=True)
    search_text = models.CharField(max_length=120, editable=False, blank=True, db_index=True)
    kind = models.CharField("nature", max_length=14, choices=FormerCommuneKind)
    commune = models.ForeignKey(
        Commune, models.CASCADE, related_name="former_communes", verbose_name="commune actuelle"
    )
    lat = models.FloatField("latitude du centre (degrés, WGS 84)", null=True, blank=True)
    lon = models.FloatField("longitude du centre (degrés, WGS 84)", null=True, blank=True)

    class Meta:
        verbose_name = "ancienne commune"
        verbose_name_plural = "anciennes communes"
        ordering = ["insee_code", "pk"]
        constraints = [
            models.UniqueConstraint("insee_code", name="former_commune_code_once"),
            models.CheckConstraint(
                name="former_commune_lat_with_lon", condition=Q(lat=None, lon=None) | HAS_COORDS
            ),
            models.CheckConstraint(
                name="former_commune_kind_is_known", condition=Q(kind__in=FormerCommuneKind.values)
            ),
            models.CheckConstraint(
                name="former_commune_has_name",
                condition=~Q(insee_code="")
                & (Q(kind=FormerCommuneKind.OLD_CODE) | (~Q(name="") & ~Q(search_text=""))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name or 'ancien code'} ({self.insee_code})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = names.search_form(self.name)
        super().save(*args, **kwargs)

    @property
    def point(self) -> Point | None:
        """The centre, if a source gives one."""
        return None if self.lat is None or self.lon is None else Point(self.lat, self.lon)


class PostalCode(models.Model):
    """A postal code of a commune. One code often serves several communes, and a town may have several
    codes.
    """

    code = models.CharField("code postal", max_length=5, db_index=True, validators=[is_postal_code])
    commune = models.ForeignKey(Commune, models.CASCADE, related_name="postal_codes", verbose_name="commune")
    # Only in Paris, Lyon and Marseille: 75011 is the 11th, 75016 and 75116 are both the 16th.
    arrondissement = models.ForeignKey(
        FormerCommune, models.CASCADE, related_name="postal_codes", null=True, blank=True,
        verbose_name="arrondissement municipal",
    )  # fmt: skip

    class Meta:
        verbose_name = "code postal"
        verbose_name_plural = "codes postaux"
        ordering = ["code", "pk"]
        constraints = [
            models.UniqueConstraint("code", "commune", name="postal_code_once_per_commune"),
            models.CheckConstraint(name="postal_code_not_empty", condition=~Q(code="")),
        ]

    def __str__(self) -> str:
        return self.code


class LoadedExtract(models.Model):
    """Which extract the tables hold. One row: `checksum` is what makes a second load quick, and caches
    expire.
    """

    checksum = models.CharField("empreinte SHA-256 de l’extrait", max_length=64, unique=True)
    vintage = models.CharField("millésime", max_length=200)
    loaded_at = models.DateTimeField("chargé le")

    class Meta:
        verbose_name = "extrait chargé"
        verbose_name_plural = "extraits chargés"
        ordering = ["-loaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="loaded_extract_has_checksum", condition=~Q(checksum="")),
        ]

    def __str__(self) -> str:
        return self.vintage
