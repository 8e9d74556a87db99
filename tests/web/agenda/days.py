"""Moments of the days to come: pages read the real clock."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

PARIS = ZoneInfo("Europe/Paris")


def in_days(days: int, *, hour: int = 14, zone: ZoneInfo = PARIS) -> datetime:
    """Return that hour, so many days from today, where the clock is `zone`."""
    today = timezone.now().astimezone(zone).replace(hour=hour, minute=0, second=0, microsecond=0)
    return today + timedelta(days=days)
