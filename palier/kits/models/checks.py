"""What was counted when a thing left, came back, or at the inventory; and what has been missing since."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from palier.kits.enums import CheckMoment, LackKind, LackState
from palier.kits.models.items import EquipmentItem, KitLine
from palier.kits.models.reservations import Reservation


class EquipmentCheck(models.Model):
    """One count of a thing: of all that a case must hold, or of the thing alone."""

    thing = models.ForeignKey(
        EquipmentItem, on_delete=models.CASCADE, related_name="checks", verbose_name="matériel"
    )
    moment = models.CharField("quand", max_length=9, choices=CheckMoment)
    reservation = models.ForeignKey(
        Reservation,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="checks",
        verbose_name="réservation",
    )
    note = models.CharField("remarque", max_length=300, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="compté par",
    )
    checked_at = models.DateTimeField("compté le")

    class Meta:
        verbose_name = "vérification"
        verbose_name_plural = "vérifications"
        ordering = ["-checked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reservation", "moment"],
                condition=Q(reservation__isnull=False),
                name="check_once_per_moment",
            ),
            models.CheckConstraint(
                name="check_of_a_reservation_or_an_inventory",
                condition=Q(moment="INVENTORY", reservation=None)
                | ~Q(moment="INVENTORY") & Q(reservation__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.thing}, {self.get_moment_display()}"


class EquipmentCheckLine(models.Model):
    """What was counted of one line. The words and numbers stay as they were that day."""

    check_of = models.ForeignKey(
        EquipmentCheck, on_delete=models.CASCADE, related_name="lines", verbose_name="vérification"
    )
    line = models.ForeignKey(
        KitLine, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="contenu"
    )
    label = models.CharField("contenu", max_length=120)
    expected = models.PositiveSmallIntegerField("attendu")
    present = models.PositiveSmallIntegerField("présent")
    damaged = models.PositiveSmallIntegerField("dont abîmé", default=0)
    note = models.CharField("précision", max_length=200, blank=True)

    class Meta:
        verbose_name = "ligne comptée"
        verbose_name_plural = "lignes comptées"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="check_line_counts_in_order",
                condition=Q(expected__gte=F("present"), present__gte=F("damaged")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} : {self.present} sur {self.expected}"


class Lack(models.Model):
    """Something missing or damaged, followed until it is found, replaced, repaired or given up."""

    thing = models.ForeignKey(
        EquipmentItem, on_delete=models.CASCADE, related_name="lacks", verbose_name="matériel"
    )
    line = models.ForeignKey(
        KitLine,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="lacks",
        verbose_name="contenu",
    )
    kind = models.CharField("nature", max_length=7, choices=LackKind)
    label = models.CharField("quoi", max_length=120)
    count = models.PositiveSmallIntegerField("combien", default=1)
    note = models.CharField("précision", max_length=200, blank=True)
    state = models.CharField("suite", max_length=8, choices=LackState, default=LackState.OPEN)
    noticed_in = models.ForeignKey(
        EquipmentCheck, on_delete=models.CASCADE, related_name="lacks", verbose_name="vu lors de"
    )
    noticed_at = models.DateTimeField("vu le")
    settled_at = models.DateTimeField("réglé le", null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="réglé par",
    )
    settled_note = models.CharField("ce qui a été fait", max_length=200, blank=True)

    class Meta:
        verbose_name = "manque"
        verbose_name_plural = "manques"
        ordering = ["-noticed_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="lack_counted", condition=Q(count__gte=1)),
            models.CheckConstraint(
                name="lack_settled_is_dated",
                condition=Q(state="OPEN", settled_at=None) | ~Q(state="OPEN") & Q(settled_at__isnull=False),
            ),
            # Counted again at each return, followed once.
            models.UniqueConstraint(
                fields=["line", "kind"],
                condition=Q(state="OPEN", line__isnull=False),
                name="lack_open_once_per_line",
            ),
            models.UniqueConstraint(
                fields=["thing", "kind"],
                condition=Q(state="OPEN", line=None),
                name="lack_open_once_per_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.get_kind_display()})"
