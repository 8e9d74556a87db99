"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

# What opens a page to whoever holds it, in the addresses of letters, mails and printed slips.
SECRETS = frozenset({"token", "code"})


def site_context(request: HttpRequest) -> dict[str, Any]:
    """Return the site’s address, contacts, and whether it shows invented data."""
    return {
        "site_url": settings.SITE_URL,
        "contact_phone": settings.SITE_CONTACT_PHONE,
        "contact_phone_hours": settings.SITE_CONTACT_PHONE_HOURS,
        "contact_email": settings.SITE_CONTACT_EMAIL,
        "is_demo_site": settings.IS_DEMO_SITE,
        "page_told": _page_told(request),
    }


def _page_told(request: HttpRequest) -> str:
    """Return the address that an opinion is kept with: of a page opened by a secret, only its room."""
    found = request.resolver_match
    if found is not None and not SECRETS.isdisjoint(found.kwargs):
        return "/" + request.path.split("/")[1] + "/"
    return request.path
