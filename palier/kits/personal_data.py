"""What the equipment knows of a person with an account: what they reserved, answered and counted."""

from typing import Any

from palier.core.personal_data import Part, register
from palier.kits.models import EquipmentCheck, Lack, Reservation


def reservations_of(user_id: int) -> list[dict[str, Any]]:
    """What the person reserved, latest first."""
    rows = Reservation.objects.filter(requested_by_id=user_id).select_related("thing", "structure")
    return [
        {
            "matériel": row.thing.label,
            "pour": row.structure.name,
            "du": row.starts_at.isoformat(),
            "au": row.ends_at.isoformat(),
            "état": row.get_status_display(),
        }
        for row in rows.order_by("-starts_at", "-pk")
    ]


def forget_in_reservations(user_id: int) -> int:
    """Take the person out of what they reserved and answered; the reservations stay."""
    return Reservation.objects.filter(requested_by_id=user_id).update(
        requested_by=None
    ) + Reservation.objects.filter(answered_by_id=user_id).update(answered_by=None)


def gestures_of(user_id: int) -> dict[str, Any]:
    """What the person did with equipment, their own or not: counts, latest first, answers, what they settled."""
    checks = EquipmentCheck.objects.filter(checked_by_id=user_id).select_related("thing")
    return {
        "vérifications": [
            {
                "matériel": check.thing.label,
                "quand": check.get_moment_display(),
                "le": check.checked_at.isoformat(),
                "remarque": check.note,
            }
            for check in checks.order_by("-checked_at", "-pk")
        ],
        "demandes répondues": Reservation.objects.filter(answered_by_id=user_id).count(),
        "manques réglés": Lack.objects.filter(settled_by_id=user_id).count(),
    }


def forget_gestures_of(user_id: int) -> int:
    """Take the person out of what they counted and settled; the equipment stays followed."""
    return EquipmentCheck.objects.filter(checked_by_id=user_id).update(checked_by=None) + Lack.objects.filter(
        settled_by_id=user_id
    ).update(settled_by=None)


register(Part("Vos réservations de matériel", reservations_of, forget_in_reservations))
register(Part("Ce que vous avez compté et réglé de matériel", gestures_of, forget_gestures_of))
