"""Operators put a file down, see what it would change, import it, and nobody else can."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from palier.accounts.models import User
from palier.directory import actions
from palier.directory.actions.imports import deposits
from palier.directory.enums import DepositStatus
from palier.directory.models import ImportDeposit, Place, SourceRecord
from tests.factories.directory import NOW, commune

pytestmark = pytest.mark.django_db

HEADER = "id,pivot,nom,commune,code_postal,code_insee,adresse,latitude,longitude,telephone,horaires,date_maj,services\n"
ROW = "{id},00000000000000,{name},Craon,53400,53084,12 rue du Test,47.84,-0.95,{phone},Mo-Fr 09:00-12:00,2026-01-02,\n"


def csv_file(*rows: tuple[str, str], phone: str = "02 61 91 00 01") -> SimpleUploadedFile:
    text = HEADER + "".join(ROW.format(id=key, name=name, phone=phone) for key, name in rows)
    return SimpleUploadedFile("lieux.csv", text.encode(), content_type="text/csv")


@pytest.fixture
def territory() -> None:
    commune("53084")
    actions.load_codelists(on=NOW.date())


@pytest.fixture
def operator(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("operator@demo.example", name="Opératrice"))
    return client


def put_down(client: Client, file: SimpleUploadedFile) -> ImportDeposit:
    answer = client.post("/-/imports/", {"file": file, "source_code": "essai"})
    assert answer.status_code == 302, answer.content.decode()
    return ImportDeposit.objects.get(pk=int(answer["Location"].rstrip("/").rsplit("/", 1)[1]))


def test_a_file_is_tried_first_and_nothing_is_written(operator: Client, territory: None) -> None:
    deposit = put_down(operator, csv_file(("a", "Médiathèque du Test"), ("b", "Mairie du Test")))

    page = operator.get(f"/-/imports/{deposit.pk}/").content.decode()

    assert deposit.status == DepositStatus.TRIED
    assert deposit.totals["created"] == 2
    assert "Ce qui serait fait" in page
    assert (Place.objects.count(), SourceRecord.objects.count()) == (0, 0)


def test_a_tried_file_is_imported_on_request_and_reported_row_by_row(
    operator: Client, territory: None
) -> None:
    deposit = put_down(operator, csv_file(("a", "Médiathèque du Test"), ("b", "Mairie du Test")))

    operator.post(f"/-/imports/{deposit.pk}/importer/")

    deposit.refresh_from_db()
    report = json.loads(
        b"".join(operator.get(f"/-/imports/{deposit.pk}/compte-rendu.json").streaming_content)
    )  # type: ignore[attr-defined]
    assert (deposit.status, deposit.content) == (DepositStatus.DONE, None)
    assert sorted(Place.objects.values_list("name", flat=True)) == ["Mairie du Test", "Médiathèque du Test"]
    assert [(line["row"], line["outcome"]) for line in report["rows"]] == [(1, "created"), (2, "created")]


def test_the_try_of_a_changed_file_says_what_differs(operator: Client, territory: None) -> None:
    first = put_down(operator, csv_file(("a", "Médiathèque du Test")))
    operator.post(f"/-/imports/{first.pk}/importer/")

    second = put_down(operator, csv_file(("a", "Médiathèque du Test"), phone="02 61 91 00 02"))

    page = operator.get(f"/-/imports/{second.pk}/").content.decode()
    assert second.totals["updated"] == 1
    assert "modifiée" in page


def test_a_file_that_cannot_be_read_gets_a_sentence(operator: Client, territory: None) -> None:
    deposit = put_down(operator, SimpleUploadedFile("photo.csv", bytes(range(256)) * 40))

    page = operator.get(f"/-/imports/{deposit.pk}/").content.decode()

    assert deposit.status == DepositStatus.STOPPED
    assert deposit.problem in page.replace("&#x27;", "'")
    assert deposit.problem != ""


def test_a_file_is_worked_on_once_at_a_time(operator: Client, territory: None) -> None:
    deposit = put_down(operator, csv_file(("a", "Médiathèque du Test")))
    ImportDeposit.objects.filter(pk=deposit.pk).update(status=DepositStatus.IMPORTING)

    with pytest.raises(deposits.DepositBusy):
        deposits.start_work(deposit_id=deposit.pk, status=DepositStatus.IMPORTING)
    operator.post(f"/-/imports/{deposit.pk}/importer/")

    assert Place.objects.count() == 0


@pytest.mark.parametrize("who", ["anonymous", "account"])
@pytest.mark.parametrize("path", ["/-/imports/", "/-/imports/{pk}/", "/-/imports/{pk}/compte-rendu.json"])
def test_only_operators_see_imports(operator: Client, territory: None, who: str, path: str) -> None:
    deposit = put_down(operator, csv_file(("a", "Médiathèque du Test")))
    other = Client()
    if who == "account":
        other.force_login(User.objects.create_user("bob@demo.example", name="Bob"))

    answer = other.get(path.format(pk=deposit.pk))

    assert answer.status_code == (403 if who == "account" else 302)
    assert "Médiathèque" not in answer.content.decode()


@pytest.mark.parametrize("action", ["essayer", "importer"])
def test_only_operators_start_imports(operator: Client, territory: None, action: str) -> None:
    deposit = put_down(operator, csv_file(("a", "Médiathèque du Test")))
    other = Client()
    other.force_login(User.objects.create_user("bob@demo.example", name="Bob"))

    answer: Any = other.post(f"/-/imports/{deposit.pk}/{action}/")

    assert answer.status_code == 403
    assert Place.objects.count() == 0
