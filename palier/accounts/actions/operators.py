"""What can be done to accounts."""

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from palier.accounts.models import User


@transaction.atomic
def create_operator(*, email: str, name: str, password: str) -> bool:
    """Give `email` the administration; return whether the account is new.

    Safe to run twice: an existing account becomes an operator with this password.
    Raises ValidationError if the password is too weak or the address is none.
    """
    validate_password(password)
    user = User.objects.filter(email=email.lower()).first()
    if user is None:
        User.objects.create_superuser(email, password, name=name)
        return True
    user.is_staff = user.is_superuser = user.is_active = True
    user.set_password(password)
    user.save()
    return False
