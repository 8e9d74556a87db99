"""The values that components take: plain, frozen, already worded for people.

Pages build them; components only lay them out. Nothing here reads a model.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Link:
    """One link of a list: menu, tabs, filters, breadcrumb, large cards.

    `icon` names a pictogram of `icons.svg`; `count` is how many results the link leads to;
    `current` marks the page or filter being shown. An empty `url` is plain text.
    """

    label: str
    url: str = ""
    icon: str = ""
    hint: str = ""
    count: int | None = None
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class TimetableRow:
    """One day: `hours` as people say them (« 9 h – 12 h »), `who` is there, or a remark."""

    day: str
    hours: str
    who: str = ""
    is_today: bool = False
    is_closed: bool = False


@dataclass(frozen=True, kw_only=True)
class DatedEvent:
    """One coming date. `when` says hours and conditions in words; `day` is the local day."""

    title: str
    day: date
    when: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class PlaceCard:
    """What the card of a place shows. Any object with these attributes will do.

    `badge_tone` is one of BADGE_TONES; `lat` and `lon` are degrees (WGS 84), None when not located;
    `number` starts at 1 and is repeated on the map; `stale` adds « à vérifier »; `next_label` says the next session.
    """

    name: str
    url: str
    number: int
    badge_label: str = ""
    badge_tone: str = "neutral"
    who: str = ""
    phone_display: str = ""
    phone_e164: str = ""
    travel_label: str = ""
    when_label: str = ""
    summary: Sequence[str] = ()
    reasons: Sequence[str] = ()
    address: str = ""
    is_demo: bool = False
    lat: float | None = None
    lon: float | None = None
    place_kind: str = ""
    stale: bool = False
    next_label: str = ""
    next_url: str = ""


@dataclass(frozen=True, kw_only=True)
class LanguageLink:
    """The same page in another language. `direction` is « ltr » or « rtl »."""

    code: str
    name: str
    url: str
    direction: str


# What each tone of a badge means; its drawn mark (full, half, empty circle, dash) repeats the meaning.
BADGE_TONES = {
    "present": "quelqu’un est là, c’est ouvert, oui",
    "wait": "sur rendez-vous, bientôt, à vérifier",
    "neutral": "fermé, non renseigné",
    "refusal": "complet, non",
    "plain": "une étiquette sans état",
}
# The pictogram that repeats what a boxed remark says.
TONE_ICONS = {"info": "hand", "attention": "question", "refusal": "cross", "success": "check"}
BUTTON_KINDS = ("main", "quiet", "danger")
PHONE_SIZES = ("m", "l", "xl")
