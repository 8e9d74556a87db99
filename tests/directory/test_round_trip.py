"""What comes in goes out, and coming in again changes nothing: import → export → import."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from palier.directory import actions
from palier.directory.models import Place, SourceRecord
from tests.factories.directory import NOW, commune

pytestmark = pytest.mark.django_db

FULL = {
    "id": "a-1",
    "pivot": "00000000000000",
    "nom": "Médiathèque du Test",
    "commune": "Craon",
    "code_postal": "53400",
    "code_insee": "53084",
    "adresse": "12 rue du Test",
    "complement_adresse": "Premier étage",
    "latitude": "47.84",
    "longitude": "-0.95",
    "typologie": "BIB",
    "telephone": "+33261910001",
    "courriels": "contact@lieu-a.example",
    "site_web": "https://lieu-a.example",
    "horaires": "Mo-Fr 09:00-12:00,14:00-18:00; Sa 10:00-12:00",
    "presentation_resume": "Une médiathèque, et des ateliers.",
    "source": "Essai",
    "itinerance": "Fixe",
    "date_maj": "2026-01-02",
    "services": "Maîtrise des outils numériques du quotidien|Aide aux démarches administratives",
    "publics_specifiquement_adresses": "Seniors",
    "prise_en_charge_specifique": "Illettrisme",
    "frais_a_charge": "Gratuit",
    "dispositif_programmes_nationaux": "Aidants Connect",
    "modalites_acces": "Se présenter|Téléphoner",
    "modalites_accompagnement": "Accompagnement individuel|Dans un atelier collectif",
}
BARE = {
    "id": "a-2",
    "pivot": "00000000000000",
    "nom": "Lieu sans service",
    "commune": "Laval",
    "code_postal": "53000",
    "code_insee": "53130",
    "adresse": "3 place du Test",
    "latitude": "48.07",
    "longitude": "-0.77",
    "typologie": "ASSO",
    "source": "Essai",
    "date_maj": "2026-02-03",
}


def write_rows(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(FULL), restval="")
        writer.writeheader()
        writer.writerows([FULL, BARE])


def table_of(path: Path, **hidden: str) -> list[dict[str, str]]:
    """The exported places, without what is ours alone, in the order of their names."""
    rows = json.loads(path.read_text(encoding="utf-8"))
    return sorted(
        ({k: v for k, v in row.items() if k not in hidden} for row in rows), key=lambda row: row["nom"]
    )


def bring_in(path: Path, source: str) -> str:
    out = StringIO()
    call_command("import_places", str(path), source=source, write=True, stdout=out)
    return out.getvalue()


@pytest.mark.requirement("R001-012")
def test_what_is_exported_comes_in_again_and_goes_out_the_same(tmp_path: Path) -> None:
    commune("53084")
    commune("53130")
    actions.load_codelists(on=NOW.date())
    first, out_1, out_2 = tmp_path / "lieux.csv", tmp_path / "un.json", tmp_path / "deux.json"
    write_rows(first)

    bring_in(first, "essai")
    call_command("export_places", str(out_1), format="national-json", stdout=StringIO())
    exported_ids = {row["nom"]: row["id"] for row in table_of(out_1)}
    SourceRecord.objects.all().delete()
    Place.objects.all().delete()
    said = bring_in(out_1, "retour")
    call_command("export_places", str(out_2), format="national-json", stdout=StringIO())

    ours = {"id": "", "source": ""}
    assert "2 créées" in said
    assert table_of(out_1, **ours) == table_of(out_2, **ours)
    assert set(SourceRecord.objects.values_list("key", flat=True)) == set(exported_ids.values())


def test_importing_our_own_export_again_changes_nothing(tmp_path: Path) -> None:
    commune("53084")
    commune("53130")
    actions.load_codelists(on=NOW.date())
    first, out = tmp_path / "lieux.csv", tmp_path / "un.json"
    write_rows(first)
    bring_in(first, "essai")
    call_command("export_places", str(out), format="national-json", stdout=StringIO())
    bring_in(out, "retour")

    said = bring_in(out, "retour")

    assert "2 inchangées" in said
