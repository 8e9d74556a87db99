"""Formats of sessions and the text that says what they are."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from palier.agenda.enums import FormatKind, Level, Purpose, RegistrationMode, ThemeRule
from palier.agenda.validators import validate_purposes
from palier.directory.models import PlaceNetwork

MIN_DURATION_MIN, MAX_DURATION_MIN = 15, 14 * 60


class EventFormat(models.Model):
    """A kind of session (« format »): its rules and defaults. Rows come from `agenda/data/formats.toml`."""

    code = models.SlugField("code", max_length=40, unique=True)
    kind = models.CharField("nature", max_length=14, choices=FormatKind)
    label = models.CharField("nom", max_length=80, unique=True)
    purposes = models.JSONField("objectifs", default=list, blank=True, validators=[validate_purposes])
    level = models.CharField("niveau", max_length=13, choices=Level, blank=True, help_text="Vide : tous.")
    minimum_age = models.PositiveSmallIntegerField(
        "âge minimum (ans)", null=True, blank=True, validators=[MaxValueValidator(120)]
    )
    capacity_preferred = models.PositiveSmallIntegerField("places souhaitées", null=True, blank=True)
    capacity_max = models.PositiveSmallIntegerField("places au plus", null=True, blank=True)
    duration_min = models.PositiveSmallIntegerField(
        "durée habituelle (minutes)",
        default=120,
        validators=[MinValueValidator(MIN_DURATION_MIN), MaxValueValidator(MAX_DURATION_MIN)],
    )
    theme_rule = models.CharField("thème", max_length=8, choices=ThemeRule, default=ThemeRule.OPTIONAL)
    registration_mode = models.CharField("inscription", max_length=8, choices=RegistrationMode)
    is_open_door = models.BooleanField("porte ouverte", default=False, help_text="On peut arriver au milieu.")
    is_staff_only = models.BooleanField("réservé à l’équipe", default=False)
    brings_own_device = models.BooleanField("on peut apporter son appareil", default=False)
    counts_heads_only = models.BooleanField("on compte seulement les têtes", default=False)
    needs_school_level = models.BooleanField("demande un niveau de classe", default=False)
    needs_speaker = models.BooleanField("demande un intervenant extérieur", default=False)
    is_online = models.BooleanField("en ligne", default=False)
    derived_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="décliné de"
    )
    position = models.PositiveSmallIntegerField("ordre", default=100)

    class Meta:
        verbose_name = "format"
        verbose_name_plural = "formats"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="format_capacity_in_order",
                condition=Q(capacity_max=None)
                | Q(capacity_preferred=None)
                | Q(capacity_preferred__isnull=False, capacity_max__gte=F("capacity_preferred")),
            ),
            # A café is open to any question: no level asked, no subject closed.
            models.CheckConstraint(
                name="format_cafe_has_no_level_nor_closed_subject",
                condition=~Q(kind="DIGITAL_CAFE") & ~Q(kind="STAFF_CAFE") | Q(theme_rule="HOOK", level=""),
            ),
            models.CheckConstraint(
                name="format_staff_cafe_is_staff_only",
                condition=~Q(kind="STAFF_CAFE") | Q(is_staff_only=True),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def purpose_labels(self) -> list[str]:
        """What it is for, in words."""
        return [str(Purpose(code).label) for code in self.purposes]


class FormatSheet(models.Model):
    """The text of a format, once for everybody or once for a network, which then shares one standard text.

    Lists are one item a line.
    """

    format = models.ForeignKey(
        EventFormat, on_delete=models.CASCADE, related_name="sheets", verbose_name="format"
    )
    network = models.ForeignKey(
        PlaceNetwork,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="format_sheets",
        verbose_name="réseau",
        help_text="Vide : le texte de tous.",
    )
    summary = models.CharField("en une phrase", max_length=300)
    what_it_is = models.TextField("ce que c’est")
    what_it_is_not = models.TextField("ce que ce n’est pas", blank=True)
    objectives = models.TextField("objectifs", blank=True)
    for_whom = models.TextField("pour qui", blank=True)
    how_many = models.TextField("combien de personnes", blank=True)
    level_text = models.TextField("quel niveau", blank=True)
    language_text = models.TextField("quelle langue", blank=True)
    how_it_works = models.TextField("comment ça se passe", blank=True)
    material_prerequisites = models.TextField("ce qu’il faut, en matériel", blank=True)
    human_prerequisites = models.TextField("ce qu’il faut, en personnes", blank=True)
    bonus = models.TextField("et pour aller plus loin", blank=True)

    class Meta:
        verbose_name = "fiche de format"
        verbose_name_plural = "fiches de format"
        ordering = ["format", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["format", "network"], name="format_sheet_once_per_network"),
            # Two NULLs are not equal: the text of everybody needs a rule of its own.
            models.UniqueConstraint(
                fields=["format"], condition=Q(network=None), name="format_sheet_common_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.format} ({self.network})" if self.network_id else str(self.format)


class FormatChecklistLine(models.Model):
    """One line of the standard preparation list of a format, or of a place that prepares it its own way.

    A place that has lines of its own for a format uses them alone.
    """

    format = models.ForeignKey(
        EventFormat, on_delete=models.CASCADE, related_name="checklist", verbose_name="format"
    )
    place = models.ForeignKey(
        "directory.Place",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="checklist_lines",
        verbose_name="lieu",
    )
    code = models.SlugField("code", max_length=40)
    label = models.CharField("à prévoir", max_length=200)
    position = models.PositiveSmallIntegerField("ordre", default=100)

    class Meta:
        verbose_name = "ligne de préparation"
        verbose_name_plural = "lignes de préparation"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["format", "place", "code"], name="checklist_line_once_per_place"),
            models.UniqueConstraint(
                fields=["format", "code"], condition=Q(place=None), name="checklist_line_common_once"
            ),
        ]

    def __str__(self) -> str:
        return self.label
