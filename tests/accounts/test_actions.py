"""Accounts: a mail address and a name, and one operator to open the administration."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from palier.accounts.actions import create_operator
from palier.accounts.models import User

pytestmark = pytest.mark.django_db

PASSWORD = "un mot de passe assez long"


def test_an_account_is_a_mail_address_and_a_name_and_nothing_else() -> None:
    user = User.objects.create_user("Alice@Palier.Example", name="Alice")

    assert (user.email, user.name, user.is_staff, user.has_usable_password()) == (
        "alice@palier.example",
        "Alice",
        False,
        False,
    )


@pytest.mark.parametrize(
    ("email", "name"), [("pas une adresse", "Alice"), ("", "Alice"), ("a@b.example", "")]
)
def test_an_account_without_a_real_address_or_a_name_is_refused(email: str, name: str) -> None:
    with pytest.raises(ValidationError):
        User.objects.create_user(email, name=name)


def test_two_accounts_never_share_an_address_whatever_the_case() -> None:
    User.objects.create_user("alice@palier.example", name="Alice")

    with pytest.raises(ValidationError):
        User.objects.create_user("ALICE@palier.example", name="Alice bis")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="Bob@palier.example", name="Bob")


def test_an_operator_is_created_once_and_given_access_again_the_second_time() -> None:
    assert create_operator(email="charlie@palier.example", name="Charlie", password=PASSWORD) is True
    User.objects.update(is_active=False, is_staff=False)

    assert create_operator(email="CHARLIE@palier.example", name="Autre", password=PASSWORD + "!") is False

    user = User.objects.get()
    assert (user.name, user.is_active, user.is_staff, user.is_superuser) == ("Charlie", True, True, True)
    assert user.check_password(PASSWORD + "!")


@pytest.mark.parametrize("password", ["court", "motdepasse", "password1234"])
def test_a_weak_password_is_refused_and_nothing_is_created(password: str) -> None:
    with pytest.raises(ValidationError):
        create_operator(email="charlie@palier.example", name="Charlie", password=password)

    assert User.objects.count() == 0
