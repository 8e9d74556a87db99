"""Places: sites where the public gets help, with what they have and when they open."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.text import slugify

from palier.core.geo import Point
from palier.core.ids import new_public_id
from palier.core.text import fold
from palier.directory.enums import (
    PUBLIC_ONLY,
    Answer,
    CapabilityKind,
    GrantStatus,
    Itinerancy,
    PlaceKind,
    PlaceStatus,
    Visibility,
)
from palier.directory.hours import combine
from palier.directory.models.codelists import Scheme
from palier.directory.models.structures import Structure
from palier.directory.validators import validate_osm
from palier.territory.models import Commune

HAS_COORDS = Q(lat__isnull=False, lon__isnull=False, lat__range=(-90, 90), lon__range=(-180, 180))
# Fields whose visibility a record may restrict.
RESTRICTABLE_FIELDS = frozenset({"internal_notes", "helper_name", "description", "access_notes"})


def validate_field_visibility(value: object) -> None:
    """Refuse anything but {field: level} over the fields that may be restricted."""
    if (
        not isinstance(value, dict)
        or not set(value) <= RESTRICTABLE_FIELDS
        or not set(value.values()) <= set(Visibility.values)
    ):
        raise ValidationError(
            "Visibilité inconnue : choisissez un champ et un niveau de la liste.", code="visibility"
        )


class Place(models.Model):
    """A site where the public gets help with digital life (« lieu de médiation numérique »)."""

    public_id = models.CharField(
        "identifiant public", max_length=8, unique=True, default=new_public_id, editable=False
    )
    name = models.CharField("nom", max_length=200)
    other_names = models.TextField("autres noms", blank=True, help_text="Un par ligne.")
    search_text = models.TextField(editable=False)  # core.text.fold(name): the column to search and sort by
    status = models.CharField("statut", max_length=12, choices=PlaceStatus, default=PlaceStatus.DRAFT)
    description = models.TextField("présentation", blank=True)
    # Where
    commune = models.ForeignKey(
        Commune, on_delete=models.PROTECT, related_name="places", verbose_name="commune"
    )
    address = models.CharField("adresse", max_length=250, blank=True, help_text="Numéro et voie.")
    address_extra = models.CharField("complément d’adresse", max_length=250, blank=True)
    postal_code = models.CharField("code postal", max_length=5, blank=True)
    lat = models.FloatField("latitude (degrés, WGS 84)", null=True, blank=True)
    lon = models.FloatField("longitude (degrés, WGS 84)", null=True, blank=True)
    access_notes = models.TextField("comment venir", blank=True)
    itinerancy = models.CharField(
        "fixe ou itinérant", max_length=7, choices=Itinerancy, default=Itinerancy.UNKNOWN
    )
    in_priority_district = models.BooleanField("en quartier prioritaire", default=False)
    # When
    opening_hours = models.TextField(
        "heures d’ouverture (OSM)", blank=True, validators=[validate_osm], help_text="Vide : non précisées."
    )
    hours_note = models.TextField(
        "précision sur les horaires",
        blank=True,
        help_text="Ce que les horaires ne savent pas dire ; montré tel quel.",
    )
    # Who: three roles, often one structure
    owner = models.ForeignKey(
        Structure,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_places",
        verbose_name="structure qui tient la fiche",
    )
    carrier = models.ForeignKey(
        Structure,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="carried_places",
        verbose_name="structure porteuse",
    )
    operator = models.ForeignKey(
        Structure,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="operated_places",
        verbose_name="structure qui fait vivre le lieu",
    )
    funding_scheme = models.ForeignKey(
        Scheme,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="funded_places",
        verbose_name="dispositif qui finance",
    )
    is_volunteer_run = models.BooleanField("tenu par des bénévoles", default=False)
    is_only_public_service = models.BooleanField("seul service public de la commune", default=False)
    internal_notes = models.TextField("notes internes", blank=True, help_text="Jamais publiques.")
    field_visibility = models.JSONField(
        "visibilité par champ", default=dict, blank=True, validators=[validate_field_visibility]
    )
    # Trust
    verified_on = models.DateField("vérifié le", null=True, blank=True)
    verified_by = models.CharField("vérifié par", max_length=200, blank=True)
    siret = models.CharField(
        "SIRET du lieu",
        max_length=14,
        blank=True,
        help_text="Donné par la source ; plusieurs lieux peuvent l’avoir.",
    )
    acceslibre_url = models.URLField("fiche Acceslibre", blank=True)
    source_name = models.CharField("source", max_length=120, blank=True)
    is_demo = models.BooleanField("démonstration", default=False, help_text="Lieu inventé.")
    published_at = models.DateTimeField("publié le", null=True, blank=True)
    created_at = models.DateTimeField("créé le", auto_now_add=True)
    updated_at = models.DateTimeField("modifié le", auto_now=True)

    class Meta:
        verbose_name = "lieu"
        verbose_name_plural = "lieux"
        ordering = ["search_text", "pk"]
        indexes = [
            models.Index("lat", "lon", name="place_lat_lon"),
            models.Index("status", "commune", name="place_status_commune"),
        ]
        constraints = [
            models.CheckConstraint(name="place_lat_with_lon", condition=Q(lat=None, lon=None) | HAS_COORDS),
            models.CheckConstraint(name="place_named", condition=~Q(name="")),
            models.CheckConstraint(
                name="place_published_at_with_status",
                condition=~Q(status="PUBLISHED") | Q(published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.search_text = fold(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def slug(self) -> str:
        """Readable end of the address; only `public_id` identifies."""
        return slugify(fold(self.name))[:60].strip("-") or "lieu"

    def level_of(self, field: str) -> Visibility:
        """Who may see a field that may be restricted. Internal notes are never for the public."""
        usual = Visibility.PROFESSIONAL if field == "internal_notes" else Visibility.PUBLIC
        level = Visibility(self.field_visibility.get(field, usual))
        return usual if field == "internal_notes" and level == Visibility.PUBLIC else level

    def text_for(self, field: str, levels: frozenset[Visibility]) -> str:
        """The value of a field that may be restricted: "" unless its level is one of `levels`."""
        return str(getattr(self, field)) if self.level_of(field) in levels else ""

    def public_text(self, field: str) -> str:
        """The value of a field that may be restricted: "" unless everybody may see it."""
        return self.text_for(field, PUBLIC_ONLY)

    @property
    def point(self) -> Point | None:
        """The place on the globe, if known."""
        return None if self.lat is None or self.lon is None else Point(self.lat, self.lon)


class PlaceType(models.Model):
    """One thing a place is, with dates: a library since 1998, France Services since 2021."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="types", verbose_name="lieu")
    kind = models.CharField("type", max_length=25, choices=PlaceKind)
    national_code = models.CharField(
        "typologie du schéma national", max_length=20, blank=True, help_text="Telle que la source la donne."
    )
    starts_on = models.DateField("depuis le", null=True, blank=True)
    ends_on = models.DateField("jusqu’au", null=True, blank=True)

    class Meta:
        verbose_name = "type de lieu"
        verbose_name_plural = "types de lieu"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["place", "kind", "national_code"], name="place_type_once"),
            models.CheckConstraint(
                name="place_type_dates_in_order",
                condition=Q(starts_on=None)
                | Q(ends_on=None)
                | Q(starts_on__isnull=False, ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class PlaceOccupant(models.Model):
    """A structure that works in a place, with its own hours (and its own contact channels)."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="occupants", verbose_name="lieu")
    structure = models.ForeignKey(
        Structure, on_delete=models.CASCADE, related_name="occupied", verbose_name="structure"
    )
    opening_hours = models.TextField("heures d’accueil (OSM)", blank=True, validators=[validate_osm])
    hours_note = models.TextField("précision sur les horaires", blank=True)
    note = models.CharField("bureau, étage…", max_length=200, blank=True)

    class Meta:
        verbose_name = "structure présente"
        verbose_name_plural = "structures présentes"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["place", "structure"], name="occupant_once")]

    def __str__(self) -> str:
        return str(self.structure)


class Capability(models.Model):
    """A declared yes or no; a row that does not exist is « non précisé »."""

    place = models.ForeignKey(
        Place, on_delete=models.CASCADE, related_name="capabilities", verbose_name="lieu"
    )
    kind = models.CharField("équipement ou capacité", max_length=20, choices=CapabilityKind)
    answer = models.CharField(
        "réponse",
        max_length=7,
        choices=[(Answer.YES.value, Answer.YES.label), (Answer.NO.value, Answer.NO.label)],
    )
    detail = models.CharField("précision", max_length=120, blank=True)

    class Meta:
        verbose_name = "équipement ou capacité"
        verbose_name_plural = "équipements et capacités"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["place", "kind"], name="capability_once"),
            models.CheckConstraint(name="capability_yes_or_no", condition=Q(answer__in=["YES", "NO"])),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} : {self.get_answer_display()}"


class NonDigitalActivity(models.Model):
    """Something else that happens here: a sewing circle, a repair café, a press kiosk."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="activities", verbose_name="lieu")
    name = models.CharField("activité", max_length=120)

    class Meta:
        verbose_name = "autre activité"
        verbose_name_plural = "autres activités"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["place", "name"], name="activity_once")]

    def __str__(self) -> str:
        return self.name


