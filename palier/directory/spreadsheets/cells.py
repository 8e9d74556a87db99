"""A value as a cell that people read and change, and back. Pure: the words of the lists are given.

What is written is read back as the same value: where French words could not promise it, the cell holds the value
as JSON, which nobody needs to change there.
"""

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from palier.core.text import fold
from palier.directory.editable import Field, Kind
from palier.directory.enums import Answer
from palier.directory.hours import InvalidHours, describe_hours, parse_french_hours, validate_osm_hours
from palier.directory.spreadsheets.contacts import contacts_in_words, read_contacts_cell
from palier.directory.spreadsheets.days import french_day, iso_day
from palier.directory.spreadsheets.refused import CellRefused
from palier.directory.spreadsheets.words import Words

Cell = str | int | date | None
_SEPARATOR = " ; "
_CODE_LAST = re.compile(r"^(?P<name>.*?)\s*\(?(?P<code>[0-9A-Za-z]+)\)?\s*$", re.DOTALL)
_DAY = r"\d{1,2}/\d{1,2}/\d{4}"
_CLOSURE = re.compile(
    rf"(?:du |le )?(?P<first>{_DAY})(?:\s*(?:–|-|au)\s*(?P<last>{_DAY}))?(?:\s*:\s*(?P<reason>.*))?"
)
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2060": None})


def cell_of(field: Field, value: Any, words: Words) -> Cell:
    """Return what the cell of a value says; None for nothing."""
    if value in (None, "", []):
        return None
    if field.kind == Kind.DATE:
        return date.fromisoformat(value)
    if field.kind == Kind.NUMBER:
        return int(value)
    text = _WRITERS.get(field.kind, _write_text)(field, value, words)
    if field.kind in (Kind.TEXT, Kind.LINES):
        return text
    try:
        is_faithful = value_of(field, text, words) == value
    except CellRefused:
        is_faithful = False
    return text if is_faithful else json.dumps(value, ensure_ascii=False)


def value_of(field: Field, text: str, words: Words) -> Any:
    """Return the value that the text of a cell says. Raises CellRefused, with a sentence."""
    text = "\n".join(line.strip() for line in text.strip().splitlines())
    if not text:
        return _nothing(field)
    if field.kind not in (Kind.TEXT, Kind.LINES) and text[0] in '["' and text[-1] in ']"':
        try:
            return json.loads(text)
        except ValueError:
            raise CellRefused("Ce texte entre crochets n’est plus lisible : remettez l’ancien.") from None
    if field.kind not in (Kind.TEXT, Kind.LINES):
        text = text.translate(_SPACES)
    return _READERS[field.kind](field, text, words)


def codes_said(field: Field, text: str) -> set[str]:
    """Return the code of a commune or of a structure at the end of a cell, if there is one."""
    found = _CODE_LAST.match(text.strip())
    if found is None or field.kind not in (Kind.COMMUNE, Kind.STRUCTURE):
        return set()
    return {found["code"].upper().zfill(5) if field.kind == Kind.COMMUNE else found["code"].lower()}


