"""Things, cases and reservations that go through the actions. Structures and names are invented."""

from datetime import datetime, timedelta
from typing import Any

from palier.accounts.models import User
from palier.directory.models import Structure
from palier.kits import actions
from palier.kits.enums import EquipmentKind, SharingRule
from palier.kits.models import EquipmentItem, Kit, KitTemplate, Reservation
from palier.kits.queries.checks import expected_lines
from tests.factories.directory import NOW, StructureFactory

TOMORROW = NOW + timedelta(days=1)


def a_thing(
    label: str = "Vidéoprojecteur", *, owner: Structure | None = None, **values: Any
) -> EquipmentItem:
    """Return a thing of a structure of its own unless told otherwise; `values` are those of the form."""
    return actions.add_item(
        owner=owner or StructureFactory(),
        values={"kind": EquipmentKind.PROJECTOR, "label": label, **values},
        now=NOW,
    )


def a_shared_thing(label: str = "Vidéoprojecteur", **values: Any) -> EquipmentItem:
    """Return a thing that anybody may reserve without asking."""
    return a_thing(label, **{"sharing": SharingRule.FREELY, **values})


def a_kit(
    label: str = "Boîte à outils", *, owner: Structure | None = None, template: str = "", **values: Any
) -> Kit:
    """Return a case; with `template`, the code of a standard one and its contents."""
    if template:
        actions.load_templates()
    return actions.create_kit(
        owner=owner or StructureFactory(),
        template=KitTemplate.objects.get(code=template) if template else None,
        values={"label": label, **values},
        now=NOW,
    )


def reserved(
    thing: EquipmentItem,
    *,
    structure: Structure | None = None,
    starts_at: datetime = TOMORROW,
    hours: float = 2,
    by: User | None = None,
    now: datetime = NOW,
    **values: Any,
) -> Reservation:
    """Reserve a thing for its owner unless told otherwise."""
    wanted = actions.Wanted(
        thing=thing,
        structure=structure or thing.owner,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=hours),
        **values,
    )
    return actions.reserve(wanted=wanted, by=by, now=now)


def all_there(thing: EquipmentItem, **changed: actions.Counted) -> dict[str, actions.Counted]:
    """Return the count of a thing with nothing missing, but for the lines whose label is in `changed`."""
    return {
        line.key: changed.get(line.label, actions.Counted(line.expected)) for line in expected_lines(thing)
    }
