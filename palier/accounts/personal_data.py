"""What accounts know of a person: the account itself and the roles over territories."""

from typing import Any

from palier.accounts import signing_in
from palier.accounts.models import HeldRole, TerritorialRole, User
from palier.core.personal_data import Part, register


def account_of(user_id: int) -> dict[str, Any]:
    """Mail, name, dates of the account."""
    user = User.objects.get(pk=user_id)
    return {
        "courriel": user.email,
        "nom": user.name,
        "créé le": user.created_at.isoformat(),
        "dernière connexion": user.last_login.isoformat() if user.last_login else None,
    }


def keys_of(user_id: int) -> list[dict[str, Any]]:
    """Names and dates of the keys; what they sign with stays on the devices."""
    return [
        {
            "nom": key.name,
            "ajoutée le": key.added_at.isoformat(),
            "utilisée le": key.used_at.isoformat() if key.used_at else None,
        }
        for key in signing_in.passkeys(User.objects.get(pk=user_id))
    ]


def forget_nothing(user_id: int) -> int:
    """Keys are deleted with the account."""
    return 0


def describe_role(held: HeldRole, where: str) -> dict[str, Any]:
    """One held role, as the person reads it."""
    return {
        "rôle": held.role.label,
        "où": where,
        "état": held.get_status_display(),
        "depuis": held.starts_on.isoformat() if held.starts_on else None,
        "jusqu’au": held.ends_on.isoformat() if held.ends_on else None,
        "message": held.message,
    }


def roles_of(user_id: int) -> list[dict[str, Any]]:
    """Roles over territories, past ones included."""
    rows = TerritorialRole.objects.filter(user_id=user_id).select_related("role")
    return [describe_role(held, held.territory) for held in rows]


def forget_account(user_id: int) -> int:
    """Delete the account; sessions, keys and roles go with it."""
    return User.objects.filter(pk=user_id).delete()[0]


def forget_roles(user_id: int) -> int:
    """Delete the roles over territories."""
    return TerritorialRole.objects.filter(user_id=user_id).delete()[0]


register(Part("Votre compte", account_of, forget_account))
register(Part("Vos rôles sur des territoires", roles_of, forget_roles))
register(Part("Vos clés d’accès", keys_of, forget_nothing))
