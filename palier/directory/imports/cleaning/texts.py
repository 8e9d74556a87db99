"""Texts: entities, tags, odd spaces, the many ways to write « nothing », lists written in one cell. Pure."""

import html
import json
import re
from typing import Any

from palier.core.text import fold

# Cells that say nothing, once folded or as they are.
NOTHING = frozenset(
    {
        "", "n d", "nd", "n a", "na", "null", "none", "nan", "ref", "reference", "valeur", "name", "non renseigne",
        "non communique", "non precise", "inconnu", "nc", "nr", "vide", "div 0", "a completer", "sans objet",
    }
)  # fmt: skip
# As many letters and digits as this, and a text is longer than any of them.
_SAYS_SOMETHING = re.compile(f"(?:[^a-z0-9]*[a-z0-9]){{{max(map(len, NOTHING)) + 1}}}")
_ERRORS = (
    "#n/d",
    "#n/a",
    "#ref!",
    "#value!",
    "#valeur!",
    "#nom?",
    "#name?",
    "#null!",
    "#div/0!",
    "#num!",
    "#nombre!",
)
# A call of a function, as spreadsheets write it: « =SUM(A1) », « =SI(…) »; « =Espace (Craon) » is a text.
_FORMULA = re.compile(r"\s*=[A-Z][A-Z0-9._]*\(|\s*=.*\([A-Z]{1,3}\$?\d")
_TAG = re.compile(r"</?(?:p|br|div|span|b|i|u|strong|em|ul|ol|li|a|h\d)\b[^<>]*>", re.IGNORECASE)
_BLANKS = re.compile(r"[^\S\n]+")
_MOJIBAKE = re.compile(r"Ã[\x80-\xbf©¨ªÂ«¢´»®¯§¹À‰€ˆŠ¶]|â€")


def text_of(value: Any) -> str:
    """Return a cell as one text: whole numbers without « .0 », lists joined by « | », nothing as ""."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, list):
        return "|".join(text for item in value if (text := text_of(item)))
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def clean_text(value: Any, label: str, notes: list[str], *, lines: bool = False) -> str:
    """Return a readable text, "" for nothing. `lines`: keep line breaks, as in descriptions.

    Capitals stay as they are: « MSAP » and « MÉDIATHÈQUE » cannot be told apart surely.
    """
    raw = text_of(value)
    if is_nothing(raw):
        if raw.strip().startswith("#"):
            notes.append(f"{label} : « {raw.strip()} » veut dire que la cellule est vide.")
        return ""
    if _FORMULA.match(raw):
        notes.append(f"{label} : une formule au lieu d’un texte, laissée de côté.")
        return ""
    text = _repaired(raw, label, notes)
    plain = html.unescape(html.unescape(text))
    if plain != text:
        notes.append(f"{label} : caractères HTML remplacés (&amp; par &).")
    untagged = _TAG.sub("\n" if lines else " ", plain)
    if untagged != plain:
        notes.append(f"{label} : balises HTML retirées.")
    unified = untagged.replace("\r\n", "\n").replace("\r", "\n").replace("\u200b", "").replace("\ufeff", "")
    if lines:
        return "\n".join(line for part in unified.split("\n") if (line := _BLANKS.sub(" ", part).strip()))
    tidy = " ".join(unified.split())
    if tidy != " ".join(unified.replace("\n", " ").strip().split(" ")) and "  " in unified.strip():
        notes.append(f"{label} : espaces en trop retirés.")
    return tidy


def is_nothing(text: str) -> bool:
    """Tell whether a cell says nothing: « - », « #N/D », « néant »… and not « non », which is an answer."""
    stripped = text.strip().lower()
    if not stripped:
        return True
    if _SAYS_SOMETHING.match(stripped):
        return False
    return stripped in _ERRORS or fold(stripped) in NOTHING


def _repaired(text: str, label: str, notes: list[str]) -> str:
    """Undo UTF-8 read as Windows: « mÃ©diathÃ¨que »."""
    if not _MOJIBAKE.search(text):
        return text
    try:
        repaired = text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text
    notes.append(f"{label} : accents réparés (mauvais encodage).")
    return repaired


def clip(text: str, limit: int, label: str, notes: list[str]) -> str:
    """Cut a text too long for its field, at a space if there is one, and say so."""
    if len(text) <= limit:
        return text
    notes.append(f"{label} : {len(text)} caractères, coupé à {limit} (le texte entier reste dans la ligne).")
    head = text[: limit - 1]
    return (head.rsplit(" ", 1)[0] if " " in head[limit // 2 :] else head) + "…"


def items_of(value: Any, separators: str = "|") -> list[str]:
    """Return the items of a cell that holds several: a JSON list, `{Lundi,Mardi}`, or a text cut at separators."""
    if isinstance(value, list):
        return [text for item in value if (text := text_of(item).strip()) and not is_nothing(text)]
    text = text_of(value).strip()
    if text.startswith("{") and text.endswith("}"):
        inner = text[1:-1]
        found = re.findall(r'"((?:[^"\\]|\\.)*)"|([^,]+)', inner)
        parts = [quoted or bare for quoted, bare in found]
    elif text.startswith("[") and text.endswith("]") and _as_list(text) is not None:
        return items_of(_as_list(text))
    else:
        parts = re.split(f"[{re.escape(separators)}]", text) if separators else [text]
    return [part.strip() for part in parts if not is_nothing(part)]


def _as_list(text: str) -> list[Any] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, list) else None
