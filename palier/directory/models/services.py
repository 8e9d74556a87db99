"""Services: what a structure offers, to whom, how one gets in, and what is not done."""

from django.db import models
from django.db.models import F, Q

from palier.core.ids import new_public_id
from palier.directory.enums import (
    PUBLIC_ONLY,
    AccessMode,
    DeliveryMode,
    DeliveryState,
    Modality,
    Price,
    ServiceStatus,
    Visibility,
)
from palier.directory.models.codelists import Audience, Language, Need, Scheme, SpecialSupport
from palier.directory.models.places import Place
from palier.directory.models.structures import Department, Structure
from palier.directory.validators import validate_osm
from palier.territory.models import Commune, Departement


class Service(models.Model):
    """An offer at a place (or from it: home, phone, round). Published only with at least one need."""

    public_id = models.CharField(
        "identifiant public", max_length=8, unique=True, default=new_public_id, editable=False
    )
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="services", verbose_name="lieu")
    name = models.CharField("nom", max_length=200)
    status = models.CharField("statut", max_length=10, choices=ServiceStatus, default=ServiceStatus.DRAFT)
    needs = models.ManyToManyField(Need, related_name="services", blank=True, verbose_name="besoins couverts")
    description = models.TextField("ce qui est fait", blank=True)
    not_done = models.TextField("ce que nous ne faisons pas", blank=True, help_text="Une chose par ligne.")
    # Who: three distinct roles, which may be three structures
    provider = models.ForeignKey(
        Structure,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="provided_services",
        verbose_name="intervenant",
    )
    host = models.ForeignKey(
        Structure,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="hosted_services",
        verbose_name="structure qui accueille",
    )
    carrier = models.ForeignKey(
        Structure,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="carried_services",
        verbose_name="structure porteuse",
    )
    department = models.ForeignKey(
        Department,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="services",
        verbose_name="service interne",
    )
    funding_scheme = models.ForeignKey(
        Scheme,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="funded_services",
        verbose_name="dispositif qui finance",
    )
    delivery_mode = models.CharField(
        "mode de portage", max_length=15, choices=DeliveryMode, default=DeliveryMode.OWN
    )
    delivery_state = models.CharField(
        "état du portage", max_length=10, choices=DeliveryState, default=DeliveryState.EFFECTIVE
    )
    # For whom: none declared means everybody
    audiences = models.ManyToManyField(
        Audience, related_name="services", blank=True, verbose_name="publics visés"
    )
    special_supports = models.ManyToManyField(
        SpecialSupport, related_name="services", blank=True, verbose_name="prises en charge"
    )
    languages = models.ManyToManyField(
        Language, related_name="services", blank=True, verbose_name="langues parlées"
    )
    entry_conditions = models.CharField("conditions d’entrée", max_length=300, blank=True)
    price = models.CharField("prix", max_length=20, choices=Price, default=Price.UNKNOWN)
    other_prices = models.JSONField(
        "autres prix",
        default=list,
        blank=True,
        help_text="Quand une source en donne plusieurs : codes de Prix.",
    )
    price_detail = models.CharField("précision sur le prix", max_length=200, blank=True)
    procedures = models.TextField("démarches accompagnées", blank=True, help_text="Une par ligne.")
    # When somebody is there
    helper_hours = models.TextField(
        "heures de présence d’un aidant (OSM)",
        blank=True,
        validators=[validate_osm],
        help_text="Quand un humain aide ; distinct des heures d’ouverture.",
    )
    helper_hours_note = models.TextField("précision sur la présence", blank=True)
    helper_name = models.CharField(
        "qui aide",
        max_length=120,
        blank=True,
        help_text="« Samira, médiatrice numérique » : montré avec son accord.",
    )
    helper_agreed_on = models.DateField(
        "accepte que son nom soit public, le",
        null=True,
        blank=True,
        help_text="Vide : professionnels seulement.",
    )
    # Full: dated, because it passes
    is_full = models.BooleanField("complet", default=False)
    full_delay_weeks = models.PositiveSmallIntegerField("délai (semaines)", null=True, blank=True)
    is_closed_to_new_people = models.BooleanField("ne prend plus de nouvelles personnes", default=False)
    availability_stated_on = models.DateField("disponibilité déclarée le", null=True, blank=True)
    starts_on = models.DateField("commence le", null=True, blank=True)
    ends_on = models.DateField("finit le", null=True, blank=True)
    created_at = models.DateTimeField("créé le", auto_now_add=True)
    updated_at = models.DateTimeField("modifié le", auto_now=True)

    class Meta:
        verbose_name = "service"
        verbose_name_plural = "services"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="service_named", condition=~Q(name="")),
            models.CheckConstraint(
                name="service_full_is_dated",
                condition=Q(is_full=False, is_closed_to_new_people=False)
                | Q(availability_stated_on__isnull=False),
            ),
            models.CheckConstraint(
                name="service_delay_when_full", condition=Q(full_delay_weeks=None) | Q(is_full=True)
            ),
            models.CheckConstraint(
                name="service_dates_in_order",
                condition=Q(starts_on=None)
                | Q(ends_on=None)
                | Q(starts_on__isnull=False, ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def helper_name_for(self, place: Place, levels: frozenset[Visibility] = PUBLIC_ONLY) -> str:
        """Who helps, as somebody who sees `levels` may read it: the public, only if that person agreed."""
        own = Visibility.PUBLIC if self.helper_agreed_on else Visibility.PROFESSIONAL
        return self.helper_name if own in levels and place.level_of("helper_name") in levels else ""


class ServiceModality(models.Model):
    """One way in which the help reaches the person."""

    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, related_name="modalities", verbose_name="service"
    )
    modality = models.CharField("modalité", max_length=12, choices=Modality)

    class Meta:
        verbose_name = "modalité"
        verbose_name_plural = "modalités"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["service", "modality"], name="service_modality_once")]

    def __str__(self) -> str:
        return self.get_modality_display()


