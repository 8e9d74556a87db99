import random

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from palier.core.db.functions import distance_km
from palier.core.geo import Point, bounding_box, haversine_km

LAVAL = Point(48.0703, -0.7700)


@pytest.fixture(scope="module")
def spot_model(django_db_setup, django_db_blocker):
    """A table of points, for this module only."""
    with isolate_apps("palier.core"):

        class Spot(models.Model):
            lat = models.FloatField(null=True)
            lon = models.FloatField(null=True)

            class Meta:
                app_label = "core"
                db_table = "core_test_spot"

    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(Spot)
        yield Spot
        with connection.schema_editor() as editor:
            editor.delete_model(Spot)


def distances(spot_model, point):
    return list(
        spot_model.objects.annotate(km=distance_km(point)).order_by("pk").values_list("lat", "lon", "km")
    )


@pytest.mark.parametrize("origin", [LAVAL, Point(-21.1, 55.5), Point(0.0, 180.0), Point(90.0, 0.0)])
def test_distances_of_the_database_are_those_of_python_to_the_metre(db, spot_model, origin):
    rng = random.Random(1)
    spot_model.objects.bulk_create(
        [spot_model(lat=rng.uniform(-90, 90), lon=rng.uniform(-180, 180)) for _ in range(300)]
        + [spot_model(lat=origin.lat, lon=origin.lon), spot_model(lat=-origin.lat, lon=origin.lon - 180)]
    )

    rows = distances(spot_model, origin)

    assert len(rows) == 302
    for lat, lon, km in rows:
        assert km == pytest.approx(haversine_km(origin, Point(lat, lon)), abs=0.001)


def test_a_place_next_door_is_measured_to_the_metre(db, spot_model):
    spot_model.objects.create(lat=LAVAL.lat + 0.0001, lon=LAVAL.lon)

    assert distances(spot_model, LAVAL)[0][2] == pytest.approx(0.011119, abs=0.00001)


def test_a_place_without_coordinates_has_no_distance(db, spot_model):
    spot_model.objects.bulk_create(
        [spot_model(), spot_model(lat=48.0, lon=None), spot_model(lat=None, lon=0.0)]
    )

    assert [km for _, _, km in distances(spot_model, LAVAL)] == [None, None, None]


def test_rows_can_be_filtered_and_sorted_by_distance(db, spot_model):
    for lat in (48.30, 48.08, 48.20, 49.50, 48.34):
        spot_model.objects.create(lat=lat, lon=LAVAL.lon)

    near = (
        spot_model.objects.filter(**bounding_box(LAVAL, 30))
        .annotate(km=distance_km(LAVAL))
        .filter(km__lte=29)
        .order_by("km")
    )

    assert [spot.lat for spot in near] == [48.08, 48.20, 48.30]
