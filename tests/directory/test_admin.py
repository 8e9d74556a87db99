"""What operators save in the administration reaches the search index."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from palier.accounts.models import User
from palier.core.text import stems
from palier.directory.enums import PlaceStatus, ServiceStatus
from palier.directory.models import NeedSynonym, SearchDoc, Service
from tests.factories.directory import PlaceFactory, a_need, a_place, a_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(client: Client) -> Client:
    user = User.objects.create_superuser(email="operatrice@palier.example", name="Une opératrice")
    client.force_login(user)
    return client


def fields_of(page: Any) -> dict[str, Any]:
    """Return what the form of an admin page would send back unchanged."""
    form = page.context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    for formset in page.context["inline_admin_formsets"]:
        management = formset.formset.management_form
        values |= {management.add_prefix(name): management[name].value() for name in management.fields}
        for row in formset.forms:
            values |= {row.add_prefix(name): row[name].value() for name in row.fields}
    return {name: "" if value is None else value for name, value in values.items() if value is not False}


def test_words_added_to_a_need_are_in_the_documents_of_the_places_that_answer_it(operator: Client) -> None:
    need = a_need("impots", "Mes impôts")
    place = a_place()
    a_service(place, need)

    operator.post(reverse("admin:directory_needsynonym_add"), {"need": need.pk, "text": "tiers provisionnel"})

    body = SearchDoc.objects.get(place=place).body.split()
    assert [stem for stem in stems("tiers provisionnel") if stem not in body] == []


def test_words_that_are_taken_away_leave_the_documents(operator: Client) -> None:
    need = a_need("impots", "Mes impôts", "gabelle")
    place = a_place()
    a_service(place, need)
    synonym = NeedSynonym.objects.get(text="gabelle")
    before = SearchDoc.objects.get(place=place).body.split()

    operator.post(reverse("admin:directory_needsynonym_delete", args=[synonym.pk]), {"post": "yes"})

    assert stems("gabelle")[0] in before
    assert stems("gabelle")[0] not in SearchDoc.objects.get(place=place).body.split()


def test_a_place_renamed_is_found_under_its_new_name(operator: Client) -> None:
    place = a_place()
    address = reverse("admin:directory_place_change", args=[place.pk])

    answer = operator.post(address, fields_of(operator.get(address)) | {"name": "La Halle aux écrans"})

    assert answer.status_code == 302
    assert SearchDoc.objects.get(place=place).name.split() == stems("La Halle aux écrans")


def test_a_draft_is_published_from_the_list(operator: Client) -> None:
    place = PlaceFactory(status=PlaceStatus.DRAFT, published_at=None)
    chosen = {"action": "publish", "_selected_action": [place.pk]}

    operator.post(reverse("admin:directory_place_changelist"), chosen)

    place.refresh_from_db()
    assert (place.status, SearchDoc.objects.filter(place=place).exists()) == (PlaceStatus.PUBLISHED, True)


def test_a_published_service_cannot_lose_its_last_need(operator: Client) -> None:
    service = a_service(a_place(), a_need())
    address = reverse("admin:directory_service_change", args=[service.pk])

    answer = operator.post(address, fields_of(operator.get(address)) | {"needs": []})

    assert answer.context["adminform"].form.errors == {
        "needs": ["Un service publié répond à au moins un besoin : choisissez-en un."]
    }
    assert service.needs.count() == 1


def test_a_service_without_need_is_not_published_and_it_is_said(operator: Client) -> None:
    service = Service.objects.create(place=a_place(), name="Sans besoin")
    chosen = {"action": "publish", "_selected_action": [service.pk]}

    answer = operator.post(reverse("admin:directory_service_changelist"), chosen, follow=True)

    service.refresh_from_db()
    assert service.status == ServiceStatus.DRAFT
    assert "ne répond à aucun besoin" in answer.text


@pytest.mark.parametrize(
    "model",
    ["audience", "correctionproposal", "framework", "language", "need", "needsynonym", "place", "scheme", "service",
     "specialsupport", "structure"],
)  # fmt: skip
def test_every_list_of_the_directory_opens(operator: Client, model: str) -> None:
    a_service(a_place(), a_need())

    assert operator.get(reverse(f"admin:directory_{model}_changelist")).status_code == 200
