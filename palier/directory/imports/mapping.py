"""The small TOML file that says what the columns of a source mean. Documented in `docs/imports.md`. Pure."""

import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from palier.core.text import fold
from palier.directory.imports import vocabulary
from palier.directory.imports.reading import ReadOptions

MAPPINGS_DIR = Path(__file__).resolve().parent / "mappings"
TEXT_FIELDS = frozenset(
    {
        "nom", "commune", "code_postal", "code_insee", "adresse", "complement_adresse", "latitude", "longitude",
        "pivot", "telephone", "courriels", "site_web", "prise_rdv", "fiche_acces_libre", "presentation_resume",
        "presentation_detail", "acces", "structure_parente", "source", "date_maj", "autres_formations_labels",
    }
)  # fmt: skip
# Name in the file → list of `vocabulary.codes_of`. Two columns of the schema hold what we call labels.
LIST_FIELDS = {
    "typologie": "typologie",
    "services": "services",
    "publics_specifiquement_adresses": "publics",
    "prise_en_charge_specifique": "prises_en_charge",
    "frais_a_charge": "frais",
    "dispositif_programmes_nationaux": "labels",
    "formations_labels": "labels",
    "modalites_acces": "modalites_acces",
    "modalites_accompagnement": "modalites_accompagnement",
    "itinerance": "itinerance",
    "equipements": "equipements",
}
PROJECTIONS = ("WGS84", "Lambert-93")
WEEKDAY_NAMES = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_SECTIONS = {
    "source",
    "lecture",
    "identifiant",
    "colonnes",
    "position",
    "fixe",
    "termes",
    "ignorer",
    "ferme",
    "horaires",
    "services",
}
SERVICE_PARTS = frozenset(
    {
        "identifiant", "rattachement", "nom", "description", "conditions", "precision_prix", "horaires", "telephone",
        "courriels", "prise_rdv",
    }
)  # fmt: skip
_TERM_FIELDS = frozenset({*LIST_FIELDS, *TEXT_FIELDS, "conditions"})


class BadMapping(Exception):
    """The mapping says something that is not possible; the message is a French sentence that says where."""


@dataclass(frozen=True)
class Columns:
    """One or several columns joined in one text."""

    names: tuple[str, ...]
    joint: str = " "


@dataclass(frozen=True)
class Term:
    """Words of some columns that mean one value of one field."""

    field: str
    columns: tuple[str, ...]
    words: frozenset[str]  # folded
    gives: str  # a code of the list, or the text itself for a text field
    contains: bool = False


@dataclass(frozen=True)
class Hours:
    """Where opening hours are: a text, days in another column, weeks in a third, or a column per day."""

    text: tuple[str, ...] = ()
    days: str = ""
    weeks: str = ""
    by_day: tuple[str, ...] = ()  # seven columns, Monday first, "" where there is none
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Services:
    """Where the services of a row are when each is a record of its own, and what their fields are called inside."""

    column: str = ""
    parts: dict[str, str] = field(default_factory=dict)

    def column_of(self, part: str) -> str:
        """Return the unfolded column of a part, « services.nom »; "" if the mapping does not say it."""
        return f"{self.column}.{self.parts[part]}" if part in self.parts else ""


@dataclass(frozen=True)
class Mapping:
    """A mapping, checked. See `docs/imports.md` for what each part means."""

    name: str
    publisher: str = ""
    licence: str = ""
    url: str = ""
    rank: int = 100
    options: ReadOptions = field(default_factory=ReadOptions)
    key: tuple[str, ...] = ()
    columns: dict[str, Columns] = field(default_factory=dict)
    lists: dict[str, Columns] = field(default_factory=dict)
    separators: str = "|"
    projection: str = "WGS84"
    fixed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    fixed_texts: dict[str, str] = field(default_factory=dict)
    terms: tuple[Term, ...] = ()
    ignored: frozenset[str] = frozenset()  # folded words that mean nothing, in the columns of terms and lists
    closed_column: str = ""
    closed_words: frozenset[str] = frozenset()
    hours: Hours = field(default_factory=Hours)
    services: Services = field(default_factory=Services)

    @cached_property
    def term_columns(self) -> dict[str, list[Term]]:
        """The whole-cell terms by column: where a word that no term knows is worth a remark."""
        found: dict[str, list[Term]] = {}
        for term in self.terms:
            for column in term.columns:
                if not term.contains:
                    found.setdefault(column, []).append(term)
        return found

    @cached_property
    def used_columns(self) -> frozenset[str]:
        """Every column that the mapping reads."""
        names = {
            *self.key,
            self.closed_column,
            self.hours.days,
            self.hours.weeks,
            *self.hours.text,
            *self.hours.by_day,
        }
        for part in (*self.columns.values(), *self.lists.values()):
            names.update(part.names)
        for term in self.terms:
            names.update(term.columns)
        return frozenset(name for name in {*names, *self.hours.notes} if name)


