import gzip
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from palier.territory import actions, extract
from palier.territory.models import Commune, FormerCommune, LoadedExtract, PostalCode

pytestmark = pytest.mark.django_db

REGIONS = "code,name,name_kind\n52,Pays de la Loire,4\n"
DEPARTEMENTS = "code,name,name_kind,region,time_zone,school_zone\n53,Mayenne,3,52,Europe/Paris,B\n"
EPCI = "siren,name,kind\n200048551,Communauté de communes du Pays de Craon,CC\n"
COMMUNES = (
    "insee_code,name,name_kind,departement,epci,population,lat,lon,area_km2,density\n"
    "53084,Craon,0,53,200048551,4431,47.8485,-0.94977,24.12,RURAL\n"
    "53012,Athée,1,53,,,47.877,-0.935,,RURAL\n"
)
FORMER = (
    "insee_code,name,kind,commune,lat,lon\n"
    "53999,Vieux-Craon,DELEGATED,53084,47.84,-0.95\n"
    "53998,,OLD_CODE,53084,,\n"
)
POSTAL_CODES = "code,commune,arrondissement\n53400,53084,\n53400,53012,\n"
OUTLINES = json.dumps(["53084", [[[-9500, 478400, 100, 0, 0, 100]]]]) + "\n"


def write_extract(folder: Path, **changes: str) -> Path:
    """Write a small extract with two communes; `changes` replace the text of a file."""
    plain = {"regions.csv": REGIONS, "departements.csv": DEPARTEMENTS, "vintage.txt": "essai\n"}
    zipped = {
        "epci.csv.gz": EPCI,
        "communes.csv.gz": COMMUNES,
        "former_communes.csv.gz": FORMER,
        "postal_codes.csv.gz": POSTAL_CODES,
        "outlines.jsonl.gz": OUTLINES,
    }
    folder.mkdir(exist_ok=True)
    for name, text in plain.items():
        (folder / name).write_text(changes.get(name.split(".")[0], text))
    for name, text in zipped.items():
        (folder / name).write_bytes(gzip.compress(changes.get(name.split(".")[0], text).encode(), mtime=0))
    return folder


def test_an_extract_becomes_rows(tmp_path, now_of_tests):
    told = []

    report = actions.load_extract(
        now=now_of_tests,
        folder=write_extract(tmp_path),
        progress=lambda table, rows: told.append((table, rows)),
    )

    assert report.rows == {
        "regions": 1, "departements": 1, "epci": 1, "communes": 2, "former_communes": 2, "postal_codes": 2
    }  # fmt: skip
    assert sum(rows for _, rows in told) == actions.count_rows(folder=tmp_path) == 9
    craon = Commune.objects.get(insee_code="53084")
    assert (craon.search_text, craon.slug, craon.epci.siren) == ("craon", "craon", "200048551")
    assert craon.outline == {
        "type": "Polygon",
        "coordinates": [[[-0.95, 47.84], [-0.94, 47.84], [-0.94, 47.85], [-0.95, 47.84]]],
    }
    athee = Commune.objects.get(insee_code="53012")
    assert (athee.epci, athee.population, athee.area_km2, athee.outline) == (None, None, None, None)
    assert LoadedExtract.objects.get().loaded_at == now_of_tests


def test_a_newer_extract_updates_rows_and_keeps_their_keys(tmp_path, now_of_tests):
    actions.load_extract(now=now_of_tests, folder=write_extract(tmp_path))
    key = Commune.objects.get(insee_code="53084").pk

    write_extract(
        tmp_path,
        communes=COMMUNES.replace("4431", "4500").replace("53012,Athée", "53013,Athée-Neuve"),
        former_communes="insee_code,name,kind,commune,lat,lon\n53012,Athée,DELEGATED,53013,,\n",
        postal_codes="code,commune,arrondissement\n53400,53084,\n53410,53013,\n",
    )
    report = actions.load_extract(now=now_of_tests, folder=tmp_path)

    craon = Commune.objects.get(insee_code="53084")
    assert (craon.pk, craon.population) == (key, 4500)
    assert report.leftover == ("53012",)
    assert list(FormerCommune.objects.values_list("insee_code", "kind")) == [("53012", "DELEGATED")]
    assert list(PostalCode.objects.values_list("code", "commune__insee_code")) == [
        ("53400", "53084"),
        ("53410", "53013"),
    ]
    assert LoadedExtract.objects.count() == 1


def test_an_interrupted_load_is_completed_by_the_next(tmp_path, now_of_tests):
    write_extract(tmp_path, former_communes=FORMER.replace("DELEGATED,53084", "DELEGATED,53777"))
    with pytest.raises(KeyError, match="53777"):
        actions.load_extract(now=now_of_tests, folder=tmp_path)
    assert (Commune.objects.count(), LoadedExtract.objects.count()) == (2, 0)

    report = actions.load_extract(now=now_of_tests, folder=write_extract(tmp_path))

    assert (report.is_unchanged, Commune.objects.count(), FormerCommune.objects.count()) == (False, 2, 2)


def run(folder: Path, *options: str) -> list[str]:
    out = StringIO()
    call_command("load_territory", "--folder", str(folder), *options, stdout=out)
    return out.getvalue().splitlines()


def test_without_write_the_command_counts_and_writes_nothing(tmp_path):
    lines = run(write_extract(tmp_path))

    assert lines[-2:] == ["postal_codes : 2", "Territoire lu (essai à blanc, rien d’écrit)."]
    assert Commune.objects.count() == 0


def test_the_command_loads_then_says_that_nothing_is_new(tmp_path):
    assert run(write_extract(tmp_path), "--write")[-1] == "Territoire chargé."
    assert Commune.objects.count() == 2

    assert run(tmp_path, "--write") == ["Le territoire est à jour : cet extrait est déjà chargé."]


def test_the_command_names_the_communes_that_the_extract_lacks(tmp_path):
    run(write_extract(tmp_path), "--write")
    write_extract(
        tmp_path,
        communes=COMMUNES.replace("53012", "53013"),
        postal_codes=POSTAL_CODES.replace("53012", "53013"),
    )

    assert "53012 : commune absente de l’extrait, gardée" in run(tmp_path, "--write")


def test_town_halls_of_two_departements_are_shipped_without_any_person():
    halls = extract.read_csv(extract.EXTRACT_DIR, "town_halls")

    assert {
        departement: sum(hall["insee_code"].startswith(departement) for hall in halls)
        for departement in ("49", "53")
    } == {
        "49": 176,
        "53": 240,
    }
    assert list(halls[0]) == [
        "insee_code", "name", "address", "postal_code", "lat", "lon", "phone", "email", "site", "opening_hours"
    ]  # fmt: skip
    assert all(hall["phone"] and hall["postal_code"][:2] in ("49", "53", "44") for hall in halls)
