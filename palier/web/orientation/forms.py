"""What people ask: a need in their words, a commune, and filters. All of it lives in the address."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from palier.directory import queries
from palier.orientation.results import Filters

MAX_WORDS_CHARS = 120


class AskForm(forms.Form):
    """The two questions of the first page."""

    q = forms.CharField(
        label=_("Votre besoin, avec vos mots"),
        help_text=_("Par exemple : « scanner mes photos »"),
        required=False,
        max_length=MAX_WORDS_CHARS,
    )
    ou = forms.CharField(
        label=_("Où ?"), help_text=_("Commune ou code postal"), required=False, max_length=MAX_WORDS_CHARS
    )


# Parameter of the address → field of Filters, and how to say it.
FLAGS = {
    "presence": ("someone_now", _("Quelqu’un est là maintenant")),
    "ouvert": ("open_now", _("Ouvert maintenant")),
    "sans-rdv": ("walk_in", _("Sans rendez-vous")),
    "gratuit": ("free", _("Gratuit")),
    "ordinateur": ("computer", _("Ordinateur sur place")),
    "domicile": ("at_home", _("À domicile")),
}
CODES = {
    "public": ("audience", _("Public")),
    "prise-en-charge": ("support", _("Difficulté particulière")),
    "langue": ("language", _("Langue parlée")),
    "label": ("label", _("Label")),
    "modalite": ("modality", _("Comment")),
}


@dataclass(frozen=True)
class Asked:
    """The address of a search, read. `remarks` say what was not understood, in French."""

    words: str
    need_code: str
    where_text: str
    lat: float | None
    lon: float | None
    filters: Filters
    remarks: tuple[str, ...]
    page: int

    @property
    def has_filters(self) -> bool:
        """Tell whether the list is narrowed by something else than the need and the place."""
        return self.filters != Filters()


def read_search(params: QueryDict, choices: dict[str, list[tuple[str, str]]]) -> Asked:
    """Read a search from its address; `choices` are the codelists, (code, label) by list.

    Unknown parameters are ignored; an unknown value of a known filter is left out with a remark.
    """
    remarks: list[str] = []
    values: dict[str, Any] = {}
    for parameter, (name, label) in FLAGS.items():
        given = params.get(parameter, "")
        values[name] = given in ("1", "on", "oui")
        if given and given not in ("1", "on", "oui", "0", "non"):
            remarks.append(
                f"Le filtre « {label} » ne connaît pas la valeur « {given[:40]} » : il n’est pas appliqué."
            )
    for parameter, (name, label) in CODES.items():
        given = params.get(parameter, "")
        if given and given not in {code for code, _label in choices[name]}:
            remarks.append(
                f"Le filtre « {label} » ne connaît pas la valeur « {given[:40]} » : choisissez dans la liste."
            )
            given = ""
        values[name] = given
    lat, lon = _degrees(params.get("lat"), 90), _degrees(params.get("lon"), 180)
    return Asked(
        words=params.get("q", "").replace("\x00", "").strip()[:MAX_WORDS_CHARS],
        need_code=params.get("besoin", "").replace("\x00", "").strip()[:60],
        where_text=params.get("ou", "").replace("\x00", "").strip()[:MAX_WORDS_CHARS],
        lat=lat if lon is not None else None,
        lon=lon if lat is not None else None,
        filters=Filters(**values),
        remarks=tuple(remarks),
        page=_page(params.get("page", "")),
    )


def _degrees(text: str | None, limit: int) -> float | None:
    try:
        value = float((text or "").replace(",", "."))
    except ValueError:
        return None
    return round(value, 2) if -limit <= value <= limit else None


def _page(text: str) -> int:
    return min(int(text), 1000) if text.isascii() and text.isdigit() and len(text) < 5 else 1


def search_choices() -> dict[str, list[tuple[str, str]]]:
    """The codelists of the search page."""
    return queries.codelist_choices()
