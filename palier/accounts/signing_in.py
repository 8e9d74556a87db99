"""Accounts as signing in sees them: who may enter, by which address and keys, and which sessions are open.

allauth keeps the proof that an address was read (`EmailAddress`), the keys (`Authenticator`) and the open sessions
(`UserSession`). Who somebody is remains `User.email`: an address that an account once had opens nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from palier.accounts.models import User


@dataclass(frozen=True)
class OpenSession:
    """One browser where an account is signed in. `agent` is what the browser said of itself."""

    pk: int
    agent: str
    opened_at: datetime
    is_current: bool


@dataclass(frozen=True)
class Passkey:
    """One key that opens an account without a code."""

    pk: int
    name: str
    added_at: datetime
    used_at: datetime | None


# --- Addresses ------------------------------------------------------------------------------------------------


def account_for(email: str) -> User | None:
    """Return the open account of this address, None for an unknown address or a closed account."""
    return User.objects.filter(email=email.lower(), is_active=True).first()


def is_known(email: str) -> bool:
    """Say if an account has this address, closed accounts included."""
    return User.objects.filter(email=email.lower()).exists()


@transaction.atomic
def create_account(*, email: str, name: str) -> User:
    """Create an account without a password, whose address nobody has proved yet: it cannot be entered.

    Raises ValidationError if the address is taken or is none, or if the name is empty or too long.
    """
    _forget_old_addresses(email.lower())
    user = User.objects.create_user(email, name=name)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    return user


@transaction.atomic
def confirm_address(*, user: User) -> None:
    """Write that whoever enters reads the mail of the account. Safe to run twice.

    Addresses that the account had before are forgotten, and so is this one under other accounts.
    """
    _forget_old_addresses(user.email)
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )


def _forget_old_addresses(email: str) -> None:
    """An operator may have given an account another address: the proof of the old one stays behind."""
    EmailAddress.objects.filter(email=email).exclude(user__email=email).delete()


def rename_account(*, user: User, name: str) -> None:
    """Change the name that others see. Raises ValidationError if it is empty or too long."""
    user.name = name.strip()
    user.full_clean()
    user.save(update_fields=["name"])


@transaction.atomic
def forget_unconfirmed_accounts(before: datetime) -> int:
    """Delete the accounts opened before this time whose address nobody ever proved. Returns how many.

    Accounts with a password, and those that somebody entered once, stay. Safe to run twice.
    """
    never_entered = User.objects.filter(
        created_at__lt=before, last_login=None, is_staff=False, emailaddress__verified=False
    )
    unproved = [user for user in never_entered if not user.has_usable_password()]
    for user in unproved:
        user.delete()
    return len(unproved)


# --- Open sessions --------------------------------------------------------------------------------------------


def open_sessions(user: User, *, current_key: str, now: datetime) -> list[OpenSession]:
    """Return where the account is signed in at `now`, this browser first, then the latest."""
    rows = UserSession.objects.filter(user=user).order_by("-created_at", "-pk")
    alive = set(
        Session.objects.filter(
            session_key__in=[row.session_key for row in rows], expire_date__gt=now
        ).values_list("session_key", flat=True)
    )
    sessions = [
        OpenSession(row.pk, row.user_agent, row.created_at, row.session_key == current_key)
        for row in rows
        if row.session_key in alive
    ]
    return sorted(sessions, key=lambda session: not session.is_current)


def list_session(*, user: User, session_key: str, agent: str, address: str) -> None:
    """Make a session that was opened elsewhere (a password in the administration) one of the listed. Repeatable."""
    UserSession.objects.get_or_create(
        session_key=session_key, defaults={"user": user, "user_agent": agent[:200], "ip": address}
    )


@transaction.atomic
def end_session(*, user: User, pk: int) -> bool:
    """Close one session of the account at once; False if it is not there, or is somebody else’s."""
    row = UserSession.objects.filter(user=user, pk=pk).first()
    if row is None:
        return False
    row.end()
    return True


@transaction.atomic
def end_other_sessions(*, user: User, current_key: str) -> int:
    """Close every listed session of the account but the one with this key. Returns how many."""
    rows = list(UserSession.objects.filter(user=user).exclude(session_key=current_key))
    for row in rows:
        row.end()
    return len(rows)


@transaction.atomic
def forget_ended_sessions(now: datetime) -> int:
    """Forget which browsers had sessions that are over at `now`. Returns how many. Safe to run twice."""
    alive = Session.objects.filter(expire_date__gt=now).values("session_key")
    deleted: int = UserSession.objects.exclude(session_key__in=alive).delete()[0]
    return deleted


# --- Keys -----------------------------------------------------------------------------------------------------


def passkeys(user: User) -> list[Passkey]:
    """Return the keys of the account, oldest first."""
    rows = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).order_by(
        "created_at", "pk"
    )
    return [Passkey(row.pk, str(row), row.created_at, row.last_used_at) for row in rows]


def passkey_row(user: User, *, pk: int) -> Authenticator | None:
    """Return the stored key `pk` of this account, None if it has no such key."""
    found: Authenticator | None = Authenticator.objects.filter(
        user=user, pk=pk, type=Authenticator.Type.WEBAUTHN
    ).first()
    return found
