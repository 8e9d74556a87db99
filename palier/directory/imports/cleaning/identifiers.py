"""SIRET and other codes of bodies, INSEE and postal codes whose zero was lost. Pure."""

import re

from stdnum.fr import siren as stdnum_siren
from stdnum.fr import siret as stdnum_siret

from palier.directory.validators import FAKE_SIRETS

_RNA = re.compile(r"W\d{9}|\d[A-Z0-9]\d[A-Z]\d{5,6}", re.IGNORECASE)


def clean_siret(text: str, *, notes: list[str]) -> tuple[str, str]:
    """Return (SIRET, other code): 14 digits with a right checksum, or a SIREN or RNA kept as it is; "" if absent.

    La Poste’s own checksum is accepted. Zeros and other fakes are absent. A zero lost by a spreadsheet (13 digits)
    is put back when the checksum then agrees. Source: https://xml.insee.fr/schema/siret.html
    """
    compact = re.sub(r"[\s.\-\u00a0\u202f']", "", text)
    if re.fullmatch(r"\d+(?:[.,]\d+)?E\+?\d+", text.strip(), re.IGNORECASE):
        notes.append("SIRET : arrondi par un tableur (notation 3,56E+13), perdu ; laissé de côté.")
        return "", ""
    if not compact:
        return "", ""
    if compact in FAKE_SIRETS or len(set(compact)) == 1:
        notes.append(f"SIRET : « {compact} » veut dire inconnu.")
        return "", ""
    if not compact.isdigit() or not compact.isascii():
        if _RNA.fullmatch(compact):
            return "", compact.upper()
        notes.append(f"SIRET : « {compact[:40]} » n’en est pas un, laissé de côté.")
        return "", ""
    return _from_digits(compact, notes)


def _from_digits(digits: str, notes: list[str]) -> tuple[str, str]:
    if len(digits) == 13 and stdnum_siret.is_valid(f"0{digits}"):
        notes.append("SIRET : le zéro du début, perdu, est remis.")
        return f"0{digits}", ""
    if len(digits) == 14 and stdnum_siret.is_valid(digits):
        return digits, ""
    if len(digits) == 8 and stdnum_siren.is_valid(f"0{digits}"):
        notes.append("SIREN : le zéro du début, perdu, est remis.")
        digits = f"0{digits}"
    if len(digits) == 9 and stdnum_siren.is_valid(digits):
        notes.append("SIRET : seulement un SIREN (9 chiffres), qui désigne l’organisme et non le lieu.")
        return "", digits
    notes.append(f"SIRET : « {digits[:20]} » n’existe pas (chiffres de contrôle), laissé de côté.")
    return "", ""


def clean_code(text: str, *, label: str, notes: list[str]) -> str:
    """Return a postal or INSEE code of five characters, its lost zero put back; "" if it is not one."""
    compact = re.sub(r"[\s\u00a0\u202f]", "", text).upper()
    if compact.endswith((".0", ",0")):
        compact = compact[:-2]
    if re.fullmatch(r"\d{4}", compact):
        notes.append(f"{label} : {compact} lu 0{compact} (zéro perdu).")
        return f"0{compact}"
    if re.fullmatch(r"\d{5}|2[AB]\d{3}", compact):
        return compact if compact != "00000" else ""
    if compact:
        notes.append(f"{label} : « {text.strip()[:30]} » n’en est pas un, laissé de côté.")
    return ""