class ServiceAccessMode(models.Model):
    """One way to get in."""

    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, related_name="access_modes", verbose_name="service"
    )
    mode = models.CharField("accès", max_length=14, choices=AccessMode)

    class Meta:
        verbose_name = "mode d’accès"
        verbose_name_plural = "modes d’accès"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["service", "mode"], name="service_access_once")]

    def __str__(self) -> str:
        return self.get_mode_display()


class ServicePartner(models.Model):
    """A partner structure of an offer, and what it brings."""

    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, related_name="partners", verbose_name="service"
    )
    structure = models.ForeignKey(
        Structure, on_delete=models.CASCADE, related_name="partnered_services", verbose_name="partenaire"
    )
    role = models.CharField("rôle", max_length=120)

    class Meta:
        verbose_name = "partenaire"
        verbose_name_plural = "partenaires"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["service", "structure"], name="service_partner_once"),
            models.CheckConstraint(name="service_partner_has_role", condition=~Q(role="")),
        ]

    def __str__(self) -> str:
        return f"{self.structure} ({self.role})"


class ServiceCoverage(models.Model):
    """Where home visits, a round or a phone line reach people: a commune (an island has a note) or a département."""

    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, related_name="coverage", verbose_name="service"
    )
    commune = models.ForeignKey(
        Commune,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="covering_services",
        verbose_name="commune",
    )
    departement = models.ForeignKey(
        Departement,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="covering_services",
        verbose_name="département",
    )
    access_note = models.CharField(
        "précision d’accès", max_length=200, blank=True, help_text="Bac, pont, marée…"
    )

    class Meta:
        verbose_name = "territoire desservi"
        verbose_name_plural = "territoires desservis"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["service", "commune"], name="service_commune_once"),
            models.UniqueConstraint(fields=["service", "departement"], name="service_departement_once"),
            models.CheckConstraint(
                name="coverage_of_one_territory",
                condition=Q(commune__isnull=False, departement=None)
                | Q(commune=None, departement__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.commune or self.departement)
