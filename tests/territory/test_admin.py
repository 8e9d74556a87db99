import pytest
from django.apps import apps
from django.contrib import admin

from palier.accounts.models import User
from tests.factories.territory import CommuneFactory

MODELS = sorted(model.__name__ for model in apps.get_app_config("territory").get_models())


@pytest.fixture
def operator(client, db, settings):
    settings.WHITENOISE_AUTOREFRESH = True  # no folder of collected files is needed to look at a page
    client.force_login(User.objects.create_superuser("operatrice@palier.example", name="Awa Diallo"))
    return client


@pytest.mark.parametrize("name", MODELS)
def test_an_operator_looks_at_the_territory_and_changes_nothing(operator, name):
    commune = CommuneFactory(postal_code="53400")
    path = f"/-/admin/territory/{name.lower()}/"

    assert operator.get(path).status_code == 200
    assert operator.get(f"{path}add/").status_code == 403
    assert operator.post(f"{path}{commune.pk}/delete/").status_code in (302, 403)
    commune.refresh_from_db()
    assert admin.site.is_registered(apps.get_model("territory", name))


def test_an_operator_sees_a_commune_without_its_outline(operator):
    commune = CommuneFactory(name="Craon", outline={"type": "Point", "coordinates": [1.25, 2.75]})

    page = operator.get(f"/-/admin/territory/commune/{commune.pk}/change/").content.decode()

    assert "Craon" in page
    assert "2.75" not in page
