"""The invented equipment of the demonstration is built once, by the actions, and shows each state."""

import pytest

from palier.directory.demo.people import DIGITAL, LIBRARIES
from palier.kits.actions import load_templates
from palier.kits.demo import build_kits
from palier.kits.models import EquipmentItem, Kit, Lack, Reservation
from palier.kits.queries.reservations import is_late
from tests.factories.agenda import a_session
from tests.factories.directory import NOW, StructureFactory, a_place

pytestmark = pytest.mark.django_db


def test_the_equipment_of_the_demonstration_is_built_once_and_marked_invented() -> None:
    assert build_kits(now=NOW) == 0
    load_templates()
    libraries = StructureFactory(name=LIBRARIES, is_demo=True)
    StructureFactory(name=DIGITAL, is_demo=True)
    place = a_place("Médiathèque inventée", owner=libraries, is_demo=True)
    session = a_session(place=place, is_demo=True)
    a_session(place=place, is_demo=True)

    built = build_kits(now=NOW)

    assert built == EquipmentItem.objects.filter(is_demo=True).count() == EquipmentItem.objects.count()
    assert Kit.objects.count() == 3
    assert [lack.label for lack in Lack.objects.all()] == ["Souris"]
    assert set(Reservation.objects.values_list("status", flat=True)) == {
        "RETURNED",
        "OUT",
        "REQUESTED",
        "CONFIRMED",
    }
    assert [is_late(row, now=NOW) for row in Reservation.objects.filter(status="OUT")] == [True]
    assert Reservation.objects.filter(session=session).count() == 2
    assert build_kits(now=NOW) == 0
