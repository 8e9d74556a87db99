"""Checks shared by models, forms and imports. Each refusal says what to do next."""

import phonenumbers
from django.core.exceptions import ValidationError
from stdnum.fr import siret as stdnum_siret

from palier.directory.hours import InvalidHours, validate_osm_hours

# Numbers that pass the checksum and name nobody.
FAKE_SIRETS = frozenset({"00000000000000", "11111111111111", "99999999999999"})
SHORT_NUMBERS_LENGTHS = frozenset({2, 3, 4, 6})  # 15, 115, 3646, 118 218: ARCEP numbering plan


def validate_siret(value: str) -> None:
    """Refuse anything but a 14-digit SIRET with a right checksum (La Poste’s own rule included).

    Source: https://xml.insee.fr/schema/siret.html
    """
    is_digits = value.isascii() and value.isdigit()  # other alphabets have digits too
    if not is_digits or value in FAKE_SIRETS or not stdnum_siret.is_valid(value):
        raise ValidationError(
            "Ce SIRET n’existe pas : vérifiez les 14 chiffres, ou laissez vide si vous ne le connaissez pas.",
            code="siret",
        )


def validate_osm(value: str) -> None:
    """Refuse hours that the evaluating library cannot read."""
    try:
        validate_osm_hours(value)
    except InvalidHours as error:
        raise ValidationError(str(error), code="hours") from error


def parse_phone(value: str, *, region: str = "FR") -> phonenumbers.PhoneNumber | None:
    """Return the number, or None if no such number can exist. Short numbers are not handled here."""
    try:
        number = phonenumbers.parse(value, region)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_possible_number(number) else None


def is_short_number(value: str) -> bool:
    """Say whether `value` is a short number such as 3646, which the international plan does not know."""
    digits = value.replace(" ", "")
    return digits.isdigit() and len(digits) in SHORT_NUMBERS_LENGTHS and digits[0] in "13"


def validate_phone(value: str) -> None:
    """Refuse a number that cannot exist, French by default."""
    if not is_short_number(value) and parse_phone(value) is None:
        raise ValidationError(
            "Ce numéro ne peut pas exister : écrivez-le comme « 02 61 91 00 00 » ou « +33 2 61 91 00 00 ».",
            code="phone",
        )
