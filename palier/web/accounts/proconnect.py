"""Signing in by ProConnect: between the browser’s session and `accounts.oidc`. Off unless the settings name it."""

import logging
import secrets
from urllib.parse import urlencode

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from palier.accounts import oidc, signing_in

logger = logging.getLogger("palier.sign_in")
PENDING, OPENED = "proconnect_pending", "proconnect_opened"


def is_configured() -> bool:
    """Say whether an operator named a provider and what it knows us by."""
    return bool(settings.OIDC_PROCONNECT_ISSUER and settings.OIDC_PROCONNECT_CLIENT_ID)


def leave(request: HttpRequest, *, next_url: str) -> HttpResponse:
    """Send the browser to the provider; a silent provider is said on a page."""
    try:
        departure = oidc.depart(_provider(), redirect_uri=_return_url())
    except oidc.SignInRefused as refusal:
        return _refused(request, str(refusal))
    request.session[PENDING] = {
        "state": departure.state,
        "nonce": departure.nonce,
        "verifier": departure.verifier,
        "next": next_url,
    }
    return redirect(departure.url)


def come_back(request: HttpRequest) -> HttpResponse:
    """Open the session of the account with the proved address; create it on the first visit.

    What waited in the session serves once, whatever becomes of it.
    """
    pending = request.session.pop(PENDING, None)
    state, code = request.GET.get("state", ""), request.GET.get("code", "")
    if pending is None or not secrets.compare_digest(state.encode(), pending["state"].encode()):
        return _refused(request, "the answer is not to a request of this browser")
    if not code or request.GET.get("iss", _provider().issuer).rstrip("/") != _provider().issuer.rstrip("/"):
        return _refused(request, "the provider refused, or it was another provider")
    try:
        identity = oidc.identify(
            _provider(),
            code=code,
            nonce=pending["nonce"],
            verifier=pending["verifier"],
            redirect_uri=_return_url(),
        )
    except oidc.SignInRefused as refusal:
        return _refused(request, str(refusal))
    return _open(request, identity, next_url=pending["next"])


def way_out(request: HttpRequest) -> str:
    """Return the provider’s address that closes its own session too; « » when it did not open this one."""
    opened = request.session.get(OPENED)
    if not opened or not opened["end_session_url"]:
        return ""
    asked = {"id_token_hint": opened["id_token"], "post_logout_redirect_uri": f"{settings.SITE_URL}/"}
    asked["state"] = secrets.token_urlsafe(16)
    return f"{opened['end_session_url']}?{urlencode(asked)}"


def _open(request: HttpRequest, identity: oidc.Identity, *, next_url: str) -> HttpResponse:
    user = signing_in.account_for(identity.email)
    if user is None and signing_in.is_known(identity.email):
        return redirect("account_inactive")
    if user is None:
        user = signing_in.create_account(email=identity.email, name=identity.name)
    signing_in.confirm_address(user=user)
    record_authentication(request, user, "socialaccount", provider="proconnect")
    request.session[OPENED] = {"id_token": identity.id_token, "end_session_url": identity.end_session_url}
    answer: HttpResponse = perform_login(
        request, Login(user=user, email=user.email, redirect_url=next_url or None)
    )
    return answer


def _provider() -> oidc.Provider:
    return oidc.Provider(
        issuer=settings.OIDC_PROCONNECT_ISSUER,
        client_id=settings.OIDC_PROCONNECT_CLIENT_ID,
        client_secret=settings.OIDC_PROCONNECT_CLIENT_SECRET,
        acr_values=settings.OIDC_PROCONNECT_ACR_VALUES,
        trusts_mails=settings.OIDC_PROCONNECT_TRUST_MAILS,
    )


def _return_url() -> str:
    return f"{settings.SITE_URL}{reverse('account_proconnect_return')}"


def _refused(request: HttpRequest, reason: str) -> HttpResponse:
    """The reason is for the log (it names nobody); the page says what to do."""
    logger.warning("proconnect refused", extra={"reason": reason})
    return render(request, "account/proconnect_refused.html", status=403)
