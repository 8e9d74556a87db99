"""Inserting by the thousand writes what `bulk_create` writes, and sets the same keys."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext

from palier.core.db.inserts import insert_all
from palier.directory.enums import PlaceStatus, ServiceStatus
from palier.directory.models import Place, Service
from tests.factories.directory import NOW, commune

pytestmark = pytest.mark.django_db


def _places(prefix: str, count: int = 3) -> list[Place]:
    return [
        Place(
            public_id=f"{prefix}{number:07}",
            name="Médiathèque d’Évron « A »",
            search_text="mediatheque",
            status=PlaceStatus.PUBLISHED,
            published_at=NOW,
            verified_on=NOW.date(),
            commune=commune("53084"),
            lat=None if number else 47.5,
            lon=None if number else -0.9,
            field_visibility={"description": "PROFESSIONAL"},
        )
        for number in range(count)
    ]


def _rows(objects: Sequence[models.Model]) -> list[dict[str, Any]]:
    model = type(objects[0])
    kept = [f.attname for f in model._meta.concrete_fields if f.attname not in ("id", "public_id")]
    found = model._default_manager.filter(pk__in=[o.pk for o in objects]).order_by("pk").values(*kept)
    # Written one after the other, they differ by some milliseconds.
    return [{k: v for k, v in row.items() if k not in ("created_at", "updated_at")} for row in found]


def test_the_rows_are_those_of_bulk_create() -> None:
    ours, theirs = _places("a"), _places("b")

    insert_all(ours)
    Place.objects.bulk_create(theirs)

    assert _rows(ours) == _rows(theirs)


def test_objects_get_their_key_and_dates_and_can_be_saved_again() -> None:
    [place] = places = _places("a", 1)

    insert_all(places)
    stored = Place.objects.get(public_id=place.public_id)
    place.name = "Autre"
    place.save()

    assert (place.pk, place.created_at) == (stored.pk, stored.created_at)
    assert Place.objects.get(pk=stored.pk).name == "Autre"


def test_a_related_object_that_got_its_key_meanwhile_is_followed() -> None:
    [place] = places = _places("a", 1)
    service = Service(place=place, name="Aide", status=ServiceStatus.PUBLISHED, price="FREE")

    insert_all(places)
    insert_all([service])

    assert Service.objects.get().place_id == place.pk


def test_more_rows_than_one_statement_takes_are_all_written() -> None:
    places = [
        Place(public_id=f"{n:08}", name=f"Lieu {n}", search_text=f"lieu {n}", commune=commune("53084"))
        for n in range(450)
    ]

    with CaptureQueriesContext(connection) as queries:
        insert_all(places)
        insert_all([])

    assert [p.pk for p in places] == list(Place.objects.order_by("public_id").values_list("pk", flat=True))
    assert 1 < len(queries) < 40


def test_nothing_is_written_when_one_row_is_refused() -> None:
    places = _places("a")
    places[2].public_id = places[0].public_id

    with pytest.raises(IntegrityError), transaction.atomic():
        insert_all(places)

    assert not Place.objects.exists()
