"""What a person does to sign in: open a form, send it, read the code in the mail, type it."""

import re
from typing import Any

from django.conf import settings
from django.core import mail
from django.test import Client

FROM_HERE = {"Sec-Fetch-Site": "same-origin"}
AFTER = settings.LOGIN_REDIRECT_URL  # where one is once signed in, without a page asked for before
CODE = re.compile(r"Votre code : (\d{6})\n")


def opened_form(client: Client, path: str) -> str:
    """Return the signed time that the page of a form holds."""
    found = re.search(r'name="opened" value="([^"]+)"', client.get(path).text)
    assert found is not None
    return found[1]


def ask(client: Client, path: str = "/connexion/", **values: str) -> Any:
    """Send the form of `path` as a browser does from our page; return the answer."""
    return client.post(path, {"opened": opened_form(client, path), **values}, headers=FROM_HERE)


def last_code() -> str:
    """Return the code of the last mail."""
    found = CODE.search(str(mail.outbox[-1].body))
    assert found is not None, mail.outbox[-1].body
    return found[1]


def wrong_code() -> str:
    """Return a code that is not that of the last mail."""
    return f"{(int(last_code()) + 1) % 1_000_000:06d}"


def sign_in_by_code(client: Client, email: str = "alice@palier.example", **values: str) -> Any:
    """Do the whole way; return the answer to the code."""
    answer = ask(client, email=email, **values)
    return client.post(answer.headers["Location"], {"code": last_code()})
