"""Somebody to sign in, and what a person does: ask for a code, read it in the mail, type it."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client

from palier.accounts import signing_in
from palier.accounts.models import User

SENT_FROM_HERE = {"Sec-Fetch-Site": "same-origin"}
Ask = Callable[..., object]


@pytest.fixture
def alice(db: None) -> User:
    """Somebody whose address is proved."""
    user = signing_in.create_account(email="alice@palier.example", name="Alice A.")
    signing_in.confirm_address(user=user)
    return user


def opened_form(client: Client, path: str) -> str:
    """Return the signed time that the page of a form holds."""
    found = re.search(r'name="opened" value="([^"]+)"', client.get(path).text)
    assert found is not None
    return found[1]


def ask(client: Client, path: str = "/connexion/", **values: str):  # type: ignore[no-untyped-def]
    """Send the form of `path` as a browser does from our page; return the answer."""
    return client.post(path, {"opened": opened_form(client, path), **values}, headers=SENT_FROM_HERE)


def code_of_the_last_mail() -> str:
    found = re.search(r"Votre code : (\d{6})\n", mail.outbox[-1].body)
    assert found is not None, mail.outbox[-1].body
    return found[1]


def sign_in_by_code(client: Client, email: str = "alice@palier.example", **values: str):  # type: ignore[no-untyped-def]
    """Do the whole way; return the answer to the code."""
    answer = ask(client, email=email, **values)
    return client.post(answer.headers["Location"], {"code": code_of_the_last_mail()})
