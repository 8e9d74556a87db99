"""Inserting by the thousand writes what `bulk_create` writes, and sets the same keys."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext

from palier.core.db.inserts import insert_all, insert_values
from palier.directory.enums import GrantStatus, PlaceStatus, ServiceStatus
from palier.directory.models import (
    ContactChannel,
    LabelGrant,
    Place,
    PlaceProjection,
    PlaceType,
    Scheme,
    Service,
)
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


def test_a_row_already_there_takes_the_new_values() -> None:
    places = _places("a", 2)
    insert_all(places)
    insert_all([PlaceProjection(place=places[0], shown={"name": "Avant"})], update_on="place_id")

    insert_all(
        [PlaceProjection(place=p, shown={"name": f"Après {p.pk}"}) for p in places], update_on="place_id"
    )

    shown = dict(PlaceProjection.objects.values_list("place_id", "shown"))
    assert shown == {p.pk: {"name": f"Après {p.pk}"} for p in places}


def test_plain_values_make_the_rows_of_bulk_create() -> None:
    [place, other] = places = _places("a", 2)
    insert_all(places)
    numbers = [("PHONE", "+33261910014"), ("EMAIL", "accueil@essai.example")]

    insert_values(ContactChannel, ("place_id", "kind", "value"), [(place.pk, *number) for number in numbers])
    ContactChannel.objects.bulk_create(
        ContactChannel(place=other, kind=kind, value=value) for kind, value in numbers
    )

    ours, theirs = (
        [
            {**row, "id": 0, "place_id": 0}
            for row in ContactChannel.objects.filter(place=p).order_by("pk").values()
        ]
        for p in places
    )
    assert [row["value"] for row in ours] == [value for _, value in numbers]
    assert ours == theirs


def test_members_of_an_enumeration_are_stored_as_their_value() -> None:
    insert_all(places := _places("a", 1))
    scheme = Scheme.objects.create(code="essai", name="Essai")

    insert_values(
        LabelGrant, ("place_id", "scheme_id", "status"), [(places[0].pk, scheme.pk, GrantStatus.GRANTED)]
    )

    assert LabelGrant.objects.filter(status="GRANTED", since_on=None, structure=None).count() == 1


def test_a_conflict_is_left_as_it_is_only_if_asked() -> None:
    insert_all(places := _places("a", 1))
    columns, row = ("place_id", "kind", "national_code"), (places[0].pk, "LIBRARY", "BIB")
    insert_values(PlaceType, columns, [row])
    PlaceType.objects.update(starts_on=NOW.date())

    insert_values(PlaceType, columns, [row, (places[0].pk, "OTHER", "")], ignore_conflicts=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_values(PlaceType, columns, [(places[0].pk, "OTHER", "CCAS"), row])

    kept = PlaceType.objects.order_by("pk").values_list("kind", "national_code", "starts_on")
    assert list(kept) == [("LIBRARY", "BIB", NOW.date()), ("OTHER", "", None)]
