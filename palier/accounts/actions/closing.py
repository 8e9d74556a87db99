"""Close an account and forget the person."""

from django.db import transaction

from palier.accounts.models import User
from palier.core import personal_data


class LastOperator(Exception):
    """Without an operator nobody could open the administration any more."""


@transaction.atomic
def delete_account(*, user: User) -> int:
    """Forget everything of a person: what is theirs alone is deleted, what records keep no longer names them.

    Returns how many rows changed. Raises LastOperator.
    """
    others = User.objects.filter(is_staff=True, is_active=True).exclude(pk=user.pk)
    if user.is_staff and not others.exists():
        raise LastOperator
    return personal_data.forget_all(user.pk)
