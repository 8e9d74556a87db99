"""Give the served site what only an operator gives: `python -m tests.e2e.one_record STEP [COUNT]`.

The database is that of `DATABASE_URL`, which other tests fill too: each has its commune. `coordinators`: somebody who
looks after Craon and somebody who looks after Angers. `ranks`: the list of the town counts more than that of the
county. `pairs`: that many pairs to settle at Angers.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

from tests.directory.imports.files import national_row, write_csv

COORDINATOR, OF_ANGERS = "maud@palier.example", "omar@palier.example"
CRAON, ANGERS, LAVAL = "53084", "49007", "53130"
# Name, postal code and centre of the communes of the lists.
TOWNS = {CRAON: ("Craon", "53400", 47.846, -0.948), LAVAL: ("Laval", "53000", 48.07, -0.77)}
# What the town and the county call three places that look alike and may be one or two.
DOUBTS = [
    ("Atelier du Lavoir", "Atelier du Lavoir Fleuri"),
    ("Espace Les Tilleuls", "Espace Les Tilleuls Jeunesse"),
    ("Relais du Moulin", "Relais du Moulin Vert"),
]
# And a place that both know by its phone.
SURE = ("Médiathèque du Colombier", "MEDIATHEQUE DU COLOMBIER")


def write_lists(folder: Path, *, insee_code: str) -> dict[str, Path]:
    """Write the lists of a town and of its county, which overlap; return them by the code of their source."""
    sure = {"telephone": "0261917778"}
    town = [
        _row(n, "ville", names[0], insee_code, telephone=f"026191777{n}") for n, names in enumerate(DOUBTS)
    ]
    county = [_row(n, "departement", names[1], insee_code) for n, names in enumerate(DOUBTS)]
    town.append(_row(9, "ville", SURE[0], insee_code, **sure))
    county.append(_row(9, "departement", SURE[1], insee_code, **sure, horaires="Tu 14:00-18:00"))
    return {
        f"{code}-{insee_code}": write_csv(folder / f"{code}.csv", rows)
        for code, rows in (("ville", town), ("departement", county))
    }


def _row(number: int, code: str, name: str, insee_code: str, **values: Any) -> dict[str, Any]:
    commune, postal_code, lat, lon = TOWNS[insee_code]
    return national_row(
        id=f"{code}-{number}",
        nom=name,
        adresse=f"{number + 3} rue du Lavoir",
        commune=commune,
        code_insee=insee_code,
        code_postal=postal_code,
        latitude=lat + number / 1000,
        longitude=lon,
        **values,
    )


def main(step: str, *words: str) -> None:
    """Do one step in the database of the settings."""
    django.setup()
    steps: dict[str, Callable[..., None]] = {"coordinators": coordinators, "ranks": ranks, "pairs": pairs}
    steps[step](*words)


def coordinators() -> None:
    """Somebody who looks after Craon, somebody who looks after Angers; done once."""
    from palier.accounts.actions import load_roles
    from palier.accounts.models import User
    from tests.cast import over

    load_roles()
    for email, name, code in ((COORDINATOR, "Maud", CRAON), (OF_ANGERS, "Omar", ANGERS)):
        if not User.objects.filter(email=email).exists():
            over(f"commune:{code}", User.objects.create_user(email, name=name), "coordinator")


def ranks() -> None:
    """The list of the town counts more than that of the county."""
    from palier.directory.models import Source

    for code, rank in (("ville", 10), ("departement", 20)):
        Source.objects.filter(code__startswith=f"{code}-").update(rank=rank)


def pairs(count: str) -> None:
    """Ask about that many pairs of invented places, each a bit otherwise in each list."""
    from django.utils import timezone

    from palier.directory.actions import joins
    from tests.factories.directory import a_place

    lines = [{"sentence": "même adresse +4"}, {"sentence": "noms presque pareils +3"}]
    for number in range(int(count)):
        phone = f"02 61 91 01 {number:02}"
        one = a_place(
            f"Espace du Verger {number}", phone=phone, address=f"{number} rue du Verger", insee_code=ANGERS
        )
        other = a_place(
            f"Espace numérique Verger {number}", address=f"{number} r. du Verger", insee_code=ANGERS
        )
        asked = joins.Asked((one.pk, other.pk), 5.0, {"score_bits": 5.0, "lines": lines, "objections": []})
        joins.ask_pairs(asked=[asked], among=frozenset(), now=timezone.now())


if __name__ == "__main__":
    main(*sys.argv[1:])
