"""The vocabulary of French opening hours: kinds of items, and the patterns that find them in folded text. Pure.

Patterns are written for text in small letters without accents (`times.fold_in_place`).
"""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Any


class Kind(Enum):
    """What an item says; `value` depends on it."""

    DAYS = "days"  # DayList
    TIMES = "times"  # list[Range]
    LONE_TIME = "lone time"  # minutes
    HALF = "half"  # « matin », « après-midi »
    APPOINTMENT = "appointment"  # True when « uniquement »
    WALK_IN = "walk in"  # how to say it
    CLOSED = "closed"
    EXCEPT = "except"
    UNTIL = "until"
    PARITY = "parity"  # « odd », « even »
    DATES = "dates"  # OSM date selector
    PUBLIC_HOLIDAYS = "public holidays"
    SCHOOL_HOLIDAYS = "school holidays"
    SCHOOL_TERM = "school term"
    ALWAYS = "always"
    OF_MONTH = "of month"  # tuple of ordinals, « 2e et 4e du mois »
    LABEL = "label"  # words that announce hours and say nothing more
    HELPER = "helper"
    STRUCTURE = "structure"  # the name of a kind of structure, as a heading
    FILLER = "filler"  # words without effect anywhere
    BREAK = "break"  # « . », « ; », new line
    PAUSE = "pause"  # « , », « / », « - »
    COLON = "colon"
    OPEN = "open"
    CLOSE = "close"
    AND = "and"
    UNKNOWN = "unknown"  # True when it may restrict what stands beside it


