"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site_context(request: HttpRequest) -> dict[str, Any]:
    """Return the site’s address, contacts, and whether it shows invented data."""
    return {
        "site_url": settings.SITE_URL,
        "contact_phone": settings.SITE_CONTACT_PHONE,
        "contact_phone_hours": settings.SITE_CONTACT_PHONE_HOURS,
        "contact_email": settings.SITE_CONTACT_EMAIL,
        "is_demo_site": settings.IS_DEMO_SITE,
    }
