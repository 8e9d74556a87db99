"""What the agenda knows of a person with an account: registrations by mail, sessions given, what they did there."""

from typing import Any

from palier.accounts.models import User
from palier.agenda.actions.forgetting import forget_contact
from palier.agenda.models import CallBack, Registration, SeatOverride, Session, SessionCredit, SessionSeen
from palier.core.personal_data import Part, register


def registrations_of(user_id: int) -> list[dict[str, Any]]:
    """What was registered with the address of the account."""
    rows = Registration.objects.filter(email__iexact=_email(user_id)).select_related("session")
    return [
        {
            **_session(row.session),
            "prénoms": [person.first_name for person in row.people.all()],
            "contact": row.email,
            "état": row.get_status_display(),
            "inscrit le": row.created_at.isoformat(),
        }
        for row in rows.prefetch_related("people")
    ]


def forget_registrations_of(user_id: int) -> int:
    """Forget names and contacts; seats of sessions to come stay kept by their code."""
    return forget_contact(email=_email(user_id))


def sessions_of(user_id: int) -> dict[str, Any]:
    """The sessions that credit the account, with the name shown, and those where the team said it was there."""
    credits = SessionCredit.objects.filter(user_id=user_id).select_related("session", "structure")
    seen = SessionSeen.objects.filter(user_id=user_id).select_related("session")
    return {
        "crédité": [
            {
                **_session(credit.session),
                "rôle": credit.get_role_display(),
                "nom affiché": credit.name,
                "structure": credit.structure.name if credit.structure else "",
                "montré sur la page": credit.is_public,
            }
            for credit in credits.order_by("-session__starts_at", "pk")
        ],
        "présent": [_session(row.session) for row in seen.order_by("-session__starts_at", "pk")],
    }


def forget_sessions_of(user_id: int) -> int:
    """Credit the account no more, and say no more that it was there."""
    credits, seen = SessionCredit.objects.filter(user_id=user_id), SessionSeen.objects.filter(user_id=user_id)
    return credits.delete()[0] + seen.delete()[0]


def gestures_of(user_id: int) -> dict[str, Any]:
    """What this account did at the desk of sessions, without the names of others."""
    overrides = SeatOverride.objects.filter(by_id=user_id).select_related("session")
    return {
        "inscriptions notées": Registration.objects.filter(registered_by_id=user_id).count(),
        "personnes rappelées": CallBack.objects.filter(done_by_id=user_id).count(),
        "places ajoutées": [
            {"séance": row.session.title, "places": row.seats, "raison": row.reason, "le": row.at.isoformat()}
            for row in overrides
        ],
    }


def forget_gestures_of(user_id: int) -> int:
    """Take the account off what it did; the gestures stay, nobody’s."""
    return (
        Registration.objects.filter(registered_by_id=user_id).update(registered_by=None)
        + CallBack.objects.filter(done_by_id=user_id).update(done_by=None)
        + SeatOverride.objects.filter(by_id=user_id).update(by=None)
    )


def _session(session: Session) -> dict[str, Any]:
    return {"séance": session.title, "le": session.starts_at.isoformat()}


def _email(user_id: int) -> str:
    return User.objects.get(pk=user_id).email


register(Part("Vos inscriptions à des séances", registrations_of, forget_registrations_of))
register(Part("Les séances où l’on vous a crédité ou vu", sessions_of, forget_sessions_of))
register(Part("Ce que vous avez noté à l’accueil des séances", gestures_of, forget_gestures_of))