def shipped_mapping(name: str) -> Path | None:
    """Return the mapping delivered for a source of that name, if there is one."""
    path = MAPPINGS_DIR / f"{name}.toml"
    return path if name and path.parent == MAPPINGS_DIR and path.is_file() else None


def load_mapping(text: str) -> Mapping:
    """Return the mapping written in TOML. Raises BadMapping, which says which part to correct."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadMapping(f"Le fichier de correspondances n’est pas du TOML valide : {error}.") from None
    unknown = set(data) - _SECTIONS
    if unknown:
        raise BadMapping(
            f"Partie inconnue : [{sorted(unknown)[0]}]. Parties possibles : {', '.join(sorted(_SECTIONS))}."
        )
    source, reading = _table(data, "source"), _table(data, "lecture")
    columns, lists = _columns(_table(data, "colonnes"))
    projection = _add_position(columns, _table(data, "position"))
    fixed, fixed_texts = _fixed(_table(data, "fixe"))
    closed = _table(data, "ferme")
    mapping = Mapping(
        name=str(source.get("nom", "")),
        publisher=str(source.get("producteur", "")),
        licence=str(source.get("licence", "")),
        url=str(source.get("adresse", "")),
        rank=_integer(source.get("rang", 100), "[source] rang"),
        key=_strings(_table(data, "identifiant").get("colonnes", []), "[identifiant] colonnes"),
        columns=columns,
        lists=lists,
        separators=str(reading.get("separateurs_de_liste", "|")),
        projection=projection,
        fixed=fixed,
        fixed_texts=fixed_texts,
        terms=tuple(_term(item) for item in _list(data, "termes")),
        ignored=frozenset(
            fold(word) for word in _strings(_table(data, "ignorer").get("mots", []), "[ignorer] mots")
        ),
        closed_column=str(closed.get("colonne", "")),
        closed_words=frozenset(fold(word) for word in _strings(closed.get("mots", []), "[ferme] mots")),
        hours=_hours(_table(data, "horaires")),
        services=_services(_table(data, "services")),
    )
    return _with_options(mapping, reading)


def _add_position(columns: dict[str, Columns], position: dict[str, Any]) -> str:
    """Add the columns of the position and return its projection."""
    for name in ("latitude", "longitude"):
        if name in position:
            columns[name] = _column(position[name], f"[position] {name}")
    projection = str(position.get("projection", "WGS84"))
    if projection not in PROJECTIONS:
        raise BadMapping(f"[position] projection « {projection} » inconnue : {' ou '.join(PROJECTIONS)}.")
    return projection


def _with_options(mapping: Mapping, reading: dict[str, Any]) -> Mapping:
    options = ReadOptions(
        header_row=_integer(reading.get("ligne_des_titres", 0), "[lecture] ligne_des_titres"),
        sheet=str(reading.get("feuille", "")),
        separator=str(reading.get("separateur", "")),
        encoding=str(reading.get("encodage", "")),
        known_columns=mapping.used_columns,
    )
    values = {name: getattr(mapping, name) for name in Mapping.__dataclass_fields__}
    return Mapping(**{**values, "options": options})


def _table(data: dict[str, Any], name: str) -> dict[str, Any]:
    found = data.get(name, {})
    if not isinstance(found, dict):
        raise BadMapping(f"[{name}] doit être une partie avec des lignes « nom = valeur ».")
    return found


def _list(data: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = data.get(name, [])
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise BadMapping(f"[[{name}]] s’écrit avec deux crochets, une fois par correspondance.")
    return found


def _strings(value: Any, where: str) -> tuple[str, ...]:
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(item, str) for item in values):
        raise BadMapping(f"{where} : écrivez un texte entre guillemets, ou une liste de textes.")
    return tuple(values)


def _integer(value: Any, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 30_000:
        raise BadMapping(f"{where} : écrivez un nombre entier.")
    return value


def _column(value: Any, where: str) -> Columns:
    if isinstance(value, dict):
        return Columns(_strings(value.get("joindre", []), where), str(value.get("avec", " ")))
    return Columns(_strings(value, where))


def _columns(table: dict[str, Any]) -> tuple[dict[str, Columns], dict[str, Columns]]:
    columns: dict[str, Columns] = {}
    lists: dict[str, Columns] = {}
    for name, value in table.items():
        if name in TEXT_FIELDS:
            columns[name] = _column(value, f"[colonnes] {name}")
        elif name in LIST_FIELDS:
            lists[name] = _column(value, f"[colonnes] {name}")
        else:
            possible = ", ".join(sorted({*TEXT_FIELDS, *LIST_FIELDS}))
            raise BadMapping(
                f"[colonnes] « {name} » n’est pas un champ connu. Champs possibles : {possible}."
            )
    return columns, lists


def _fixed(table: dict[str, Any]) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    lists: dict[str, tuple[str, ...]] = {}
    texts: dict[str, str] = {}
    for name, value in table.items():
        if name in LIST_FIELDS:
            labels = _strings(value, f"[fixe] {name}")
            lists[name] = tuple(_code(name, label, "[fixe]") for label in labels)
        elif name in TEXT_FIELDS and isinstance(value, str):
            texts[name] = value
        else:
            raise BadMapping(f"[fixe] « {name} » n’est pas un champ connu.")
    return lists, texts


def _term(item: dict[str, Any]) -> Term:
    name = str(item.get("champ", ""))
    where = f"[[termes]] {name}"
    if name not in _TERM_FIELDS:
        raise BadMapping(f"{where} : « champ » doit nommer un champ connu.")
    how = str(item.get("compare", "égal"))
    if fold(how) not in ("egal", "contient"):
        raise BadMapping(f"{where} : compare vaut « égal » ou « contient ».")
    words = frozenset(fold(word) for word in _strings(item.get("mots", []), f"{where} mots"))
    columns = _strings(item.get("colonnes", []), f"{where} colonnes")
    gives = str(item.get("donne", ""))
    if not words or not columns or not gives:
        raise BadMapping(f"{where} : il faut « colonnes », « mots » et « donne ».")
    code = _code(name, gives, where) if name in LIST_FIELDS else gives
    return Term(name, columns, words, code, contains=fold(how) == "contient")


def _code(name: str, label: str, where: str) -> str:
    is_no = name == "equipements" and label.lower().startswith("non ")
    codes = vocabulary.codes_of(LIST_FIELDS[name])
    code = codes.get(fold(label[4:] if is_no else label))
    if code is None:
        raise BadMapping(f"{where} : « {label} » n’est pas une valeur de {name}.")
    return f"!{code}" if is_no else code


def _services(table: dict[str, Any]) -> Services:
    parts = {name: str(value) for name, value in table.items() if name != "colonne"}
    if unknown := set(parts) - SERVICE_PARTS:
        raise BadMapping(
            f"[services] « {sorted(unknown)[0]} » n’est pas connu. Possibles : colonne, "
            f"{', '.join(sorted(SERVICE_PARTS))}."
        )
    column = str(table.get("colonne", ""))
    if parts and not column:
        raise BadMapping("[services] colonne : écrivez la colonne qui contient les services.")
    return Services(column, parts)


def _hours(table: dict[str, Any]) -> Hours:
    by_day = table.get("par_jour", {})
    if not isinstance(by_day, dict) or set(by_day) - set(WEEKDAY_NAMES):
        raise BadMapping(f'[horaires.par_jour] : écrivez lundi = "colonne"… ({", ".join(WEEKDAY_NAMES)}).')
    return Hours(
        text=_strings(table.get("texte", []), "[horaires] texte"),
        days=str(table.get("jours", "")),
        weeks=str(table.get("semaines", "")),
        by_day=tuple(str(by_day.get(name, "")) for name in WEEKDAY_NAMES) if by_day else (),
        notes=_strings(table.get("precisions", []), "[horaires] precisions"),
    )
