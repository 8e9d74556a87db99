"""A territory in plain sentences: each says its date, so that one alone can be read out or copied."""

from collections.abc import Iterator

from django.utils import timezone

from palier.directory.hours import format_date, format_time
from palier.directory.hours.french import listed
from palier.directory.queries.territory_figures import Missing, TerritoryFigures

NBSP = "\u00a0"


def sentences_of(figures: TerritoryFigures) -> list[tuple[str, list[str]]]:
    """Return (title, sentences), what exists first, what is missing last."""
    moment = timezone.localtime(figures.at)
    day = f"Le {format_date(moment.date(), with_year=True)}"
    when = f"{day} à {format_time(moment.time())}"
    groups = [
        ("Ce qui existe", day, _offer(figures)),
        ("En ce moment", when, _now(figures)),
        ("Ce qui est tenu à jour", day, _truth(figures)),
        ("Ce qui manque", day, _gaps(figures)),
    ]
    return [(title, [f"{date}, {said}." for said in lines]) for title, date, lines in groups]


def _offer(figures: TerritoryFigures) -> Iterator[str]:
    towns = _many(figures.communes, "", "commune", "communes")
    places = _many(figures.places, "aucun lieu n’est publié", "lieu est publié", "lieux sont publiés")
    yield f"{places}, pour {towns}"
    if figures.places:
        telling = _many(figures.with_service, "aucun lieu ne dit", "lieu dit", "lieux disent")
        services = _many(figures.services, "aucun service", "service", "services")
        yield f"{telling} en quoi une personne y aide : {services} en tout"
        yield _many(
            figures.libraries,
            "aucun lieu n’est une bibliothèque",
            "lieu est une bibliothèque",
            "lieux sont des bibliothèques",
        )


def _now(figures: TerritoryFigures) -> Iterator[str]:
    opened = _many(figures.open_now, "aucun lieu n’est ouvert", "lieu est ouvert", "lieux sont ouverts")
    told = _many(
        figures.with_hours,
        "aucun ne dit ses horaires",
        "lieu dit ses horaires",
        "lieux disent leurs horaires",
    )
    yield f"{opened} ({told})"
    if figures.helped_now:
        yield f"quelqu’un aide le public dans {_many(figures.helped_now, '', 'lieu', 'lieux')}"
    else:
        yield "personne n’aide le public, d’après les heures de présence écrites"


def _truth(figures: TerritoryFigures) -> Iterator[str]:
    verified = _many(
        figures.verified_since,
        "aucune fiche n’a été vérifiée",
        "fiche a été vérifiée",
        "fiches ont été vérifiées",
    )
    since = format_date(figures.verified_since_day, with_year=True)
    share = f", soit {round(100 * figures.verified_since / figures.places)}{NBSP}%" if figures.places else ""
    yield f"{verified} par une personne depuis le {since}{share}"


def _gaps(figures: TerritoryFigures) -> Iterator[str]:
    if figures.territory.kind == "commune":
        known = "n’est pas" if figures.without_ccas.count else "est"
        yield f"le CCAS ou le CIAS de la commune {known} dans le répertoire"
        return
    yield _communes(figures.without_place, "où aucun lieu n’est publié")
    yield _communes(figures.without_service, "où aucun lieu ne dit qu’une personne y aide")
    yield _communes(figures.without_ccas, "dont le CCAS ou le CIAS n’est pas dans le répertoire")


def _communes(missing: Missing, which: str) -> str:
    count = _many(missing.count, "il n’y a pas de commune", "commune", "communes")
    there = "il y a " if missing.count else ""
    names = f" : {listed(list(missing.names))}" if missing.names else ""
    return f"{there}{count} {which}{names}"


def _many(count: int, none: str, one: str, many: str) -> str:
    """« aucun lieu », « 1 lieu », « 1 204 lieux »: the number and its word stay on one line."""
    if not count and none:
        return none
    number = f"{count:,}".replace(",", NBSP)
    return f"{number}{NBSP}{one if count < 2 else many}"
