"""What narrows an agenda: read from the address, said back as links and lists. A search is a link."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.http import QueryDict

from palier.agenda.queries.agenda_pages import (
    DAY,
    FilterChoices,
    SessionFilters,
    midnight,
    month_bounds,
    this_evening,
    this_weekend,
)
from palier.directory.hours.french import MONTH_NAMES, day_of_month
from palier.web.days import read_day, read_month
from palier.web.templatetags.ui_values import Link

# Parameter of the address → field of SessionFilters, how to say it.
CODES = {
    "theme": ("topic", "Thème"),
    "niveau": ("level", "Niveau"),
    "public": ("audience", "Public"),
    "langue": ("language", "Langue parlée sur place"),
    "format": ("format", "Format"),
    "objectif": ("purpose", "Objectif"),
}
ENTRIES = {"libre": "free", "inscription": "required"}
FLAGS = {"en-ligne": "online", "gratuit": "free", "ouvert-a-tous": "open_to_all"}
WHEN = {"soir": "Ce soir", "week-end": "Ce week-end"}
NARROWING = (*CODES, *FLAGS, "entree", "quand", "mois", "jour")
MONTHS_SHOWN = 6


@dataclass(frozen=True)
class Asked:
    """The address of an agenda, read. `remarks` say what was not understood; `when` says the days kept, in French."""

    filters: SessionFilters
    remarks: tuple[str, ...]
    when: str
    is_narrowed: bool


def read_filters(params: QueryDict, choices: FilterChoices, *, now: datetime, zone: ZoneInfo) -> Asked:
    """Read what narrows an agenda; an unknown value is left out with a remark, unknown parameters are ignored."""
    remarks: list[str] = []
    codes = {}
    for parameter, (name, label) in CODES.items():
        given = params.get(parameter, "")
        if given and given not in {code for code, _label in getattr(choices, name)}:
            remarks.append(
                f"Le filtre « {label} » ne connaît pas la valeur « {given[:40]} » : choisissez dans la liste."
            )
            given = ""
        codes[name] = given
    flags = {name: params.get(parameter, "") in ("1", "on", "oui") for parameter, name in FLAGS.items()}
    entry = ENTRIES.get(params.get("entree", ""), "")
    bounds, when = _days(params, now, zone, remarks)
    since, until = bounds or (None, None)
    filters = SessionFilters(
        **codes,
        registration=entry,
        online=flags["online"],
        free=flags["free"],
        open_to_all=flags["open_to_all"],
        since=since,
        until=until,
    )
    return Asked(filters, tuple(remarks), when, filters != SessionFilters())


def _days(
    params: QueryDict, now: datetime, zone: ZoneInfo, remarks: list[str]
) -> tuple[tuple[datetime, datetime] | None, str]:
    """Return the days kept, and how to say them."""
    if params.get("quand") == "soir":
        return this_evening(now, zone), "ce soir"
    if params.get("quand") == "week-end":
        return this_weekend(now, zone), "ce week-end"
    if asked := params.get("jour", ""):
        if day := read_day(asked):
            start = _midnight_of(day, zone)
            return (start, start + DAY), f"le {day_of_month(day.day)} {MONTH_NAMES[day.month - 1]}"
        remarks.append("Le jour n’est pas compris : choisissez-le dans le calendrier.")
    if month := read_month(params.get("mois", "")):
        return month_bounds(_midnight_of(month, zone)), f"en {MONTH_NAMES[month.month - 1]} {month.year}"
    return None, ""


def _midnight_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone)


def chips(params: QueryDict, *, base_url: str) -> list[Link]:
    """The quick filters, as links: all, tonight, this week-end, online, free, without registration."""
    is_plain = not any(params.get(name) for name in NARROWING)
    links = [Link(label="Toutes les dates", url=base_url, current=is_plain)]
    for value, label in WHEN.items():
        links.append(_toggle(params, "quand", value, label, base_url))
    links.append(_toggle(params, "en-ligne", "1", "En ligne", base_url))
    links.append(_toggle(params, "gratuit", "1", "Gratuit", base_url))
    links.append(_toggle(params, "entree", "libre", "Sans inscription obligatoire", base_url))
    links.append(_toggle(params, "ouvert-a-tous", "1", "Accessible à tous", base_url))
    return links


def months(
    params: QueryDict, last: datetime | None, *, now: datetime, zone: ZoneInfo, base_url: str
) -> list[Link]:
    """The months from this one to the last that has a session, six at most, as links."""
    if last is None:
        return []
    links: list[Link] = []
    month = month_bounds(midnight(now, zone))[0]
    while month <= last and len(links) < MONTHS_SHOWN:
        label = MONTH_NAMES[month.month - 1]
        links.append(_toggle(params, "mois", f"{month:%Y-%m}", label[:1].upper() + label[1:], base_url))
        month = month_bounds(month)[1]
    return links


def selects(params: QueryDict, choices: FilterChoices) -> list[dict[str, object]]:
    """The « Plus de choix » lists, with the value chosen in each."""
    return [
        {"parameter": parameter, "label": label, "options": options, "chosen": params.get(parameter, "")}
        for parameter, (name, label) in CODES.items()
        if (options := getattr(choices, name))
    ]


def kept_values(params: QueryDict) -> list[tuple[str, str]]:
    """What the « Plus de choix » form sends again: quick filters that are on."""
    names = ("quand", "mois", "entree", *FLAGS)
    return [(name, str(params[name])) for name in names if params.get(name)]


def _toggle(params: QueryDict, name: str, value: str, label: str, base_url: str) -> Link:
    is_on = params.get(name) == value
    copy = params.copy()
    for other in ("page", name, *(("quand", "mois", "jour") if name in ("quand", "mois") else ())):
        copy.pop(other, None)
    if not is_on:
        copy[name] = value
    query = copy.urlencode()
    return Link(label=label, url=f"{base_url}?{query}" if query else base_url, current=is_on)
