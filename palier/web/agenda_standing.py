"""What the person asking may do to a session or a series."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from palier.accounts.models import User
from palier.agenda.models import Series, Session
from palier.agenda.permissions import may_on
from palier.web.standing import standing_in


def require_on(request: HttpRequest, action: str, of: Session | Series) -> User:
    """Return who asks if they may do `action` of the matrix on that session. Raises PermissionDenied."""
    user = request.user
    if not isinstance(user, User) or not may_on(standing_in(request), action, of):
        raise PermissionDenied
    return user
