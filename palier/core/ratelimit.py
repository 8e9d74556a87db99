"""How often somebody may do something, counted by the database so that all processes agree.

The address of a visitor is never stored: only its HMAC under the site’s secret and the day, which cannot be
followed from one day to the next and is purged (`actions.purge_rate_limits`).
"""

import hashlib
import hmac
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db.models import F

from palier.core.models import RateLimitWindow


def take(scope: str, key: str, *, limit: int, window_s: int, now: datetime) -> bool:
    """Count one use of `scope` by `key` (an address, an account); False if `limit` is already reached.

    Windows are fixed: `window_s` seconds since the epoch, all keys alike. A refused use is not counted.
    The count is claimed by a conditional UPDATE: of twenty simultaneous uses, `limit` pass. Raises ValueError
    if `limit` or `window_s` is below 1, or if `now` is naive.
    """
    if limit < 1 or window_s < 1:
        raise ValueError("limit and window_s start at 1")
    if now.tzinfo is None:
        raise ValueError("now must be aware")
    window = _window(scope, key, window_s=window_s, now=now)
    not_full = RateLimitWindow.objects.filter(**window, count__lt=limit)
    if not_full.update(count=F("count") + 1):
        return True
    # Full, or not there yet: two threads may add it at once, and only one row stays.
    RateLimitWindow.objects.bulk_create([RateLimitWindow(**window, count=0)], ignore_conflicts=True)
    return bool(not_full.update(count=F("count") + 1))


def is_used_up(scope: str, key: str, *, limit: int, window_s: int, now: datetime) -> bool:
    """Tell whether `limit` is already reached, counting nothing: for limits on failures, which `take` counts."""
    window = _window(scope, key, window_s=window_s, now=now)
    return RateLimitWindow.objects.filter(**window, count__gte=limit).exists()


def _window(scope: str, key: str, *, window_s: int, now: datetime) -> dict[str, Any]:
    seconds = int(now.timestamp())
    start = datetime.fromtimestamp(seconds - seconds % window_s, tz=UTC)
    return {"scope": scope, "key_hash": _key_hash(scope, key, start), "window_start": start}


def _key_hash(scope: str, key: str, start: datetime) -> str:
    """Return 64 hexadecimal digits that stand for `key`, in this scope and on this day (UTC) only."""
    message = "\0".join([start.date().isoformat(), scope, key])
    return hmac.new(settings.SECRET_KEY.encode(), message.encode(), hashlib.sha256).hexdigest()
