"""Equipment, cases and what is in them, reservations, what is counted and what is missing."""

from palier.kits.models.checks import EquipmentCheck, EquipmentCheckLine, Lack
from palier.kits.models.items import MOST_PIECES, EquipmentItem, Kit, KitLine, KitTemplate, KitTemplateItem
from palier.kits.models.reservations import SLOT_MINUTES, Reservation, ReservedSlot

__all__ = [
    "MOST_PIECES",
    "SLOT_MINUTES",
    "EquipmentCheck",
    "EquipmentCheckLine",
    "EquipmentItem",
    "Kit",
    "KitLine",
    "KitTemplate",
    "KitTemplateItem",
    "Lack",
    "Reservation",
    "ReservedSlot",
]
