"""What somebody looks at in the pages of coordination: all they hold, or the territory chosen in the address."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils import timezone

from palier.accounts.models import User
from palier.directory import permissions
from palier.directory.queries.coordination import Delays
from palier.directory.queries.perimeters import Perimeter
from palier.directory.queries.verification import too_old_before
from palier.territory.territories import UnknownTerritory, territory_by_reference
from palier.web.standing import require, standing_in

PARAMETER = "territoire"


@dataclass(frozen=True, slots=True)
class Looking:
    """Who looks, at what; `suffix` keeps the chosen territory in the address of the next page."""

    user: User
    perimeter: Perimeter
    chosen: str = ""
    chosen_name: str = ""

    @property
    def suffix(self) -> str:
        """« ?territoire=departement%3A53 », or nothing."""
        return f"?{urlencode({PARAMETER: self.chosen})}" if self.chosen else ""


def looking(request: HttpRequest, action: str) -> Looking:
    """Return what the person may do `action` on. Raises PermissionDenied, and Http404 for an unknown territory."""
    user = require(request, action)
    text = request.GET.get(PARAMETER, "")
    if not text:
        return Looking(user, perimeter_for(request, action))
    try:
        territory = territory_by_reference(text[:20])
    except UnknownTerritory:
        raise Http404 from None
    if not permissions.may_over(standing_in(request), action, territory.reference):
        raise PermissionDenied
    inside = Perimeter(frozenset({territory.reference}))
    return Looking(user, inside, territory.reference, territory.name)


def perimeter_for(request: HttpRequest, action: str) -> Perimeter:
    """Return where the person may do `action`; nowhere if they may not."""
    standing = standing_in(request)
    return Perimeter(standing.territories_for(action), is_everywhere=standing.everywhere(action))


def require_over(request: HttpRequest, action: str, territory: str) -> User:
    """Return who asks if they may do `action` over the whole of a territory. Raises PermissionDenied."""
    user = require(request, action)
    if not permissions.may_over(standing_in(request), action, territory):
        raise PermissionDenied
    return user


def narrowed(request: HttpRequest, action: str, *, seen: Looking) -> Perimeter:
    """Return the part of what is looked at where the person may also do `action`.

    Somebody may coordinate one territory and only contribute to another one.
    """
    if not seen.chosen:
        return perimeter_for(request, action)
    is_allowed = permissions.may_over(standing_in(request), action, seen.chosen)
    return seen.perimeter if is_allowed else Perimeter()


def delays() -> Delays:
    """Return the delays of the settings, counted from now."""
    now = timezone.now()
    # 0 asks nobody; the list of what to verify keeps the delay after which everybody is warned.
    months = settings.VERIFY_REMIND_AFTER_MONTHS or settings.STALE_AFTER_MONTHS
    return Delays(too_old_before(now, months=months), too_old_before(now, months=settings.STALE_AFTER_MONTHS))
