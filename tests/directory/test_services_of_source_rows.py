"""The migration that lets a row describe several services keeps what was there, forwards and backwards."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.factories.directory import NOW, commune

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE, AFTER = ("directory", "0005_deposits"), ("directory", "0006_services_of_source_rows")


@pytest.fixture
def restored(transactional_db: None) -> Iterator[None]:
    yield
    call_command("migrate", verbosity=0)


def at(state: tuple[str, str]) -> Any:
    """Bring the database to this migration; return its models."""
    MigrationExecutor(connection).migrate([state])
    return MigrationExecutor(connection).loader.project_state([state]).apps


def an_old_row(apps: Any) -> tuple[int, int]:
    """A row of a source and the service it became, with a correction of its place; return their ids."""
    place = apps.get_model("directory", "Place").objects.create(name="Café", commune_id=commune("53084").pk)
    service = apps.get_model("directory", "Service").objects.create(place=place, name="Aide")
    source = apps.get_model("directory", "Source").objects.create(code="s", name="S")
    record = apps.get_model("directory", "SourceRecord").objects.create(
        source=source, key="k", place=place, service=service, raw={}, raw_sha256="x",
        first_seen_at=NOW, last_seen_at=NOW,
    )  # fmt: skip
    apps.get_model("directory", "Correction").objects.create(
        place=place, field="name", value="X", made_at=NOW
    )
    return record.pk, service.pk


@pytest.mark.usefixtures("restored")
def test_the_service_of_a_row_goes_to_its_table_and_back() -> None:
    record, service = an_old_row(at(BEFORE))

    after = at(AFTER)
    links = after.get_model("directory", "SourceService").objects.values_list("record", "key", "service")
    assert list(links) == [(record, "", service)]
    corrections = after.get_model("directory", "Correction").objects
    corrections.create(
        place_id=corrections.get().place_id, service_id=service, field="name", value="Y", made_at=NOW
    )

    before = at(BEFORE)
    assert before.get_model("directory", "SourceRecord").objects.get().service_id == service
    assert before.get_model("directory", "Correction").objects.get().value == "X"
