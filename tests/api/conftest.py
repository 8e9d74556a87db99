"""A small directory for the API: two départements, a need of ours and the national service it stands for."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from palier.directory.enums import Price
from palier.directory.models import NeedMapping
from tests.factories.directory import (
    ALWAYS,
    NEVER,
    FrameworkFactory,
    NeedFactory,
    a_need,
    a_place,
    a_service,
)

Read = Callable[..., dict[str, Any]]


@pytest.fixture
def offer(db: None) -> None:
    """Craon: taxes, free, open. Laval: mail, paid, closed. Angers: nothing declared."""
    family = a_need("demarches", "Faire une démarche")
    taxes = a_need("impots", "Mes impôts", "déclaration de revenus", parent=family)
    mail = a_need("mail", "Mes mails")
    framework = FrameworkFactory(code="services-nationaux", version="1.0.2", name="Services nationaux")
    target = NeedFactory(
        framework=framework, code="demarches-administratives", label="Aide aux démarches administratives"
    )
    NeedMapping.objects.create(need=family, target=target)
    a_service(a_place("Médiathèque", opening_hours=ALWAYS), taxes, price=Price.FREE)
    a_service(a_place("Laval Net", insee_code="53130", opening_hours=NEVER), mail, price=Price.PAID)
    a_place("Angers Web", insee_code="49007")


@pytest.fixture
def read(client: Client) -> Read:
    """`read("/places", free="true")`: the JSON of a 200."""

    def get(path: str, status: int = 200, **params: Any) -> dict[str, Any]:
        response = client.get(f"/api/v1{path}", params)
        assert response.status_code == status, response.content.decode()[:500]
        found: dict[str, Any] = json.loads(response.content)
        return found

    return get


def names(page: dict[str, Any]) -> list[str]:
    return [place["name"] for place in page["places"]]