class ExceptionalClosure(models.Model):
    """Days when the place, or only one service in it, is shut. Both days included."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="closures", verbose_name="lieu")
    service = models.ForeignKey(
        "directory.Service",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="closures",
        verbose_name="seulement ce service",
    )
    starts_on = models.DateField("du")
    ends_on = models.DateField("au")
    reason = models.CharField("raison", max_length=200, blank=True)

    class Meta:
        verbose_name = "fermeture exceptionnelle"
        verbose_name_plural = "fermetures exceptionnelles"
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(name="closure_dates_in_order", condition=Q(ends_on__gte=F("starts_on")))
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} – {self.ends_on}"


class LabelGrant(models.Model):
    """A label or scheme asked for, held or lost by a place, with dates."""

    place = models.ForeignKey(
        Place, on_delete=models.CASCADE, related_name="label_grants", verbose_name="lieu"
    )
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="grants", verbose_name="label")
    structure = models.ForeignKey(
        Structure,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="label_grants",
        verbose_name="structure labellisée",
    )
    status = models.CharField("statut", max_length=10, choices=GrantStatus)
    since_on = models.DateField("depuis le", null=True, blank=True)
    until_on = models.DateField("jusqu’au", null=True, blank=True)

    class Meta:
        verbose_name = "label du lieu"
        verbose_name_plural = "labels du lieu"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "scheme", "status", "since_on"], name="label_grant_once"
            ),
            models.UniqueConstraint(
                fields=["place", "scheme", "status"],
                condition=Q(since_on=None),
                name="label_grant_once_undated",
            ),
            models.CheckConstraint(
                name="label_grant_dates_in_order",
                condition=Q(since_on=None)
                | Q(until_on=None)
                | Q(since_on__isnull=False, until_on__gte=F("since_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} ({self.get_status_display()})"


class PlaceRedirect(models.Model):
    """An old identifier, after a move or a join: it leads to the place for ever."""

    public_id = models.CharField("ancien identifiant", max_length=8, unique=True)
    place = models.ForeignKey(
        Place, on_delete=models.CASCADE, related_name="redirects", verbose_name="lieu actuel"
    )
    created_at = models.DateTimeField("créée le", auto_now_add=True)

    class Meta:
        verbose_name = "redirection"
        verbose_name_plural = "redirections"

    def __str__(self) -> str:
        return self.public_id


def hours_with_closures(hours: str, closures: list[ExceptionalClosure]) -> str:
    """Return OSM hours that also say the exceptional closures, so that one evaluation is enough."""
    return combine(hours, [(c.starts_on, c.ends_on) for c in closures]) if hours and closures else hours
