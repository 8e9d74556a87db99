"""What we ask allauth to do otherwise: our stages, our mails, no message of its own, no address of a visitor."""

import hashlib
import hmac
from ipaddress import IPv6Address
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from palier.accounts import signing_in
from palier.accounts.models import User
from palier.core.visitors import visitor_address


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Signing in by code, without messages in cookies and without the visitor’s address."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": "Ce n’est pas le bon code. Vérifiez-le dans votre courriel.",
        "email_taken": "Cette adresse a déjà un compte.",
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return a false address (fd00::/8) that stands for the visitor’s on this day only."""
        return str(_false_address(visitor_address(request), day=timezone.now().date().isoformat()))

    def get_login_stages(self) -> list[str]:
        """A key replaces a code: it is never asked for after one, so that a lost key shuts nobody out."""
        return ["allauth.account.stages.LoginByCodeStage", "allauth.account.stages.EmailVerificationStage"]

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Refuse closed accounts; who typed the code of a mail has proved that they read it."""
        refused: HttpResponse | None = super().pre_login(request, user, **kwargs)
        records = get_authentication_records(request, user)
        if refused is None and records and records[-1]["method"] == "code":
            signing_in.confirm_address(user=user)
        return refused

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Ours is `recent.recent_sign_in_required`: allauth’s asks for the very key that may be lost."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only this site: the other hosts that we answer to are no place to send people."""
        request = context.request
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: our pages say what happened."""

    def format_email_subject(self, subject: str) -> str:
        return subject

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send it; a closed account is told so instead of being told to create one."""
        if template_prefix == "account/email/unknown_account" and signing_in.is_known(email):
            template_prefix = "account/email/closed_account"
        super().send_mail(template_prefix, email, context)

    def send_account_already_exists_mail(self, email: str) -> None:
        prefix = "account_already_exists" if signing_in.account_for(email) else "closed_account"
        self.send_mail(f"account/email/{prefix}", email, {})


class KeyAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """How keys are named on people’s devices."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "Cette clé n’a pas été reconnue. Essayez de nouveau, ou demandez un code par courriel.",
    }

    def _get_site_name(self) -> str:
        return "Palier"

    def generate_authenticator_name(self, user: User, type: str) -> str:
        return f"Clé no {len(signing_in.passkeys(user)) + 1}"


def _false_address(visitor: str, *, day: str) -> IPv6Address:
    """Stand for a visitor by 56 bits of their HMAC."""
    digest = hmac.new(settings.SECRET_KEY.encode(), f"{day}\0{visitor}".encode(), hashlib.sha256).digest()
    return IPv6Address(b"\xfd" + digest[:7] + bytes(8))
