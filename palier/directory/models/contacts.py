"""Contact channels: typed, one preferred, hours to phone, who may see them."""

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import models
from django.db.models import Q

from palier.directory.enums import ContactKind, Visibility
from palier.directory.models.places import Place, PlaceOccupant
from palier.directory.models.services import Service
from palier.directory.models.structures import Structure
from palier.directory.validators import is_short_number, parse_phone, validate_osm, validate_phone

OWNERS = ("structure", "place", "occupant", "service")
NNBSP = "\u202f"  # a number never breaks across lines


class ContactChannel(models.Model):
    """A way to reach a structure, a place, an occupant of a place, or a service: exactly one of them."""

    structure = models.ForeignKey(
        Structure,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="contacts",
        verbose_name="structure",
    )
    place = models.ForeignKey(
        Place, on_delete=models.CASCADE, null=True, blank=True, related_name="contacts", verbose_name="lieu"
    )
    occupant = models.ForeignKey(
        PlaceOccupant,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="contacts",
        verbose_name="structure présente",
    )
    service = models.ForeignKey(
        Service,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="contacts",
        verbose_name="service",
    )
    kind = models.CharField("moyen", max_length=10, choices=ContactKind)
    value = models.CharField("numéro, adresse ou lien", max_length=300)
    label = models.CharField("précision", max_length=120, blank=True, help_text="« Accueil », « Samira »…")
    is_preferred = models.BooleanField("à utiliser d’abord", default=False)
    phone_hours = models.TextField("heures pour appeler (OSM)", blank=True, validators=[validate_osm])
    visibility = models.CharField("visible par", max_length=12, choices=Visibility, default=Visibility.PUBLIC)
    is_named = models.BooleanField(
        "celui d’une personne", default=False, help_text="Une ligne directe, un courriel nominatif."
    )
    agreed_on = models.DateField("cette personne accepte qu’il soit public, le", null=True, blank=True)

    class Meta:
        verbose_name = "contact"
        verbose_name_plural = "contacts"
        ordering = ["-is_preferred", "pk"]
        constraints = [
            models.CheckConstraint(
                name="contact_of_exactly_one",
                condition=(
                    Q(structure__isnull=False, place=None, occupant=None, service=None)
                    | Q(structure=None, place__isnull=False, occupant=None, service=None)
                    | Q(structure=None, place=None, occupant__isnull=False, service=None)
                    | Q(structure=None, place=None, occupant=None, service__isnull=False)
                ),
            ),
            models.CheckConstraint(name="contact_has_value", condition=~Q(value="")),
            models.CheckConstraint(
                name="contact_of_a_person_public_if_agreed",
                condition=Q(is_named=False) | ~Q(visibility="PUBLIC") | Q(agreed_on__isnull=False),
            ),
            *[
                models.UniqueConstraint(
                    fields=[owner], condition=Q(is_preferred=True), name=f"contact_one_preferred_per_{owner}"
                )
                for owner in OWNERS
            ],
        ]

    def __str__(self) -> str:
        return self.value

    def clean(self) -> None:
        """Check the value against its kind; phones are stored as international numbers."""
        if self.kind == ContactKind.PHONE:
            validate_phone(self.value)
            number = None if is_short_number(self.value) else parse_phone(self.value)
            if number is not None:
                self.value = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        elif self.kind == ContactKind.EMAIL:
            validate_email(self.value)
        else:
            URLValidator(schemes=["http", "https"])(self.value)
        if self.phone_hours and self.kind != ContactKind.PHONE:
            raise ValidationError({"phone_hours": "Les heures pour appeler ne vont qu’avec un téléphone."})

    @property
    def display(self) -> str:
        """The value as people read it: « 02 61 91 00 00 » with spaces that do not break."""
        if self.kind == ContactKind.PHONE and self.value.startswith("+33") and len(self.value) == 12:
            digits = "0" + self.value[3:]
            return NNBSP.join(digits[i : i + 2] for i in range(0, 10, 2))
        if self.kind == ContactKind.PHONE and (number := parse_phone(self.value)) is not None:
            text = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
            return text.replace(" ", NNBSP)
        if self.kind in (ContactKind.WEBSITE, ContactKind.SOCIAL):
            return self.value.split("://", 1)[-1].removeprefix("www.").rstrip("/")
        return self.value
