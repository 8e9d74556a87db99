"""Who has a thing, and when. Two reservations never hold one thing at one time: a constraint refuses the second."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from palier.agenda.models import Session
from palier.core.ids import new_public_id
from palier.directory.models import Place, Structure
from palier.kits.enums import ReservationStatus
from palier.kits.models.items import EquipmentItem

SLOT_MINUTES = 30
MOST_MARGIN_MIN = 24 * 60


class Reservation(models.Model):
    """A thing kept for a structure, for a session or for a while of its own choice.

    For a session, the hours follow those of the session, with a margin before and after.
    """

    public_id = models.CharField(
        "identifiant public", max_length=8, unique=True, default=new_public_id, editable=False
    )
    thing = models.ForeignKey(
        EquipmentItem, on_delete=models.PROTECT, related_name="reservations", verbose_name="matériel"
    )
    structure = models.ForeignKey(
        Structure, on_delete=models.PROTECT, related_name="equipment_reservations", verbose_name="pour"
    )
    session = models.ForeignKey(
        Session,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="equipment_reservations",
        verbose_name="séance",
    )
    session_place = models.ForeignKey(
        Place,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="lieu de la séance quand on a réservé",
        editable=False,
    )
    starts_at = models.DateTimeField("à partir de")
    ends_at = models.DateTimeField("jusqu’à")
    time_zone = models.CharField("fuseau horaire (nom IANA)", max_length=40, default="Europe/Paris")
    before_min = models.PositiveSmallIntegerField(
        "avant la séance (minutes)", default=0, validators=[MaxValueValidator(MOST_MARGIN_MIN)]
    )
    after_min = models.PositiveSmallIntegerField(
        "après la séance (minutes)", default=0, validators=[MaxValueValidator(MOST_MARGIN_MIN)]
    )
    status = models.CharField("état", max_length=9, choices=ReservationStatus)
    purpose = models.CharField("pour quoi", max_length=200, blank=True)
    answer_text = models.CharField("mot de la structure propriétaire", max_length=300, blank=True)
    # What happened without anybody asking: the session moved, was cancelled, the thing was taken elsewhere.
    remark = models.CharField("remarque", max_length=300, blank=True)
    is_lost = models.BooleanField("perdue malgré nous", default=False)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="equipment_reservations",
        verbose_name="demandé par",
    )
    requested_at = models.DateTimeField("demandé le")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="réponse de",
    )
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)
    out_at = models.DateTimeField("sorti le", null=True, blank=True)
    back_at = models.DateTimeField("rendu le", null=True, blank=True)
    ended_at = models.DateTimeField("annulé ou refusé le", null=True, blank=True)
    is_demo = models.BooleanField("démonstration", default=False)

    class Meta:
        verbose_name = "réservation"
        verbose_name_plural = "réservations"
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index("thing", "starts_at", name="reservation_thing_when"),
            models.Index("structure", "starts_at", name="reservation_structure_when"),
            models.Index("status", "ends_at", name="reservation_status_when"),
        ]
        constraints = [
            models.CheckConstraint(
                name="reservation_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="reservation_out_is_dated",
                condition=~Q(status__in=["OUT", "RETURNED"]) | Q(out_at__isnull=False),
            ),
            models.CheckConstraint(
                name="reservation_returned_is_dated",
                condition=~Q(status="RETURNED") & Q(back_at=None)
                | Q(status="RETURNED", back_at__isnull=False),
            ),
            models.CheckConstraint(
                name="reservation_ended_is_dated",
                condition=~Q(status__in=["CANCELLED", "REFUSED"]) & Q(ended_at=None)
                | Q(status__in=["CANCELLED", "REFUSED"], ended_at__isnull=False),
            ),
            # One thing leaves once: nobody takes it while somebody still has it.
            models.UniqueConstraint(fields=["thing"], condition=Q(status="OUT"), name="reservation_out_once"),
        ]

    def __str__(self) -> str:
        return f"{self.thing} ({self.structure})"


class ReservedSlot(models.Model):
    """One half-hour during which one thing is kept: the constraint is what refuses the second reservation.

    `slot` counts half-hours since 1 January 1970, UTC. The slots of a case are also those of each thing of the
    inventory that it holds, so that the one never leaves without the other.
    """

    reservation = models.ForeignKey(
        Reservation, on_delete=models.CASCADE, related_name="slots", verbose_name="réservation"
    )
    thing = models.ForeignKey(
        EquipmentItem, on_delete=models.CASCADE, related_name="slots", verbose_name="matériel"
    )
    slot = models.PositiveIntegerField("demi-heure")

    class Meta:
        verbose_name = "demi-heure réservée"
        verbose_name_plural = "demi-heures réservées"
        ordering = ["slot", "pk"]
        constraints = [models.UniqueConstraint(fields=["thing", "slot"], name="thing_reserved_once")]

    def __str__(self) -> str:
        return f"{self.thing_id} {self.slot}"
