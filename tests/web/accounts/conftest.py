"""Somebody to sign in."""

import pytest

from palier.accounts import signing_in
from palier.accounts.models import User


@pytest.fixture
def alice(db: None) -> User:
    """Somebody whose address is proved."""
    user = signing_in.create_account(email="alice@palier.example", name="Alice A.")
    signing_in.confirm_address(user=user)
    return user
