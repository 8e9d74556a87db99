"""What the equipment forgets: who reserved, counted and settled; the half-hours of the past, which keep nothing now."""

from datetime import datetime, timedelta

from palier.core.retention import Rule, register
from palier.kits.actions.reserving import forget_old_reservations

NAMES_KEPT_DAYS, SLOTS_KEPT_DAYS = 730, 30


def _forget(now: datetime) -> int:
    return forget_old_reservations(
        names_before=now - timedelta(days=NAMES_KEPT_DAYS), slots_before=now - timedelta(days=SLOTS_KEPT_DAYS)
    )


register(
    Rule(
        "réservations de matériel",
        "Les noms des personnes qui ont réservé du matériel, ou noté ce qui manque, sont effacés deux ans après.",
        _forget,
    )
)
