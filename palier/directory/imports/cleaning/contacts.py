"""Phones, mail addresses and sites as people type them, several in a cell, wrong schemes. Pure."""

import re
from urllib.parse import urlsplit

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from palier.directory.validators import is_short_number

# Numbers beginning by zero belong to the plan of the département’s own country code.
REGIONS = {
    "971": "GP", "977": "GP", "978": "GP", "972": "MQ", "973": "GF", "974": "RE", "976": "YT", "975": "PM",
    "986": "WF", "987": "PF", "988": "NC",
}  # fmt: skip
MAX_VALUE_CHARS = 300
_SPLIT_PHONES = re.compile(
    r"\s*(?:[;|,\n]|\s/\s|/(?=\s*0\d)|\bou\b|\bet\b|\s-\s(?=\s*(?:0|\+)\d))\s*", re.IGNORECASE
)
_PHONE = re.compile(r"\+?\d[\d\s.\-_/()\u00a0\u202f]*\d")
_MAIL = re.compile(r"[\w.+'%-]+@[\w-]+(?:\.[\w-]+)+")
_SITE = re.compile(r"(?:https?:/{1,2}|www\.)[^\s|;<>\"]+", re.IGNORECASE)
_BARE_SITE = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?:/[^\s|;,<>\"]*)?", re.IGNORECASE)
_validate_url = URLValidator(schemes=["http", "https"])


def clean_phones(text: str, *, departement: str, notes: list[str]) -> list[str]:
    """Return the numbers of a cell, E.164 or short (« 3646 »); those that cannot exist are said and left out."""
    kept: list[str] = []
    region = REGIONS.get(departement, "FR")
    parts = [part for part in _SPLIT_PHONES.split(text) if any(c.isdigit() for c in part)]
    if len(parts) > text.count("|") + 1:
        notes.append(f"Téléphone : {len(parts)} numéros dans la cellule, séparés.")
    if text.strip() and not parts:
        notes.append(f"Téléphone : « {text.strip()[:60]} » n’est pas un numéro, laissé de côté.")
    for part in parts:
        found = _PHONE.search(part)
        number = clean_phone(found[0] if found else part, region=region, notes=notes)
        if number is None:
            notes.append(f"Téléphone : « {part.strip()[:60]} » ne peut pas être un numéro, laissé de côté.")
        elif number not in kept:
            kept.append(number)
    return kept


def clean_phone(text: str, *, region: str, notes: list[str]) -> str | None:
    """Return one number, or None. A lost zero (« 241213100 ») or a lost « + » (« 33241… ») is put back and said."""
    digits = re.sub(r"\D", "", text)
    if is_short_number(digits):
        return digits
    if digits.startswith("0033"):
        digits = digits[2:]
    candidates = [digits if digits.startswith("0") and not text.lstrip().startswith("+") else f"+{digits}"]
    if digits.startswith("330") and len(digits) == 12:
        candidates = [f"+33{digits[3:]}"]
    if len(digits) == 9 and not digits.startswith("0") and not text.lstrip().startswith("+"):
        candidates = [f"0{digits}"]
    elif len(digits) == 6 and region in ("NC", "PF", "WF", "PM"):
        candidates = [digits]
    for candidate in candidates:
        for try_region in dict.fromkeys((region, "FR")):
            try:
                number = phonenumbers.parse(candidate, try_region)
            except phonenumbers.NumberParseException:
                continue
            if phonenumbers.is_possible_number(number) and _is_plausible(number):
                if len(digits) == 9 and candidate == f"0{digits}":
                    notes.append("Téléphone : le zéro du début, perdu, est remis.")
                return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return None


def _is_plausible(number: phonenumbers.PhoneNumber) -> bool:
    """Accept valid numbers, and French ones of nine digits: ranges kept for fiction or newly opened count."""
    if phonenumbers.is_valid_number(number):
        return True
    national = str(number.national_number)
    return number.country_code == 33 and len(national) == 9 and national[0] != "0" and len(set(national)) > 1


def clean_mails(text: str, *, notes: list[str]) -> list[str]:
    """Return the mail addresses of a cell, in lower case; what is not one is said and left out."""
    kept: list[str] = []
    softened = re.sub(r"\s*(?:\(at\)|\[at\]|\sat\s)\s*", "@", text.removeprefix("mailto:"))
    if softened != text.removeprefix("mailto:"):
        notes.append("Courriel : « (at) » remplacé par @.")
    for found in _MAIL.findall(softened.replace(" @", "@").replace("@ ", "@")):
        address = found.strip(".'").lower()
        try:
            validate_email(address)
        except ValidationError:
            continue
        if address not in kept and len(address) <= MAX_VALUE_CHARS:
            kept.append(address)
    if len(kept) > text.count("|") + 1:
        notes.append(f"Courriel : {len(kept)} adresses dans la cellule, séparées.")
    if text.strip() and not kept:
        notes.append("Courriel : la cellule ne contient pas d’adresse valide, laissée de côté.")
    return kept


def clean_sites(text: str, *, label: str, notes: list[str]) -> list[str]:
    """Return the addresses of a cell with their scheme; two in a cell are separated."""
    found = _SITE.findall(_separated(text)) or [site for site in _BARE_SITE.findall(text) if "@" not in text]
    kept: list[str] = []
    for site in found:
        address = _with_scheme(site.rstrip(".,;)"), label, notes)
        try:
            _validate_url(address)
            urlsplit(address).port  # noqa: B018  reading it raises if it is not a number
        except (ValidationError, ValueError):
            continue
        if len(address) <= MAX_VALUE_CHARS and address not in kept:
            kept.append(address)
    if len(kept) > text.count("|") + 1:
        notes.append(f"{label} : {len(kept)} adresses dans la cellule, séparées.")
    if text.strip() and not kept:
        notes.append(f"{label} : « {text.strip()[:60]} » n’est pas une adresse de site, laissé de côté.")
    return kept


def _separated(text: str) -> str:
    """Put a space before a scheme glued to the address before it: « http://a.frhttp://b.fr »."""
    return re.sub(r"(?<=[^\s/=?&#])(?=https?://)", " ", text)


def _with_scheme(site: str, label: str, notes: list[str]) -> str:
    repaired = re.sub(r"^(https?):/+(?!/)", r"\1://", site, flags=re.IGNORECASE)
    if not repaired.lower().startswith(("http://", "https://")):
        notes.append(f"{label} : « https:// » ajouté devant l’adresse.")
        return f"https://{repaired}"
    scheme, rest = repaired.split("://", 1)
    if repaired != site:
        notes.append(f"{label} : « :// » corrigé dans l’adresse.")
    return f"{scheme.lower()}://{rest}"
