"""A library that announces its sessions."""

import pytest

from palier.directory.models import Place
from tests.factories.directory import StructureFactory, a_place


@pytest.fixture
def library() -> Place:
    """A published library of Craon, with a telephone, kept by the town."""
    return a_place(
        "Médiathèque de Craon", phone="02 61 91 00 01", owner=StructureFactory(name="Ville de Craon")
    )
