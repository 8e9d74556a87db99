"""Who comes: registrations, the people of each, seats kept for an audience, and whom to telephone."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from palier.agenda.enums import Attendance, CallBackReason, RegistrationChannel, RegistrationStatus
from palier.agenda.models.sessions import Session
from palier.core.ids import ALPHABET
from palier.directory.models import Audience

CODE_LENGTH = 6
CODE_PATTERN = f"[{ALPHABET}]{{{CODE_LENGTH}}}"
PEOPLE_MAX = 6


class Registration(models.Model):
    """One request for one or several seats (« inscription »), found again by its short code.

    All its people have a seat or none has. The waiting list is read in the order of `queue_rank`.
    """

    session = models.ForeignKey(
        Session, on_delete=models.CASCADE, related_name="registrations", verbose_name="séance"
    )
    code = models.CharField("code court", max_length=CODE_LENGTH, unique=True, editable=False)
    # Chosen by the form that was sent: pressed twice, it registers once.
    form_key = models.UUIDField("clé du formulaire", editable=False)
    status = models.CharField("état", max_length=9, choices=RegistrationStatus)
    channel = models.CharField("venue", max_length=6, choices=RegistrationChannel)
    people_count = models.PositiveSmallIntegerField("personnes")
    # One contact or none
    email = models.EmailField("courriel", blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    wants_sms = models.BooleanField("veut bien un SMS", default=False)
    audience = models.ForeignKey(
        Audience,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="public déclaré",
        help_text="Seulement quand des places sont réservées à un public.",
    )
    minors_agreed = models.BooleanField("accord d’un parent pour les mineurs", null=True, blank=True)
    seats_from_hold = models.PositiveSmallIntegerField("dont places réservées", default=0, editable=False)
    queue_rank = models.PositiveBigIntegerField("rang d’arrivée", default=0, editable=False)
    answer_by = models.DateTimeField("place gardée jusqu’à", null=True, blank=True, editable=False)
    reminded_at = models.DateTimeField("rappel envoyé le", null=True, blank=True, editable=False)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="inscrit par",
    )
    created_at = models.DateTimeField("inscrit le")
    cancelled_at = models.DateTimeField("annulé le", null=True, blank=True)
    forgotten_at = models.DateTimeField("noms et contacts effacés le", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "inscription"
        verbose_name_plural = "inscriptions"
        ordering = ["queue_rank", "pk"]
        indexes = [models.Index("session", "status", "queue_rank", name="registration_queue")]
        constraints = [
            models.UniqueConstraint(fields=["session", "form_key"], name="registration_once_per_form"),
            models.CheckConstraint(
                name="registration_of_some_people",
                condition=Q(people_count__gte=1, people_count__lte=PEOPLE_MAX),
            ),
            models.CheckConstraint(
                name="registration_offer_has_deadline",
                condition=Q(status="OFFERED", answer_by__isnull=False)
                | ~Q(status="OFFERED") & Q(answer_by=None),
            ),
            models.CheckConstraint(
                name="registration_hold_within_people",
                condition=Q(seats_from_hold__lte=F("people_count")),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Attendee(models.Model):
    """One person at a session: of a registration, or somebody who walked in. A first name or nothing."""

    session = models.ForeignKey(
        Session, on_delete=models.CASCADE, related_name="attendees", verbose_name="séance"
    )
    registration = models.ForeignKey(
        Registration,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="people",
        verbose_name="inscription",
        help_text="Vide : venu sans inscription.",
    )
    first_name = models.CharField("prénom", max_length=60, blank=True)
    attendance = models.CharField("présence", max_length=8, choices=Attendance, default=Attendance.EXPECTED)
    # Whether a seat of the session is counted for this person now.
    has_seat = models.BooleanField("a une place", default=False, editable=False)
    form_key = models.UUIDField("clé du formulaire", null=True, blank=True, unique=True, editable=False)
    arrived_at = models.DateTimeField("arrivé à", null=True, blank=True)
    left_at = models.DateTimeField("parti à", null=True, blank=True)

    class Meta:
        verbose_name = "personne"
        verbose_name_plural = "personnes"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="attendee_left_after_arriving",
                condition=Q(left_at=None) | Q(arrived_at__isnull=False, left_at__gte=F("arrived_at")),
            ),
            models.CheckConstraint(
                name="attendee_present_has_arrived",
                condition=~Q(attendance="PRESENT") & ~Q(attendance="LATE") & ~Q(attendance="LEFT")
                | Q(arrived_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.first_name or "personne sans inscription"


class SeatHold(models.Model):
    """Seats kept for an audience until a date, then free for everybody (A55: never a refusal)."""

    session = models.ForeignKey(
        Session, on_delete=models.CASCADE, related_name="holds", verbose_name="séance"
    )
    audience = models.ForeignKey(
        Audience, on_delete=models.PROTECT, related_name="+", verbose_name="pour le public"
    )
    seats = models.PositiveSmallIntegerField("places réservées")
    seats_left = models.PositiveSmallIntegerField("encore libres", editable=False)
    until_at = models.DateTimeField("jusqu’à")
    released_at = models.DateTimeField("rendues à tous le", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "places réservées à un public"
        verbose_name_plural = "places réservées à un public"
        ordering = ["until_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "audience"], name="seat_hold_once_per_audience"),
            models.CheckConstraint(
                name="seat_hold_within_its_seats", condition=Q(seats__gte=1, seats_left__lte=F("seats"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seats}, {self.audience}"


class SeatOverride(models.Model):
    """Seats that somebody of the team added beyond the capacity, and why."""

    session = models.ForeignKey(
        Session, on_delete=models.CASCADE, related_name="overrides", verbose_name="séance"
    )
    seats = models.PositiveSmallIntegerField("places ajoutées")
    reason = models.CharField("raison", max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="par"
    )
    at = models.DateTimeField("le")

    class Meta:
        verbose_name = "dépassement"
        verbose_name_plural = "dépassements"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(name="seat_override_says_why", condition=~Q(reason="") & Q(seats__gte=1))
        ]

    def __str__(self) -> str:
        return f"{self.seats}, {self.reason}"


class CallBack(models.Model):
    """Somebody whom neither mail nor SMS reaches: to be telephoned, or told at the desk."""

    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="call_backs", verbose_name="inscription"
    )
    reason = models.CharField("pourquoi", max_length=12, choices=CallBackReason)
    revision = models.PositiveIntegerField("révision de la séance", default=0)
    asked_at = models.DateTimeField("depuis le")
    done_at = models.DateTimeField("fait le", null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="par",
    )
    outcome = models.CharField("ce qui a été dit", max_length=200, blank=True)

    class Meta:
        verbose_name = "personne à rappeler"
        verbose_name_plural = "personnes à rappeler"
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "reason", "revision"], name="call_back_once_per_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.registration}, {self.get_reason_display()}"
