"""How equipment is said: whiles on the clock of the place, refusals, states."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from palier.directory.hours import format_date, format_range, format_time
from palier.kits import actions
from palier.kits.enums import Condition, ReservationStatus
from palier.kits.models import EquipmentItem, Reservation
from palier.kits.queries.reservations import is_late

CONDITION_TONES = {
    Condition.GOOD: "present",
    Condition.WORN: "wait",
    Condition.DAMAGED: "refusal",
    Condition.MISSING: "refusal",
}
STATUS_TONES = {
    ReservationStatus.REQUESTED: "wait",
    ReservationStatus.CONFIRMED: "present",
    ReservationStatus.OUT: "present",
    ReservationStatus.RETURNED: "neutral",
    ReservationStatus.REFUSED: "refusal",
    ReservationStatus.CANCELLED: "neutral",
}


def while_line(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> str:
    """« mardi 24 novembre 2026, 14 h – 16 h »; over several days « du … à 14 h au … à 9 h »."""
    start, end = starts_at.astimezone(zone), ends_at.astimezone(zone)
    if start.date() == (end - timedelta(microseconds=1)).date():
        return f"{format_date(start.date(), with_year=True)}, {format_range(start.time(), end.time())}"
    return (
        f"du {format_date(start.date())} à {format_time(start.time())} "
        f"au {format_date(end.date(), with_year=True)} à {format_time(end.time())}"
    )


def when_of(reservation: Reservation) -> str:
    """The while of a reservation, on the clock where it was made."""
    return while_line(reservation.starts_at, reservation.ends_at, ZoneInfo(reservation.time_zone))


def where_of(thing: EquipmentItem) -> str:
    """« Médiathèque de Craon, placard de la salle 2 »; "" when nobody said."""
    return ", ".join(part for part in (thing.place.name if thing.place else "", thing.where) if part)


def badge_of(reservation: Reservation, *, now: datetime) -> tuple[str, str]:
    """Return the label of a reservation and its tone."""
    status = ReservationStatus(reservation.status)
    if is_late(reservation, now=now):
        return "en retard", "refusal"
    if reservation.is_lost:
        return "perdu", "refusal"
    return str(status.label), STATUS_TONES[status]


def refusal_of(error: Exception) -> str:
    """Say why something was refused, and what to do next."""
    if isinstance(error, actions.AlreadyReserved):
        if error.by is None:
            return "Quelqu’un vient de le réserver à ce moment : choisissez un autre moment, ou un autre matériel."
        return (
            f"Déjà pris, {when_of(error.by)}, par {error.by.structure.name} (« {error.by.thing.label} ») : "
            "choisissez un autre moment, ou un autre matériel."
        )
    if isinstance(error, actions.StillOut):
        return f"{error.by.structure.name} ne l’a pas encore rendu : notez d’abord ce retour."
    if isinstance(error, actions.StillReserved):
        return f"Encore réservé, {when_of(error.by)}, par {error.by.structure.name} : annulez d’abord."
    return _PLAIN[type(error)]


_PLAIN: dict[type[Exception], str] = {
    actions.NotShared: "La structure à qui est ce matériel le garde pour elle.",
    actions.NotLendable: "Ce matériel est abîmé, manquant ou retiré de l’inventaire : il ne se prête pas.",
    actions.ReservationMovedOn: "Cette réservation a changé entre-temps : la page est à jour.",
}
