"""How often somebody may ask for a code, try one, use a key, or try an operator’s password.

Counted in the database by `core.ratelimit`: all processes agree, twenty requests at once count as twenty, and no
address is stored. An address is counted whether it has an account or not, so that a refusal tells nothing.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from palier.core.ratelimit import take
from palier.core.visitors import visitor_address

QUARTER_S, HOUR_S, DAY_S = 900, 3600, 86_400
CODES_PER_QUARTER, CODES_PER_DAY = 5, 20  # mails that one address may be sent
TRIES_PER_QUARTER, TRIES_PER_DAY = 10, 50  # of a million codes, for one address, whoever tries
TRIES_PER_CODE = 5


def may_ask_for_a_code(request: HttpRequest, *, email: str) -> bool:
    """Count one mail asked for; False when the visitor or the address has had enough."""
    return _visitor("sign-in", request) and _address(
        "sign-in-mail", email, per_quarter=CODES_PER_QUARTER, per_day=CODES_PER_DAY
    )


def may_try_a_code(request: HttpRequest, *, email: str) -> bool:
    """Count one code typed; False when the visitor or the address has had enough."""
    return _visitor("sign-in-try", request) and _address(
        "sign-in-try-mail", email, per_quarter=TRIES_PER_QUARTER, per_day=TRIES_PER_DAY
    )


def may_try_a_password(request: HttpRequest, *, email: str) -> bool:
    """Count one password typed by an operator; False when the visitor or the address has had enough."""
    return _visitor("sign-in-password", request) and _address(
        "sign-in-password-mail", email, per_quarter=TRIES_PER_QUARTER, per_day=TRIES_PER_DAY
    )


def may_use_a_key(request: HttpRequest) -> bool:
    """Count one key presented, or one return from ProConnect; False when the visitor has had enough."""
    return _visitor("sign-in-key", request)


def too_many_attempts(request: HttpRequest) -> HttpResponse:
    """Answer 429 with a page that says how long to wait."""
    response = render(request, "account/too_many.html", status=429)
    response["Retry-After"] = str(QUARTER_S)
    return response


def _visitor(scope: str, request: HttpRequest) -> bool:
    limit = settings.RATE_LIMIT_SIGN_IN_PER_HOUR
    return take(scope, visitor_address(request), limit=limit, window_s=HOUR_S, now=timezone.now())


def _address(scope: str, email: str, *, per_quarter: int, per_day: int) -> bool:
    now = timezone.now()
    return take(scope, email, limit=per_quarter, window_s=QUARTER_S, now=now) and take(
        f"{scope}-day", email, limit=per_day, window_s=DAY_S, now=now
    )
