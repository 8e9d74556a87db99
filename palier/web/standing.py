"""What the person asking may do, worked out once per request."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone

from palier.accounts.models import User
from palier.directory import permissions
from palier.directory.models import Place, Service, Structure
from palier.directory.queries.standing import NOBODY, Standing, standing_of
from palier.territory.models import Commune

_KEPT = "_palier_standing"


def standing_in(request: HttpRequest) -> Standing:
    """Return what the signed-in person holds today; nobody holds nothing, and costs nothing."""
    standing = getattr(request, _KEPT, None)
    if standing is None:
        user = getattr(request, "user", None)
        standing = NOBODY if user is None else standing_of(user, on=timezone.localdate())
        setattr(request, _KEPT, standing)
    return standing


def require(
    request: HttpRequest, action: str, of: Place | Service | Structure | Commune | None = None
) -> User:
    """Return who asks if they may do `action` of the matrix on that record. Raises PermissionDenied."""
    user = request.user
    if not isinstance(user, User) or not permissions.may(standing_in(request), action, of):
        raise PermissionDenied
    return user
