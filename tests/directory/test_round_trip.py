"""What comes in goes out, and coming in again changes nothing: import → export → import."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from palier.directory import actions
from palier.directory.models import Place, Service, SourceRecord
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


STRUCTURE = {
    "id": "s1", "source": "dora", "nom": "Maison des services", "commune": "Craon", "code_postal": "53400",
    "code_insee": "53084", "adresse": "1 rue du Test", "date_maj": "2026-01-15", "telephone": "+33261910000",
    "reseaux_porteurs": ["france-service"], "description": "Une maison pour tous.",
}  # fmt: skip
SERVICES = [
    {
        "id": "cours", "source": "dora", "structure_id": "s1", "nom": "Cours du mardi", "type": "atelier",
        "description": "Apprendre à se servir d’un ordinateur.", "date_maj": "2026-01-15",
        "thematiques": ["numerique--maitriser-les-fondamentaux-du-numerique"], "frais": "payant",
        "frais_precisions": "5 € la séance", "publics": ["seniors"], "modes_accueil": ["a-distance"],
        "modes_mobilisation": ["telephoner"], "conditions_acces": "Être inscrit.",
        "courriel": "cours@lieu-a.example", "horaires_accueil": "Tu 14:00-16:00",
        "lien_mobilisation": "https://rdv.example/cours",
    },
    {
        "id": "aide", "source": "dora", "structure_id": "s1", "nom": "Aide aux papiers", "type": "accompagnement",
        "description": "Remplir un formulaire avec vous.", "frais": "gratuit", "publics": ["personnes-exilees"],
        "thematiques": ["numerique--acceder-a-des-services-en-ligne"], "modes_mobilisation": ["se-presenter"],
        "modes_accueil": ["en-presentiel"], "date_maj": "2026-01-15",
    },
    {
        "id": "wifi", "source": "dora", "structure_id": "s1", "nom": "Wifi et ordinateurs",
        "description": "Des ordinateurs à disposition.", "type": "aide-materielle", "publics": ["tous-publics"],
        "thematiques": ["numerique--acceder-a-une-connexion-internet"], "date_maj": "2026-01-15",
    },
]  # fmt: skip


def inclusion_of(path: Path) -> dict[str, list[dict[str, object]]]:
    """The exported file, without what is ours alone."""
    ours = ("id", "structure_id", "source", "date_maj", "lien_source")
    file = json.loads(path.read_text(encoding="utf-8"))
    return {
        part: sorted(
            ({k: v for k, v in row.items() if k not in ours} for row in file[part]),
            key=lambda row: str(row["nom"]),
        )
        for part in ("structures", "services")
    }


@pytest.mark.requirement("R001-012")
def test_services_of_data_inclusion_come_in_go_out_and_come_in_again_the_same(tmp_path: Path) -> None:
    commune("53084")
    actions.load_codelists(on=NOW.date())
    first, out_1, out_2 = tmp_path / "a.json", tmp_path / "un.json", tmp_path / "deux.json"
    first.write_text(json.dumps({"structures": [STRUCTURE], "services": SERVICES}), encoding="utf-8")

    bring_in(first, "essai")
    call_command("export_places", str(out_1), format="data-inclusion", stdout=StringIO())
    said = SourceRecord.objects.get().says
    ids = set(Service.objects.values_list("public_id", flat=True))
    SourceRecord.objects.all().delete()
    Place.objects.all().delete()
    bring_in(out_1, "retour")
    call_command("export_places", str(out_2), format="data-inclusion", stdout=StringIO())

    exported, again = inclusion_of(out_1), inclusion_of(out_2)
    assert [row["nom"] for row in exported["services"]] == [
        "Aide aux papiers", "Cours du mardi", "Wifi et ordinateurs",
    ]  # fmt: skip
    assert exported == again
    services = SourceRecord.objects.get().says["services"]
    assert set(services) == {f"palier--{public_id}" for public_id in ids}
    assert sorted(services.values(), key=by_name) == sorted(said["services"].values(), key=by_name)


def by_name(service: dict[str, str]) -> str:
    return service["name"]


def test_importing_our_own_services_again_changes_nothing(tmp_path: Path) -> None:
    commune("53084")
    actions.load_codelists(on=NOW.date())
    first, out = tmp_path / "a.json", tmp_path / "un.json"
    first.write_text(json.dumps({"structures": [STRUCTURE], "services": SERVICES}), encoding="utf-8")
    bring_in(first, "essai")
    call_command("export_places", str(out), format="data-inclusion", stdout=StringIO())
    bring_in(out, "retour")
    before = list(Service.objects.order_by("pk").values())

    said = bring_in(out, "retour")

    assert "1 inchangée" in said
    assert list(Service.objects.order_by("pk").values()) == before