def text_of(cell: Any) -> str:
    """Return a cell that a reader gave as text: whole numbers without decimals, dates as ISO, lines kept."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return cell.isoformat()
    # A carriage return that XML could not hold comes back spelt.
    return "\n".join(str(cell).replace("_x000D_", "").splitlines()).strip()


def _nothing(field: Field) -> Any:
    if field.kind in (Kind.TEXT, Kind.LINES, Kind.HOURS):
        return ""
    if field.kind in (Kind.NUMBER, Kind.DATE, Kind.POINT, Kind.STRUCTURE, Kind.COMMUNE):
        return None
    if field.kind in (Kind.CHOICE, Kind.FLAG):
        raise CellRefused("La case est vide : écrivez un des mots acceptés.")
    return []


# --- Written --------------------------------------------------------------------------------------------------


def _write_text(_field: Field, value: Any, _words: Words) -> str:
    return "\n".join(str(value).splitlines())


def _write_hours(field: Field, value: str, words: Words) -> str:
    """French, when it is read back to the very same hours; else OSM."""
    french = "\n".join(describe_hours(value)).translate(_SPACES)
    try:
        return french if _read_hours(field, french, words) == value else value
    except CellRefused:
        return value


def _write_flag(_field: Field, value: bool, _words: Words) -> str:
    return "oui" if value else "non"


def _write_choice(field: Field, value: str, _words: Words) -> str:
    assert field.choices is not None
    return str(dict(field.choices.choices).get(value, value))


def _write_choices(field: Field, value: list[str], words: Words) -> str:
    return _SEPARATOR.join(_write_choice(field, item, words) for item in value)


def _write_codes(field: Field, value: list[str], words: Words) -> str:
    return _SEPARATOR.join(words.texts.get(field.name, {}).get(code, code) for code in value)


def _write_pairs(field: Field, value: list[list[str]], words: Words) -> str:
    said = []
    for first, second in value:
        text = _write_choice(field, first, words)
        if field.name == "capabilities":
            text += f" : {dict(Answer.choices).get(second, second)}"
        elif second:
            text += f" [{second}]"
        said.append(text)
    return _SEPARATOR.join(said)


def _write_names(_field: Field, value: list[str], _words: Words) -> str:
    return "\n".join(value)


def _write_point(_field: Field, value: list[float], _words: Words) -> str:
    return f"{value[0]!r}, {value[1]!r}"


def _write_commune(_field: Field, value: str, words: Words) -> str:
    return f"{words.communes.get(value, '')} ({value})".strip()


def _write_structure(_field: Field, value: str, words: Words) -> str:
    return f"{words.structures.get(value, '')} ({value})".strip()


def _write_closures(_field: Field, value: list[list[str]], _words: Words) -> str:
    return "\n".join(
        french_day(first) + (f" – {french_day(last)}" if last != first else "") + (f" : {why}" if why else "")
        for first, last, why in value
    )


def _write_contacts(_field: Field, value: list[dict[str, Any]], _words: Words) -> str:
    return contacts_in_words(value)


# --- Read -----------------------------------------------------------------------------------------------------


def _read_text(_field: Field, text: str, _words: Words) -> str:
    return text


def _read_hours(_field: Field, text: str, _words: Words) -> str:
    one = " ".join(text.split())
    try:
        validate_osm_hours(one)
    except InvalidHours:
        pass
    else:
        return one
    parsed = parse_french_hours(text)
    if parsed.osm and not parsed.left_aside and not parsed.helper_osm:
        return parsed.osm
    aside = " ; ".join(parsed.left_aside) or text
    raise CellRefused(f"Ces horaires ne sont pas compris en entier : « {aside} ».")


def _read_flag(_field: Field, text: str, _words: Words) -> bool:
    said = {"oui": True, "non": False}.get(fold(text))
    if said is None:
        raise CellRefused("Écrivez oui ou non.")
    return said


def _read_choice(field: Field, text: str, _words: Words) -> str:
    assert field.choices is not None
    folded = fold(text)
    for value, label in field.choices.choices:
        if folded in (fold(str(label)), fold(str(value))):
            return str(value)
    accepted = ", ".join(str(label) for label in field.choices.labels)
    raise CellRefused(f"« {text} » n’est pas un mot accepté. Écrivez un de ceux-ci : {accepted}.")


def _read_choices(field: Field, text: str, words: Words) -> list[str]:
    assert field.choices is not None
    given = {_read_choice(field, item, words) for item in _items(text)}
    return [value for value in field.choices.values if value in given]


def _read_codes(field: Field, text: str, words: Words) -> list[str]:
    codes = set()
    for item in _items(text):
        code = words.code_of(field.name, item)
        if code is None:
            raise CellRefused(f"« {item} » n’est pas dans la liste : voyez la feuille « Mots acceptés ».")
        codes.add(code)
    return sorted(codes)


def _read_pairs(field: Field, text: str, words: Words) -> list[list[str]]:
    pairs: dict[str, list[str]] = {}
    for item in _items(text):
        if field.name == "capabilities":
            what, _, said = item.rpartition(":")
            answer = {"oui": Answer.YES.value, "non": Answer.NO.value}.get(fold(said))
            if answer is None:
                raise CellRefused(f"« {item} » : écrivez par exemple « wifi : oui » ou « wifi : non ».")
            kind = _read_choice(field, what, words)
            if kind in pairs:
                raise CellRefused(f"« {what.strip()} » est dit deux fois.")
            pairs[kind] = [kind, answer]
        else:
            what, _, code = item.removesuffix("]").partition("[")
            kind = _read_choice(field, what.strip(), words)
            pairs[f"{kind} {code}"] = [kind, code.strip()]
    return sorted(pairs.values())


def _read_names(_field: Field, text: str, _words: Words) -> list[str]:
    return [line for line in text.splitlines() if line]


def _read_number(_field: Field, text: str, _words: Words) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 6:
        raise CellRefused("Écrivez un nombre entier.")
    return int(text)


def _read_date(_field: Field, text: str, _words: Words) -> str:
    return iso_day(text)


def _read_point(_field: Field, text: str, _words: Words) -> list[float]:
    parts = text.replace(",", ".").split(";") if ";" in text else text.split(",")
    try:
        lat, lon = (float(part) for part in parts)
    except ValueError:
        raise CellRefused("Écrivez la latitude puis la longitude : 48.0707, -0.7734.") from None
    return [lat, lon]


def _read_commune(_field: Field, text: str, words: Words) -> str:
    return _read_coded(text, words.communes, "la commune suivie de son code INSEE : Laval (53130)", width=5)


def _read_structure(_field: Field, text: str, words: Words) -> str:
    return _read_coded(
        text, words.structures, "la structure suivie de son identifiant, comme « Mots acceptés »"
    )


def _read_coded(text: str, known: dict[str, str] | Any, wanted: str, *, width: int = 0) -> str:
    """Return the code at the end of the text; a name that is not its name is a doubt, and doubts are refused."""
    found = _CODE_LAST.match(text)
    code = found["code"] if found else ""
    code = code.upper().zfill(width) if width else code.lower()
    if found is None or code not in known:
        raise CellRefused(f"« {text} » n’est pas reconnu : écrivez {wanted}.")
    name = found["name"].strip().removesuffix("(").strip()
    if name and fold(name) != fold(known[code]):
        raise CellRefused(f"« {text} » : ce code est celui de « {known[code]} ». Changez le code aussi.")
    return code


def _read_closures(_field: Field, text: str, _words: Words) -> list[list[str]]:
    rows = []
    for line in filter(None, text.splitlines()):
        found = _CLOSURE.fullmatch(line)
        if found is None:
            raise CellRefused(
                f"« {line} » : écrivez une fermeture par ligne, « 24/12/2026 – 31/12/2026 : Fêtes »."
            )
        first = iso_day(found["first"])
        rows.append([first, iso_day(found["last"] or found["first"]), (found["reason"] or "").strip()])
    return sorted(rows)


def _read_contacts(_field: Field, text: str, _words: Words) -> list[dict[str, Any]]:
    return read_contacts_cell(text)


def _items(text: str) -> list[str]:
    return [item.strip() for part in text.splitlines() for item in part.split(";") if item.strip()]


_WRITERS: dict[Kind, Callable[[Field, Any, Words], str]] = {
    Kind.HOURS: _write_hours,
    Kind.FLAG: _write_flag,
    Kind.CHOICE: _write_choice,
    Kind.CHOICES: _write_choices,
    Kind.CODES: _write_codes,
    Kind.PAIRS: _write_pairs,
    Kind.NAMES: _write_names,
    Kind.POINT: _write_point,
    Kind.COMMUNE: _write_commune,
    Kind.STRUCTURE: _write_structure,
    Kind.CLOSURES: _write_closures,
    Kind.CONTACTS: _write_contacts,
}
_READERS: dict[Kind, Callable[[Field, str, Words], Any]] = {
    Kind.TEXT: _read_text,
    Kind.LINES: _read_text,
    Kind.HOURS: _read_hours,
    Kind.FLAG: _read_flag,
    Kind.CHOICE: _read_choice,
    Kind.CHOICES: _read_choices,
    Kind.CODES: _read_codes,
    Kind.PAIRS: _read_pairs,
    Kind.NAMES: _read_names,
    Kind.NUMBER: _read_number,
    Kind.DATE: _read_date,
    Kind.POINT: _read_point,
    Kind.COMMUNE: _read_commune,
    Kind.STRUCTURE: _read_structure,
    Kind.CLOSURES: _read_closures,
    Kind.CONTACTS: _read_contacts,
}
