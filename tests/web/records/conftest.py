"""A library of Craon, its place, and three people around it."""

import pytest
from django.test import Client

from palier.accounts.models import User
from palier.directory.models import Place, Service, Structure
from tests.cast import at, over, person
from tests.factories.directory import StructureFactory, a_need, a_place, a_service


@pytest.fixture
def library(db: None) -> Structure:
    made: Structure = StructureFactory(name="Commune de Craon")
    return made


@pytest.fixture
def place(library: Structure) -> Place:
    return a_place(
        "Médiathèque de Craon",
        owner=library,
        phone="+33261910001",
        opening_hours="Tu-Fr 09:00-12:00,14:00-18:00; Sa 09:00-12:00; PH off",
    )


@pytest.fixture
def service(place: Place) -> Service:
    return a_service(place, a_need("impots", "Mes impôts", parent=a_need("demarches", "Mes démarches")))


@pytest.fixture
def alice(library: Structure) -> User:
    """A librarian of Craon."""
    user = person("Alice")
    at(library, user, "librarian")
    return user


@pytest.fixture
def bob(db: None) -> User:
    """A librarian of somewhere else."""
    user = person("Bob")
    at(StructureFactory(name="Commune d’Angers"), user, "librarian")
    return user


@pytest.fixture
def carole(db: None) -> User:
    """Who coordinates Mayenne."""
    user = person("Carole")
    over("departement:53", user, "coordinator")
    return user


def signed_in(user: User) -> Client:
    """Return a browser of that person."""
    client = Client()
    client.force_login(user)
    return client
