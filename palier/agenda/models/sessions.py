"""Sessions: one dated occurrence, where it is, who gives it, how many may come."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from palier.agenda.enums import Level, RegistrationMode, SchoolLevel, SessionStatus
from palier.agenda.models.formats import EventFormat
from palier.agenda.models.series import Series
from palier.agenda.validators import validate_purposes
from palier.core.ids import new_public_id
from palier.core.text import fold
from palier.directory.models import Audience, Language, Need, Place, Structure, Topic
from palier.territory.models import Commune


class Session(models.Model):
    """One occurrence (« séance »), alone or of a series.

    `seats_taken` counts everybody a seat is kept for: registered or offered, and walk-ins while they are there;
    `held_seats` those kept for an audience until a date. The constraint below is what refuses the eleventh person.
    """

    public_id = models.CharField(
        "identifiant public", max_length=8, unique=True, default=new_public_id, editable=False
    )
    series = models.ForeignKey(
        Series,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name="série",
    )
    # The day the rule gave: it stays when the session moves, so that the series does not make it again.
    series_day = models.DateField("jour prévu par la série", null=True, blank=True, editable=False)
    edited_apart = models.BooleanField("modifiée à part", default=False, editable=False)
    format = models.ForeignKey(
        EventFormat, on_delete=models.PROTECT, related_name="sessions", verbose_name="format"
    )
    status = models.CharField("état", max_length=9, choices=SessionStatus, default=SessionStatus.DRAFT)
    is_staff_only = models.BooleanField("réservée à l’équipe", default=False)
    # What
    title = models.CharField("titre", max_length=150)
    theme = models.CharField("thème", max_length=200, blank=True)
    hook_theme = models.CharField("thème d’accroche", max_length=200, blank=True)
    description = models.TextField("présentation", blank=True)
    search_text = models.TextField(editable=False)
    level = models.CharField("niveau", max_length=13, choices=Level, blank=True, help_text="Vide : tous.")
    school_level = models.CharField("niveau de classe", max_length=7, choices=SchoolLevel, blank=True)
    purposes = models.JSONField("objectifs", default=list, blank=True, validators=[validate_purposes])
    topics = models.ManyToManyField(Topic, related_name="sessions", blank=True, verbose_name="thèmes")
    needs = models.ManyToManyField(Need, related_name="sessions", blank=True, verbose_name="besoins")
    audiences = models.ManyToManyField(Audience, related_name="sessions", blank=True, verbose_name="publics")
    languages = models.ManyToManyField(
        Language, related_name="sessions", blank=True, verbose_name="langues parlées sur place"
    )
    minimum_age = models.PositiveSmallIntegerField(
        "âge minimum (ans)", null=True, blank=True, validators=[MaxValueValidator(120)]
    )
    brings_own_device = models.BooleanField("on peut apporter son appareil", default=False)
    is_open_door = models.BooleanField("porte ouverte", default=False)
    is_open_to_all = models.BooleanField("accessible à tous, sans prérequis", default=False)
    price_text = models.CharField("prix", max_length=100, blank=True, default="gratuit")
    # Where
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions", verbose_name="lieu"
    )
    commune = models.ForeignKey(
        Commune,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name="commune",
    )
    address = models.CharField("adresse, ailleurs que dans un lieu", max_length=250, blank=True)
    room = models.CharField("salle", max_length=100, blank=True)
    online_url = models.URLField("adresse de la visioconférence", max_length=500, blank=True)
    organiser = models.ForeignKey(
        Structure, on_delete=models.PROTECT, related_name="sessions", verbose_name="structure qui organise"
    )
    # When: instants, and the zone in which people read them
    starts_at = models.DateTimeField("commence à")
    ends_at = models.DateTimeField("finit à")
    time_zone = models.CharField("fuseau horaire (nom IANA)", max_length=40, default="Europe/Paris")
    # How many
    registration_mode = models.CharField("inscription", max_length=8, choices=RegistrationMode)
    capacity_preferred = models.PositiveSmallIntegerField("places souhaitées", null=True, blank=True)
    capacity_max = models.PositiveSmallIntegerField(
        "places au plus", null=True, blank=True, help_text="Vide : sans limite."
    )
    seats_taken = models.PositiveIntegerField("places prises", default=0, editable=False)
    held_seats = models.PositiveIntegerField("places réservées à un public", default=0, editable=False)
    overbooked_seats = models.PositiveIntegerField("places ajoutées par l’équipe", default=0, editable=False)
    answer_hours = models.PositiveSmallIntegerField(
        "délai pour accepter une place libérée (heures)", default=24
    )
    # How it went on
    revision = models.PositiveIntegerField("révision (iCalendar)", default=0, editable=False)
    cancelled_at = models.DateTimeField("annulée le", null=True, blank=True)
    cancelled_reason = models.CharField("raison de l’annulation", max_length=300, blank=True)
    proposed_by = models.ForeignKey(
        Structure,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="proposed_sessions",
        verbose_name="proposée par",
    )
    answer_text = models.CharField("réponse à la proposition", max_length=300, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="créée par",
    )
    created_at = models.DateTimeField("créée le")
    updated_at = models.DateTimeField("modifiée le")
    published_at = models.DateTimeField("publiée le", null=True, blank=True)
    source_uid = models.CharField("identifiant d’origine (import)", max_length=255, blank=True)
    is_demo = models.BooleanField("démonstration", default=False)

    class Meta:
        verbose_name = "séance"
        verbose_name_plural = "séances"
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index("commune", "starts_at", name="session_commune_when"),
            models.Index("place", "starts_at", name="session_place_when"),
            models.Index("status", "starts_at", name="session_status_when"),
        ]
        constraints = [
            models.CheckConstraint(name="session_titled", condition=~Q(title="")),
            models.CheckConstraint(name="session_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="session_capacity_in_order",
                condition=Q(capacity_max=None)
                | Q(capacity_preferred=None)
                | Q(capacity_preferred__isnull=False, capacity_max__gte=F("capacity_preferred")),
            ),
            models.CheckConstraint(
                name="session_seats_within_capacity",
                condition=Q(capacity_max=None)
                | Q(
                    capacity_max__isnull=False,
                    capacity_max__gte=F("seats_taken") + F("held_seats") - F("overbooked_seats"),
                ),
            ),
            models.CheckConstraint(
                name="session_cancelled_is_dated",
                condition=Q(status="CANCELLED", cancelled_at__isnull=False)
                | ~Q(status="CANCELLED") & Q(cancelled_at=None),
            ),
            models.CheckConstraint(
                name="session_somewhere", condition=Q(commune__isnull=False) | ~Q(online_url="")
            ),
            models.UniqueConstraint(
                fields=["series", "series_day"],
                condition=Q(series_day__isnull=False),
                name="session_once_per_series_day",
            ),
            models.UniqueConstraint(
                fields=["organiser", "source_uid"],
                condition=~Q(source_uid=""),
                name="session_imported_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: object, **kwargs: object) -> None:
        self.search_text = fold(f"{self.title} {self.theme} {self.hook_theme}")
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def zone(self) -> ZoneInfo:
        """Where its clock is: dates and hours are said there."""
        return ZoneInfo(self.time_zone)

    @property
    def seats_left(self) -> int | None:
        """How many seats anybody may still take; None without a limit, never below 0."""
        if self.capacity_max is None:
            return None
        return max(0, self.capacity_max + self.overbooked_seats - self.seats_taken - self.held_seats)
