"""Addresses: stray dots and commas, the postal code and the commune said again at the end. Pure."""

import re

from palier.core.text import fold

_STRAY = re.compile(r"(?:\s*\.{2,}\s*|\s*,\s*,\s*)")
_ENDS = " ,;.-–_/"


def tidy(text: str) -> str:
    """Return a text without the punctuation that nothing follows or precedes."""
    return text.strip(" ,;-–_/").strip()


def clean_address(text: str, *, commune: str, postal_code: str, notes: list[str]) -> str:
    """Return number and street only; what was taken out is said. `..` means nothing."""
    cleaned = _STRAY.sub(" ", text).strip(_ENDS)
    if re.fullmatch(r"[\W_]*|0+|sans adresse|inconnue?", cleaned, re.IGNORECASE):
        if text:
            notes.append(f"Adresse : « {text[:40]} » ne dit rien, laissée vide.")
        return ""
    if cleaned != text.strip():
        notes.append("Adresse : ponctuation en trop retirée.")
    cleaned = re.sub(r"^0+\s+(?=\D)", "", cleaned)
    shorter = _without_commune(cleaned, commune, postal_code)
    if shorter != cleaned and shorter:
        notes.append("Adresse : code postal et commune, déjà dits ailleurs, retirés.")
        return shorter
    return cleaned


def _without_commune(text: str, commune: str, postal_code: str) -> str:
    if not postal_code or postal_code[2:] not in text:  # most often: spares a pattern per postal code
        return text
    found = re.search(rf"[\s,;-]+{re.escape(postal_code[:2])}\s?{re.escape(postal_code[2:])}\b(.*)$", text)
    if not found:
        return text
    rest = fold(re.sub(r"cedex.*$", "", found[1], flags=re.IGNORECASE))
    return (
        text[: found.start()].strip(_ENDS)
        if not rest or rest in fold(commune) or fold(commune) in rest
        else text
    )
