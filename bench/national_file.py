"""Write a file of the national schema v1.0.2, the same one for the same seed: for measures, never for show.

    .venv/bin/python -m bench.national_file lieux.csv --rows 20000

Needs the communes in the database of DATABASE_URL. As in published files, some rows say little and some all.
"""

import argparse
import csv
import os
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palier.config.settings")

import django

django.setup()

from palier.directory.exports import national_words as words
from palier.territory.models import Commune

NAMES = ["Médiathèque", "Maison de services", "Espace public numérique", "Centre social", "Mairie", "Atelier"]
STREETS = ["rue de l’Essai", "avenue du Modèle", "place de la Mesure", "chemin des Bancs", "quai du Chrono"]
TOPICS = [
    "messagerie",
    "démarches en ligne",
    "photos",
    "tablette",
    "recherche d’emploi",
    "sécurité",
    "achats",
]
KINDS = ["BIB", "MUNI", "RFS", "ASSO", "CCAS", "CS", "TIERS_LIEUX", "ESPACE_PUBLIC"]
HOURS = [
    "Mo-Fr 09:00-12:00,14:00-17:30; PH off",
    "Tu-Fr 10:00-12:30,14:00-18:00; Sa 09:30-12:30",
    "Mo,We,Fr 08:30-12:00; Th[1] 14:00-17:00",
    "We 14:00-18:00; Sa 10:00-12:00,14:00-17:00",
    "",
]


def national_rows(count: int, *, seed: int) -> Iterator[dict[str, str]]:
    """Yield `count` rows spread like the population, one value per column of the schema."""
    rng = random.Random(seed)
    communes = list(
        Commune.objects.exclude(population=None)
        .order_by("insee_code")
        .prefetch_related("postal_codes")
        .defer("outline")
    )
    codes = [[code.code for code in commune.postal_codes.all()] for commune in communes]
    ranks = [rank for rank, own in enumerate(codes) if own]
    weights = [communes[rank].population or 0 for rank in ranks]
    for number, rank in enumerate(rng.choices(ranks, weights, k=count), start=1):
        yield _row(rng, number, communes[rank], rng.choice(sorted(codes[rank])))


def _row(rng: random.Random, number: int, commune: Commune, postal_code: str) -> dict[str, str]:
    topics = rng.sample(TOPICS, 3)
    said = {
        "id": f"essai-{number}",
        "pivot": words.UNKNOWN_PIVOT,
        "nom": f"{rng.choice(NAMES)} {rng.choice(TOPICS)} {number}",
        "commune": commune.name,
        "code_postal": postal_code,
        "code_insee": commune.insee_code,
        "adresse": f"{rng.randrange(1, 200)} {rng.choice(STREETS)}",
        "latitude": f"{commune.lat + rng.gauss(0, 0.02):.6f}",
        "longitude": f"{commune.lon + rng.gauss(0, 0.02):.6f}",
        "typologie": rng.choice(KINDS),
        "date_maj": f"2026-{rng.randrange(1, 10):02}-{rng.randrange(1, 28):02}",
        "horaires": rng.choice(HOURS),
        "source": "Mesure",
        "services": _some(rng, words.SERVICES, 6),
        "frais_a_charge": rng.choice([*words.PRICES.values(), ""]),
        "modalites_acces": rng.choice(["Se présenter", "Téléphoner", "Se présenter|Téléphoner", ""]),
        "modalites_accompagnement": rng.choice(["En autonomie", "Accompagnement individuel|À distance", ""]),
    }
    if rng.random() < 0.7:
        said |= {
            "telephone": f"+332619100{rng.randrange(100):02}",
            "courriels": f"contact{number}@essai.example",
            "site_web": f"https://essai.example/{number}",
            "presentation_resume": f"Accueil numéro {number} : {topics[0]}, {topics[1]}, {topics[2]}.",
        }
    if rng.random() < 0.4:
        said |= {
            "presentation_detail": f"On y parle de {topics[0]} puis de {topics[1]}. " * rng.randrange(1, 6),
            "publics_specifiquement_adresses": _some(rng, words.AUDIENCES, 3),
            "prise_en_charge_specifique": _some(rng, words.SUPPORTS, 2),
            "dispositif_programmes_nationaux": _some(rng, words.PROGRAMMES, 2),
        }
    return dict.fromkeys(words.COLUMNS, "") | said


def _some(rng: random.Random, values: Sequence[str], most: int) -> str:
    return "|".join(rng.sample(values, rng.randint(1, most)))


def write_national_file(path: Path, *, rows: int, seed: int = 1) -> None:
    """Write the file, row by row."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, words.COLUMNS)
        writer.writeheader()
        writer.writerows(national_rows(rows, seed=seed))


def main() -> None:
    """Write `--rows` rows into a file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    write_national_file(args.file, rows=args.rows, seed=args.seed)


if __name__ == "__main__":
    main()
