"""A whole import, and the same again: what is created, changed, left, reported and gone."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from palier.core.models import Word
from palier.directory.enums import PlaceStatus, ServiceStatus
from palier.directory.imports.preparing import prepare
from palier.directory.imports.running import ImportStopped, import_file
from palier.directory.models import ImportRun, Place, SearchDoc, Service, Source, SourceRecord, SourceService
from tests.directory.imports.conftest import NOW, run_import
from tests.directory.imports.files import national_row, national_rows, write_csv

LATER = NOW + timedelta(days=30)


@pytest.fixture
def path(tmp_path: Path, lists: None, db: None) -> Path:
    return tmp_path / "lieux.csv"


def _outcomes(lines: list[dict[str, Any]]) -> list[str]:
    return [line["outcome"] for line in lines]


def test_every_row_becomes_a_place_with_its_record_and_its_line(path: Path) -> None:
    lines, totals = run_import(path, national_rows(3))

    assert totals == {"rows": 3, "created": 3, "updated": 0, "unchanged": 0, "reported": 0, "gone": 0}
    assert [line["row"] for line in lines] == [1, 2, 3]
    assert [line["place"] for line in lines] == list(
        Place.objects.order_by("pk").values_list("public_id", flat=True)
    )
    assert set(lines[0]) == {"row", "outcome", "place", "reasons"}
    record = SourceRecord.objects.get(key="lieu-2")
    assert record.raw == national_rows(3)[1]
    assert record.place == Place.objects.get(name="Espace 2")
    assert ImportRun.objects.get().totals == totals


def test_a_full_row_is_written_whole(path: Path) -> None:
    run_import(
        path,
        [
            national_row(
                pivot="13002526500013",
                latitude="47.85",
                longitude="-0.95",
                typologie="BIB|MJC",
                telephone="+33261910000",
                courriels="a@lieu.example",
                site_web="https://lieu.example",
                prise_rdv="https://rdv.example",
                horaires="Mo 09:00-12:00",
                presentation_detail="Un lieu.",
                itinerance="Itinérant|Fixe",
                publics_specifiquement_adresses="Seniors",
                prise_en_charge_specifique="Illettrisme",
                frais_a_charge="Payant|Gratuit",
                dispositif_programmes_nationaux="Aidants Connect",
                modalites_acces="Téléphoner",
                modalites_accompagnement="En autonomie",
                fiche_acces_libre="https://acceslibre.example/x",
            )
        ],
    )

    place = Place.objects.get()
    assert (place.status, place.published_at, place.commune.name) == (PlaceStatus.PUBLISHED, NOW, "Craon")
    assert (place.siret, place.itinerancy, place.opening_hours) == (
        "13002526500013",
        "BOTH",
        "Mo 09:00-12:00",
    )
    assert (place.lat, place.lon, place.description) == (47.85, -0.95, "Un lieu.")
    assert (place.acceslibre_url, place.source_name) == ("https://acceslibre.example/x", "territoire")
    assert list(place.contacts.order_by("pk").values_list("kind", "value")) == [
        ("PHONE", "+33261910000"),
        ("EMAIL", "a@lieu.example"),
        ("WEBSITE", "https://lieu.example"),
        ("BOOKING", "https://rdv.example"),
    ]
    assert list(place.types.values_list("kind", "national_code")) == [("LIBRARY", "BIB"), ("OTHER", "MJC")]
    assert list(place.label_grants.values_list("scheme__code", flat=True)) == ["aidants-connect"]
    service = place.services.get()
    assert (service.name, service.status) == ("Médiation numérique", ServiceStatus.PUBLISHED)
    assert (service.price, service.other_prices) == ("FREE", ["PAID"])
    assert list(service.needs.values_list("code", "framework__code")) == [
        ("demarches-administratives", "services-nationaux")
    ]
    assert list(service.audiences.values_list("code", flat=True)) == ["seniors"]
    assert list(service.special_supports.values_list("code", flat=True)) == ["illettrisme"]
    assert list(service.access_modes.values_list("mode", flat=True)) == ["CALL_FIRST"]
    assert list(service.modalities.values_list("modality", flat=True)) == ["SELF_SERVICE"]
    assert SearchDoc.objects.filter(place=place).exists()


def test_importing_again_changes_nothing(path: Path) -> None:
    first, _ = run_import(path, national_rows(3))
    before = list(Place.objects.values())
    services = list(Service.objects.values())

    again, totals = run_import(path, national_rows(3), now=LATER)

    assert totals["unchanged"] == 3
    assert [line["place"] for line in again] == [line["place"] for line in first]
    assert list(Place.objects.values()) == before
    assert list(Service.objects.values()) == services
    assert SourceRecord.objects.count() == 3


def test_a_changed_row_changes_what_it_says_and_nothing_else(path: Path) -> None:
    rows = national_rows(2)
    run_import(path, rows)
    Place.objects.filter(name="Espace 1").update(
        internal_notes="Clé chez la voisine", description="Écrit ici"
    )
    rows[0] |= {"telephone": "0261910000", "services": "Utilisation sécurisée du numérique"}

    lines, totals = run_import(path, rows, now=LATER)

    assert (totals["updated"], totals["unchanged"]) == (1, 1)
    assert lines[0]["reasons"] == ["Ce qui change : service, téléphones."]
    place = Place.objects.get(name="Espace 1")
    assert (place.internal_notes, place.description) == ("Clé chez la voisine", "Écrit ici")
    assert list(place.contacts.values_list("value", flat=True)) == ["+33261910000"]
    assert list(place.services.get().needs.values_list("code", flat=True)) == ["utilisation-securisee"]


def test_a_value_that_the_row_takes_back_is_taken_off_the_place(path: Path) -> None:
    full = {
        "telephone": "0261910000",
        "typologie": "BIB",
        "formations_labels": "ORDI 3.0",
        "horaires": "Mo 09:00-12:00",
    }
    run_import(path, [national_row(**full)])

    run_import(path, [national_row(services="")], now=LATER)

    place = Place.objects.get()
    assert place.opening_hours == ""
    assert [place.contacts.count(), place.types.count(), place.label_grants.count()] == [0, 0, 0]
    assert place.services.get().status == ServiceStatus.ENDED


def test_a_row_without_service_is_a_place_without_service(path: Path) -> None:
    run_import(path, [national_row(services="")])

    assert Place.objects.get().status == PlaceStatus.PUBLISHED
    assert not Service.objects.exists()


def test_a_repeated_key_is_reported_and_its_row_kept(path: Path) -> None:
    rows = [national_row(), national_row(nom="Autre nom"), national_row(id="lieu-2", nom="Deux")]

    lines, totals = run_import(path, rows)
    again, _ = run_import(path, rows, now=LATER)

    assert _outcomes(lines) == ["created", "reported", "created"]
    assert lines[1]["place"] is None
    assert _outcomes(again) == ["unchanged", "reported", "unchanged"]
    assert list(SourceRecord.objects.order_by("key").values_list("key", flat=True)) == [
        "lieu-1",
        "lieu-1 (n° 2)",
        "lieu-2",
    ]
    assert totals["gone"] == 0


def test_a_row_that_cannot_be_a_place_is_reported_and_stored_as_it_came(path: Path) -> None:
    rows = [
        national_row(nom="", adresse=""),
        national_row(id="b", commune="Nulle-Part", code_postal="", code_insee=""),
    ]

    lines, totals = run_import(path, rows)

    assert (_outcomes(lines), totals["reported"]) == (["reported", "reported"], 2)
    assert not Place.objects.exists()
    assert [record.raw for record in SourceRecord.objects.order_by("key")] == [rows[1], rows[0]]


def test_a_reported_row_becomes_a_place_once_it_says_enough(path: Path) -> None:
    run_import(path, [national_row(commune="Nulle-Part", code_postal="", code_insee="")])

    lines, _ = run_import(path, [national_row()], now=LATER)

    assert _outcomes(lines) == ["created"]
    assert Place.objects.get().public_id == lines[0]["place"]
    assert SourceService.objects.get().service == Service.objects.get()


def test_a_row_that_loses_its_commune_keeps_its_place(path: Path) -> None:
    run_import(path, [national_row()])

    lines, _ = run_import(path, [national_row(commune="", code_postal="", code_insee="")], now=LATER)

    assert _outcomes(lines) == ["reported"]
    assert Place.objects.get().commune.name == "Craon"


def test_a_row_gone_is_flagged_and_its_place_stays(path: Path) -> None:
    run_import(path, national_rows(6))

    _, totals = run_import(path, national_rows(5), now=LATER)

    assert totals["gone"] == 1
    assert list(SourceRecord.objects.filter(gone_at=LATER).values_list("key", flat=True)) == ["lieu-6"]
    assert Place.objects.get(name="Espace 6").status == PlaceStatus.PUBLISHED


def test_a_row_that_comes_back_is_no_longer_gone(path: Path) -> None:
    run_import(path, national_rows(6))
    run_import(path, national_rows(5), now=LATER)

    lines, _ = run_import(path, national_rows(6), now=LATER + timedelta(days=1))

    assert lines[5]["reasons"] == ["La ligne avait disparu de la source depuis 1 jours : elle est revenue."]
    assert not SourceRecord.objects.exclude(gone_at=None).exists()


def test_more_than_a_fifth_gone_stops_before_anything_is_written(path: Path) -> None:
    run_import(path, national_rows(5))
    before = list(SourceRecord.objects.values())

    with pytest.raises(ImportStopped, match="2 lignes sur 5 ont disparu"):
        run_import(path, [*national_rows(3), national_row(id="neuf")], now=LATER)

    assert list(SourceRecord.objects.values()) == before
    assert ImportRun.objects.count() == 1


def test_many_removals_are_flagged_when_allowed(path: Path) -> None:
    run_import(path, national_rows(5))

    _, totals = run_import(path, national_rows(1), now=LATER, allow_removals=True)

    assert totals["gone"] == 4


def test_a_dry_run_says_the_same_and_writes_nothing(path: Path) -> None:
    lines, totals = run_import(path, [*national_rows(2), national_row(id="lieu-1")], write=False)

    assert totals == {"rows": 3, "created": 2, "updated": 0, "unchanged": 0, "reported": 1, "gone": 0}
    assert [line["place"] for line in lines] == [None, None, None]
    assert [model.objects.count() for model in (Place, SourceRecord, Source, ImportRun, SearchDoc)] == [0] * 5


def test_a_dry_run_counts_what_would_be_gone(path: Path) -> None:
    run_import(path, national_rows(6))

    _, totals = run_import(path, national_rows(5), now=LATER, write=False)

    assert totals["gone"] == 1
    assert not SourceRecord.objects.exclude(gone_at=None).exists()


def test_a_closed_row_is_kept_unpublished_and_published_once_open(path: Path) -> None:
    mapping = (
        '[identifiant]\ncolonnes=["id"]\n[colonnes]\nnom="nom"\nadresse="adresse"\ncommune="commune"\n'
        '[ferme]\ncolonne="État"\nmots=["INACTIF"]'
    )
    rows = [national_row() | {"État": "INACTIF"}]
    write_csv(path, rows)
    list(import_file(prepare(path, source_code="t", mapping_text=mapping), now=NOW, write=True))
    closed = Place.objects.get()
    write_csv(path, [rows[0] | {"État": "OUVERT"}])

    list(import_file(prepare(path, source_code="t", mapping_text=mapping), now=LATER, write=True))

    assert (closed.status, closed.published_at) == (PlaceStatus.UNPUBLISHED, None)
    assert Place.objects.get().status == PlaceStatus.PUBLISHED


def test_a_place_that_somebody_took_offline_stays_offline(path: Path) -> None:
    run_import(path, [national_row()])
    Place.objects.update(status=PlaceStatus.UNPUBLISHED)

    run_import(path, [national_row(telephone="0261910000")], now=LATER)

    assert Place.objects.get().status == PlaceStatus.UNPUBLISHED


def test_a_place_that_nobody_could_find_waits_as_a_draft(path: Path) -> None:
    lines, _ = run_import(path, [national_row(adresse="")])

    assert Place.objects.get().status == PlaceStatus.DRAFT
    assert lines[0]["reasons"] == ["Ni adresse ni position : le lieu reste en brouillon, à compléter."]


@pytest.mark.parametrize("count", [1, 5])
def test_a_batch_costs_the_same_queries_however_many_rows(
    path: Path, count: int, django_assert_max_num_queries: Any
) -> None:
    rows = [r | {"telephone": "0261910000", "typologie": "BIB"} for r in national_rows(count)]
    run_import(path, [national_row(id="avant")], allow_removals=True)

    with django_assert_max_num_queries(95):
        run_import(path, [national_row(id="avant"), *rows], now=LATER)


def test_words_of_imported_places_are_known_to_the_search_once_the_import_is_over(path: Path) -> None:
    rows = [national_row(nom="Cyberbase Xylographe")]

    run_import(path, rows, write=False)
    after_the_dry_run = Word.objects.filter(word="xylographe").exists()
    run_import(path, rows)

    assert not after_the_dry_run
    assert Word.objects.filter(word="xylographe").exists()
