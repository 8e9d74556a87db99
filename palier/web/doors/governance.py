"""The door of those who decide: one territory, one page of plain sentences, to print on one sheet."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from palier.directory.hours import format_date, format_time
from palier.directory.hours.french import listed
from palier.directory.queries.perimeters import territory_names
from palier.directory.queries.territory_figures import (
    Missing,
    TerritoryFigures,
    departements_with_places,
    territory_figures,
)
from palier.territory.territories import Territory
from palier.web.doors.threshold import Entrance, behind
from palier.web.templatetags.ui_values import Link

A_YEAR = timedelta(days=365)
NBSP = "\u00a0"


@require_safe
@behind("governance")
def governance(request: HttpRequest, entrance: Entrance) -> HttpResponse:
    """The sentences of one territory; the others that one holds are tabs."""
    now = timezone.now()
    standing = entrance.visitor.standing
    action = "see_territory_figures"
    held = sorted(standing.territories_for(action))
    if standing.everywhere(action):
        held = departements_with_places()
    chosen = request.GET.get("territoire", "")
    chosen = chosen if chosen in held else next(iter(held), "")
    names = territory_names(held)
    context: dict[str, object] = {
        "tabs": [
            Link(label=names[reference], url=f"?territoire={reference}", current=reference == chosen)
            for reference in held
        ],
        "name": names.get(chosen, ""),
        "groups": [],
    }
    if chosen:
        kind, _, code = chosen.partition(":")
        territory = Territory(kind, code, names[chosen])
        since = timezone.localdate(now - A_YEAR)
        figures = territory_figures(territory, now=now, verified_since=since)
        context["groups"] = [(title, list(lines)) for title, lines in _groups(figures)]
    return entrance.show(request, "doors/governance.html", context)


def _groups(figures: TerritoryFigures) -> list[tuple[str, Iterator[str]]]:
    moment = timezone.localtime(figures.at)
    day = f"Le {format_date(moment.date(), with_year=True)}"
    return [
        ("Ce qui existe", _offer(figures, day)),
        ("En ce moment", _now(figures, moment)),
        ("Ce qui est tenu à jour", _truth(figures, day)),
        ("Ce qui manque", _gaps(figures, day)),
    ]


def _offer(figures: TerritoryFigures, day: str) -> Iterator[str]:
    yield (
        f"{day}, {_many(figures.places, 'lieu est publié', 'lieux sont publiés')} "
        f"dans {_many(figures.communes, 'commune', 'communes')}."
    )
    if figures.places:
        yield (
            f"{day}, {_many(figures.with_service, 'lieu dit', 'lieux disent')} en quoi une personne y aide : "
            f"{_many(figures.services, 'service', 'services')} en tout."
        )
        yield f"{day}, {_many(figures.libraries, 'lieu est une bibliothèque', 'lieux sont des bibliothèques')}."


def _now(figures: TerritoryFigures, moment: datetime) -> Iterator[str]:
    when = f"Le {format_date(moment.date(), with_year=True)} à {format_time(moment.time())}"
    yield (
        f"{when}, {_many(figures.open_now, 'lieu est ouvert', 'lieux sont ouverts')}, "
        f"sur {_many(figures.with_hours, 'lieu qui dit ses horaires', 'lieux qui disent leurs horaires')}."
    )
    yield f"{when}, quelqu’un aide le public dans {_many(figures.helped_now, 'lieu', 'lieux')}."


def _truth(figures: TerritoryFigures, day: str) -> Iterator[str]:
    since = format_date(figures.verified_since_day, with_year=True)
    share = f", soit {round(100 * figures.verified_since / figures.places)}{NBSP}%" if figures.places else ""
    yield (
        f"{day}, {_many(figures.verified_since, 'fiche a été vérifiée', 'fiches ont été vérifiées')} "
        f"par une personne depuis le {since}{share}."
    )


def _gaps(figures: TerritoryFigures, day: str) -> Iterator[str]:
    if figures.territory.kind == "commune":
        if figures.without_ccas.count:
            yield f"{day}, le CCAS ou le CIAS de la commune n’est pas dans le répertoire."
        return
    for missing, what in (
        (figures.without_place, "où aucun lieu n’est publié"),
        (figures.without_service, "où aucun lieu ne dit qu’une personne y aide"),
        (figures.without_ccas, "dont le CCAS ou le CIAS n’est pas dans le répertoire"),
    ):
        yield f"{day}, {_communes(missing)} {what}{_names(missing)}."


def _communes(missing: Missing) -> str:
    return _many(missing.count, "commune", "communes") if missing.count else "il n’y a pas de commune"


def _names(missing: Missing) -> str:
    return f" : {listed(list(missing.names))}" if missing.names else ""


def _many(count: int, one: str, many: str) -> str:
    """« aucun lieu », « 1 lieu », « 1 204 lieux », with a space that does not break."""
    number = f"{count:,}".replace(",", NBSP)
    return f"{number}{NBSP}{one if count < 2 else many}"
