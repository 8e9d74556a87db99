"""Keeping records right: verification asked for, structures that ask to appear, campaigns, contacts made."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from palier.accounts.models import validate_territory_reference
from palier.core.ids import new_public_id
from palier.directory.enums import (
    CampaignLineStatus,
    ContactKind,
    ContactLogKind,
    InclusionStatus,
    VerificationChannel,
    VerificationOutcome,
)
from palier.directory.models.codelists import Need
from palier.directory.models.places import Place
from palier.directory.models.structures import Structure
from palier.territory.models import Commune


class VerificationRequest(models.Model):
    """One mail or letter that asks somebody to verify one or several places, by a signed link that expires.

    The link holds `public_id`, signed: it cannot be guessed, and opens only these places.
    """

    public_id = models.CharField(
        "identifiant", max_length=8, unique=True, default=new_public_id, editable=False
    )
    structure = models.ForeignKey(
        Structure,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="verification_requests",
        verbose_name="structure",
    )
    channel = models.CharField("par", max_length=8, choices=VerificationChannel)
    sent_to = models.CharField("envoyé à", max_length=300, blank=True)
    sent_at = models.DateTimeField("envoyé le", null=True, blank=True)
    created_at = models.DateTimeField("préparé le")
    expires_at = models.DateTimeField("vaut jusqu’au")

    class Meta:
        verbose_name = "demande de vérification"
        verbose_name_plural = "demandes de vérification"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="verification_request_expires_later", condition=Q(expires_at__gt=F("created_at"))
            ),
            models.CheckConstraint(
                name="verification_mail_has_address", condition=~Q(channel="EMAIL") | ~Q(sent_to="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}, {self.created_at:%Y-%m-%d}"


class VerificationRequestLine(models.Model):
    """One place of a request, and its answer. A place waits for one answer at a time."""

    request = models.ForeignKey(
        VerificationRequest, on_delete=models.CASCADE, related_name="lines", verbose_name="demande"
    )
    place = models.ForeignKey(
        Place, on_delete=models.CASCADE, related_name="verification_lines", verbose_name="lieu"
    )
    is_open = models.BooleanField("attend une réponse", default=True)
    outcome = models.CharField("réponse", max_length=10, choices=VerificationOutcome, blank=True)
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)

    class Meta:
        verbose_name = "lieu à vérifier"
        verbose_name_plural = "lieux à vérifier"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["request", "place"], name="verification_line_once"),
            models.UniqueConstraint(
                fields=["place"], condition=Q(is_open=True), name="verification_asked_once_at_a_time"
            ),
            models.CheckConstraint(
                name="verification_answer_is_dated",
                condition=Q(outcome="", answered_at=None) | (~Q(outcome="") & Q(answered_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}"


class InclusionRequest(models.Model):
    """A structure asks to appear: a name, a commune, one contact and one service are enough."""

    public_id = models.CharField(
        "identifiant", max_length=8, unique=True, default=new_public_id, editable=False
    )
    name = models.CharField("nom du lieu ou de la structure", max_length=200)
    commune = models.ForeignKey(
        Commune, on_delete=models.PROTECT, related_name="inclusion_requests", verbose_name="commune"
    )
    address = models.CharField("adresse", max_length=250, blank=True)
    contact_kind = models.CharField("moyen", max_length=10, choices=ContactKind)
    contact_value = models.CharField("contact", max_length=300)
    service_text = models.TextField("ce que vous proposez", max_length=2000)
    need = models.ForeignKey(
        Need, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="besoin"
    )
    hours_text = models.TextField("horaires", max_length=1000, blank=True)
    is_volunteer_run = models.BooleanField("tenu par des bénévoles", default=False)
    is_only_public_service = models.BooleanField("seul service public de la commune", default=False)
    sender_name = models.CharField("votre nom", max_length=120, blank=True)
    sender_contact = models.CharField("pour vous répondre", max_length=200, blank=True)
    status = models.CharField("statut", max_length=10, choices=InclusionStatus, default=InclusionStatus.NEW)
    reason = models.TextField("raison", blank=True)
    place = models.ForeignKey(
        Place,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="inclusion_requests",
        verbose_name="lieu créé",
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="décidé par",
    )
    decided_at = models.DateTimeField("décidé le", null=True, blank=True)
    created_at = models.DateTimeField("reçue le")

    class Meta:
        verbose_name = "demande d’inscription"
        verbose_name_plural = "demandes d’inscription"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="inclusion_says_enough",
                condition=~Q(name="") & ~Q(contact_value="") & ~Q(service_text=""),
            ),
            models.CheckConstraint(
                name="inclusion_refused_with_reason",
                condition=~Q(status__in=["REFUSED", "SENT_BACK"]) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="inclusion_decided_is_dated", condition=Q(status="NEW") | Q(decided_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class IdentificationCampaign(models.Model):
    """A campaign to find and confirm the structures of a territory."""

    name = models.CharField("nom", max_length=200)
    territory = models.CharField("territoire", max_length=20, validators=[validate_territory_reference])
    starts_on = models.DateField("commence le")
    ends_on = models.DateField("finit le", null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="menée par",
    )

    class Meta:
        verbose_name = "campagne de repérage"
        verbose_name_plural = "campagnes de repérage"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(name="campaign_named", condition=~Q(name="")),
            models.CheckConstraint(
                name="campaign_dates_in_order", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CampaignLine(models.Model):
    """A structure of a campaign, known or not yet, and how far the contact went."""

    campaign = models.ForeignKey(
        IdentificationCampaign, on_delete=models.CASCADE, related_name="lines", verbose_name="campagne"
    )
    structure = models.ForeignKey(
        Structure,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="campaign_lines",
        verbose_name="structure connue",
    )
    name = models.CharField("nom", max_length=200)
    commune = models.ForeignKey(
        Commune, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="commune"
    )
    contact = models.CharField("contact", max_length=300, blank=True)
    status = models.CharField(
        "où on en est", max_length=10, choices=CampaignLineStatus, default=CampaignLineStatus.TO_CONTACT
    )
    contacted_on = models.DateField("contactée le", null=True, blank=True)
    answered_on = models.DateField("a répondu le", null=True, blank=True)
    note = models.CharField("note", max_length=500, blank=True)

    class Meta:
        verbose_name = "structure d’une campagne"
        verbose_name_plural = "structures d’une campagne"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "structure"], name="campaign_structure_once"),
            models.CheckConstraint(name="campaign_line_named", condition=~Q(name="")),
            models.CheckConstraint(
                name="campaign_line_dated",
                condition=Q(status="TO_CONTACT")
                | Q(status="CONTACTED", contacted_on__isnull=False)
                | Q(status__in=["CONFIRMED", "REFUSED"], answered_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ContactLogEntry(models.Model):
    """A visit, call or mail to a structure: seen by the coordinators of its territory only."""

    structure = models.ForeignKey(
        Structure, on_delete=models.CASCADE, related_name="contact_log", verbose_name="structure"
    )
    kind = models.CharField("comment", max_length=8, choices=ContactLogKind)
    happened_on = models.DateField("le")
    note = models.TextField("ce qui s’est dit", max_length=2000, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="par",
    )
    written_at = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "contact avec une structure"
        verbose_name_plural = "contacts avec des structures"
        ordering = ["-happened_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.structure}, {self.happened_on}"