@dataclass(frozen=True, slots=True)
class DayList:
    """Weekdays (Monday is 0), each with the ordinals in the month that it is limited to, or none."""

    days: tuple[int, ...]
    ordinals: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One item: what it says and where it stands in the text."""

    kind: Kind
    value: Any
    start: int
    end: int


DAY = re.compile(
    r"(?:(?P<day>lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)s?(?![a-z])"
    r"|(?P<short>lun|mar|mer|jeu|ven|vend|sam|dim)(?![a-z])\.?)"
)
DAY_NUMBERS = {"lun": 0, "mar": 1, "mer": 2, "jeu": 3, "ven": 4, "sam": 5, "dim": 6}
ALL_DAYS = re.compile(
    r"tous les jours(?! feries| ouvr)(?![a-z])|7\s?(?:j|jours)\s?(?:/|sur)\s?7|(?:le\s+)?week[ -]?ends?(?![a-z])"
)
DETERMINER = re.compile(
    r"(?:(?:tous|toutes) les|chaque|les|le|la|du|de|des|au|l'(?=[a-z])|d'(?=[a-z])|a(?= ))(?:(?<=')|(?![a-z])) *"
)
JOIN_DAYS = re.compile(r"\s*(?:,|/|-|&|\+|et(?![a-z])|,\s*et(?![a-z]))?\s*(?:(?:les?|des?|du)(?![a-z])\s*)?")
TO_DAY = re.compile(r"\s*(?:jusqu'au|au|a)(?![a-z])\s*")
ORDINAL = re.compile(
    r"(?P<number>[1-5])\s?(?:er|ere|eme|em|e|nd|nde|d)s?(?![a-z])"
    r"|(?P<word>premier|deuxieme|second|troisieme|quatrieme|cinquieme|avant-dernier|dernier)e?s?(?![a-z])"
)
ORDINAL_WORDS = {
    "premier": 1,
    "deuxieme": 2,
    "second": 2,
    "troisieme": 3,
    "quatrieme": 4,
    "cinquieme": 5,
    "avant-dernier": -2,
    "dernier": -1,
}
JOIN_ORDINALS = re.compile(r"\s*(?:,|&|/|-|et(?![a-z]))\s*(?:les?(?![a-z])\s*)?")
OF_MONTH = re.compile(r"\s*(?:du|de chaque|de) mois(?![a-z])")
MONTH = "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
MONTH_NUMBERS = {name: number for number, name in enumerate(MONTH.split("|"))}
_OF = r"d[e']\s?"
DAY_DATES = re.compile(
    rf"du\s+(1er|\d\d?)\s+(?:({MONTH})\s+)?(?:(20\d\d)\s+)?"
    rf"(?:au|a)\s+(1er|\d\d?)\s+({MONTH})(?![a-z])(?:\s+(20\d\d))?"
)
MONTH_DATES = re.compile(
    rf"(?:de\s+|d'\s?|du mois {_OF})({MONTH})\s+(?:a|au mois d[e'])\s*({MONTH})(?![a-z])(?!\s+20\d\d)"
)
_MORE_MONTHS = rf"((?:(?:\s*,\s*|\s+et\s+)(?:en\s+|{_OF})?(?:{MONTH}))*)(?![a-z])(?!\s+20\d\d)"
MONTH_LIST = re.compile(
    rf"(?:en\s+|aux? mois {_OF}|pendant les mois {_OF}|(?<=sauf )|(?<=hors ))({MONTH}){_MORE_MONTHS}"
    rf"|({MONTH}){_MORE_MONTHS}(?=\s*:)"
)
_RDV = r"(?:rendez[ -]?vous|r\.?d\.?v\.?s?)(?![a-z])"
_ONLY = r"(?:uniquement|seulement|exclusivement|obligatoire(?:ment)?|prealable)"
_24H = r"24\s?h(?:eures)?\s?(?:/|sur)\s?24(?:\s?h)?"
_7J = r"7\s?(?:j(?:ours)?)?\s?(?:/|sur)\s?7(?:\s?j)?"
_AND_MAYBE = r"\s*(?:,|-|et|/)?\s*"
_HELPER = r"(?:conseill(?:er|ere)|mediat(?:eur|rice)|aidante?|animat(?:eur|rice))s?"
_PRESENCE = r"(?:permanences?|presence|accueil|horaires?)"
_STRUCTURE = (
    r"mairie|mediatheque|bibliotheque|structure|secretariat|centre\s+social|ccas"
    r"|(?:(?:maison|espace)\s+)?france\s+services"
)
_OPENING = r"(?:ouvertures?|accueil)s?"
# The first pattern that matches wins: longer wordings stand before the words they contain.
_PATTERNS: tuple[tuple[Kind, str], ...] = (
    (Kind.ALWAYS, rf"(?:{_24H}{_AND_MAYBE}{_7J}|{_7J}{_AND_MAYBE}{_24H})"),
    (Kind.WALK_IN, rf"(?:(?:avec|sur)\s+(?:ou|et)\s+sans|sans\s+(?:ou|et)\s+(?:avec|sur))\s+{_RDV}"),
    (Kind.WALK_IN, rf"sans\s+{_RDV}|(?:en\s+)?(?:accueil|acces|entree)\s+libre(?![a-z])"),
    (
        Kind.APPOINTMENT,
        rf"(?P<only>{_ONLY}\s+)?(?:sur|avec|par)\s+(?:prise\s+de\s+)?{_RDV}(?P<only_2>\s+{_ONLY})?"
        r"(?!\s+(?:de\s+)?(?:prefer|conseil|possib|souhait|si\b))",
    ),
    (
        Kind.HALF,
        r"(?:les?\s+|l'\s?|en\s+)?"
        r"(?:(?P<am>matinees?|matins?)(?![a-z])|(?:apres[ -]midis?|aprem)(?![a-z]))",
    ),
    (Kind.PARITY, r"(?:(?:en|les|des|le|la|une?)\s+)?semaines?\s+(?P<odd>im)?paires?(?![a-z])"),
    (Kind.SCHOOL_HOLIDAYS, r"hors\s+(?:la\s+)?periodes?\s+scolaires?(?![a-z])"),
    (
        Kind.SCHOOL_TERM,
        r"(?:(?:en|pendant|durant)\s+)?(?:la\s+|les\s+)?(?:periodes?\s+scolaires?|temps\s+scolaire)(?![a-z])"
        r"|(?:en\s+)?(?:periode\s+)?(?:hors|sauf|excepte)\s+(?:pendant\s+)?"
        r"(?:les\s+|periodes?\s+(?:de\s+)?)?(?:vacances|conges)\s+scolaires(?![a-z])",
    ),
    (
        Kind.SCHOOL_HOLIDAYS,
        r"(?:(?:pendant|durant|en|periodes?\s+de)\s+)?(?:les?\s+|des?\s+)?(?:vacances|conges)\s+scolaires(?![a-z])",
    ),
    (Kind.PUBLIC_HOLIDAYS, r"(?:(?:tous\s+les|les|des|aux)\s+)?(?:jours?\s+)?feries?(?![a-z])"),
    (Kind.EXCEPT, r"(?:sauf|excepte|hormis|hors|a l'exception d[ue]s?)(?![a-z])"),
    (
        Kind.CLOSED,
        r"(?:est\s+|sera\s+)?(?:fermee?s?|fermetures?)(?:\s+au\s+public)?"
        r"(?:\s+hebdomadaire|\s+annuelle)?(?![a-z])",
    ),
    (Kind.UNTIL, r"(?:jusqu'a|jusqu'au|jusque)(?![a-z])"),
    (
        Kind.HELPER,
        rf"(?:{_PRESENCE}\s+(?:d[eu]s?\s+(?:la\s+|l')?|d'une?\s+|avec\s+(?:le\s+|la\s+|l'|une?\s+)?)?)?"
        rf"{_HELPER}(?:\(?[./·-]?(?:e|ere|rice)s?\)?)?(?:\s+numeriques?)?(?![a-z])",
    ),
    (
        Kind.STRUCTURE,
        rf"(?:(?:horaires?(?:\s+{_OF}{_OPENING})?|ouvertures?|accueil)\s+(?:de\s+la\s+|de\s+l'\s?|du\s+)?)?"
        rf"(?:{_STRUCTURE})(?![a-z])",
    ),
    (
        Kind.LABEL,
        rf"(?:(?:jours?\s+et\s+)?(?:heures?|horaires?)(?:\s+{_OF}{_OPENING})?(?:\s+au\s+public)?"
        rf"|jours?\s+d'\s?{_OPENING}|ouvertures?(?:\s+au\s+public)?|ouverte?s?(?:\s+au\s+public)?"
        r"|accueil(?:\s+d[ue]s?\s+publics?)?|permanences?|reception(?:\s+du\s+public)?)(?![a-z])",
    ),
    (
        Kind.FILLER,
        r"(?:\(?journee\s+continue\)?|en\s+journee\s+continue|non[ -]stop|sans\s+interruption|en\s+continu"
        r"|toute\s+l'annee|pour\s+tous|tout\s+public|uniquement|seulement|exclusivement)(?![a-z])",
    ),
    (Kind.BREAK, r"[;\n.•*|]|--+|(?:->)"),
    (Kind.PAUSE, r"[,/+-]"),
    (Kind.COLON, r":"),
    (Kind.OPEN, r"[(\[]"),
    (Kind.CLOSE, r"[)\]]"),
    (Kind.AND, r"(?:et|puis|ou|ainsi que|&)(?<=[a-z&])(?![a-z])"),
)
PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _PATTERNS)
WORD = re.compile(r"[a-z0-9']+(?:[.@_/-]?[a-z0-9']+)*|.", re.DOTALL)
# Words that may take back part of what stands beside them.
RESTRICTS = re.compile(
    r"\b(?:sauf|hors|pas|non|seulement|uniquement|reserve|selon|environ|peut|peuvent|variables?|sous|suivant|"
    r"excepte|certains?|alternance|deux|theorique\w*|principe|totalement|susceptibles?|attention|demande|"
    r"inscription|rendez|rdv)\b"
)
EVERY_OTHER = re.compile(
    r"(?:un|une|1)\s+[a-z]+\s+sur\s+(?:deux|2)(?![a-z])|tous les (?:15|quinze) jours|semaine sur deux"
)
