"""Writes of the equipment."""

from palier.kits.actions.checking import (
    Counted,
    StillOut,
    check_in,
    check_out,
    settle_lack,
    take_inventory,
)
from palier.kits.actions.following import follow_session
from palier.kits.actions.inventory import (
    StillReserved,
    add_item,
    add_line,
    change_line,
    create_kit,
    edit_item,
    put_in_kit,
    remove_line,
    retire_item,
)
from palier.kits.actions.reserving import (
    AlreadyReserved,
    NotLendable,
    NotShared,
    ReservationMovedOn,
    Wanted,
    accept_reservation,
    cancel_reservation,
    refuse_reservation,
    reserve,
)
from palier.kits.actions.templates import load_templates

__all__ = [
    "AlreadyReserved",
    "Counted",
    "NotLendable",
    "NotShared",
    "ReservationMovedOn",
    "StillOut",
    "StillReserved",
    "Wanted",
    "accept_reservation",
    "add_item",
    "add_line",
    "cancel_reservation",
    "change_line",
    "check_in",
    "check_out",
    "create_kit",
    "edit_item",
    "follow_session",
    "load_templates",
    "put_in_kit",
    "refuse_reservation",
    "remove_line",
    "reserve",
    "retire_item",
    "settle_lack",
    "take_inventory",
]
