"""Who works where, and which structures are mandated over a territory."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from palier.accounts.models import OPEN, HeldRole, validate_territory_reference
from palier.directory.models.contacts import ContactChannel
from palier.directory.models.places import Place
from palier.directory.models.structures import Structure


class Affiliation(HeldRole):
    """A role at a structure, or only at one of its places, with dates."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="affiliations", verbose_name="compte"
    )
    structure = models.ForeignKey(
        Structure, on_delete=models.CASCADE, related_name="affiliations", verbose_name="structure"
    )
    place = models.ForeignKey(
        Place,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="affiliations",
        verbose_name="seulement dans ce lieu",
    )
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="supervised_affiliations",
        verbose_name="sous la responsabilité de",
    )

    class Meta(HeldRole.Meta):
        verbose_name = "rôle dans une structure"
        verbose_name_plural = "rôles dans une structure"
        ordering = ["pk"]
        constraints = [
            *HeldRole.Meta.constraints,
            # Two NULLs are not equal: a role at the whole structure needs a rule of its own.
            models.UniqueConstraint(
                fields=["user", "role", "structure"],
                condition=OPEN & Q(place=None),
                name="affiliation_once",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "structure", "place"],
                condition=OPEN & Q(place__isnull=False),
                name="affiliation_once_per_place",
            ),
            models.CheckConstraint(
                name="affiliation_supervised_by_another",
                condition=Q(supervisor=None) | ~Q(supervisor=F("user")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.role} ({self.structure})"


class Mandate(models.Model):
    """A structure that may keep up the records of a territory: its managers and helpers then contribute there."""

    structure = models.ForeignKey(
        Structure, on_delete=models.CASCADE, related_name="mandates", verbose_name="structure"
    )
    territory = models.CharField("territoire", max_length=20, validators=[validate_territory_reference])
    starts_on = models.DateField("depuis le")
    ends_on = models.DateField("jusqu’au", null=True, blank=True, help_text="Ce jour compris.")
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="donné par",
    )

    class Meta:
        verbose_name = "mandat"
        verbose_name_plural = "mandats"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="mandate_dates_in_order", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            ),
            models.UniqueConstraint(
                fields=["structure", "territory"], condition=Q(ends_on=None), name="mandate_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.structure} ({self.territory})"


class KeyActor(models.Model):
    """A contact that counts for a territory, seen by its coordinators only."""

    contact = models.ForeignKey(
        ContactChannel, on_delete=models.CASCADE, related_name="key_for", verbose_name="contact"
    )
    territory = models.CharField("territoire", max_length=20, validators=[validate_territory_reference])
    note = models.CharField("pourquoi", max_length=300, blank=True)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="désigné par",
    )
    marked_at = models.DateTimeField("désigné le")

    class Meta:
        verbose_name = "acteur clé"
        verbose_name_plural = "acteurs clés"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["contact", "territory"], name="key_actor_once")]

    def __str__(self) -> str:
        return f"{self.contact} ({self.territory})"
