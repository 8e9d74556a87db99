"""Who may do what to the directory."""

from django.contrib.auth.models import AnonymousUser

from palier.accounts.models import User


def can_import_places(user: User | AnonymousUser) -> bool:
    """Operators only: an import changes many records at once."""
    return bool(user.is_authenticated and user.is_active and user.is_staff)
