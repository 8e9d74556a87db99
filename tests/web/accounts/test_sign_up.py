"""Creating an account: an address, a name, a code; and what somebody gains by using another’s address: nothing."""

import pytest
from django.core import mail
from django.test import Client

from palier.accounts.models import User
from tests.web.accounts.doing import AFTER, ask, last_code, sign_in_by_code, wrong_code

pytestmark = pytest.mark.django_db

NEW = {"email": "Awa@Palier.example", "name": "Awa D."}


def test_an_address_and_a_name_are_enough(client: Client) -> None:
    asked = ask(client, "/inscription/", **NEW)
    opened = client.post(asked.headers["Location"], {"code": last_code()})

    account = User.objects.get()
    assert (asked.headers["Location"], opened.headers["Location"]) == ("/inscription/code/", AFTER)
    assert (account.email, account.name, account.has_usable_password()) == (
        "awa@palier.example",
        "Awa D.",
        False,
    )
    assert [m.subject for m in mail.outbox] == ["Votre code pour créer votre compte"]
    assert "Awa D." in client.get("/compte/").text
    assert client.get("/compte/cles/ajouter/").status_code == 200  # one has just proved who one is


def test_an_account_whose_address_is_not_proved_opens_nothing(client: Client) -> None:
    ask(client, "/inscription/", **NEW)
    statuses = [client.post("/inscription/code/", {"code": wrong_code()}).status_code for _ in range(5)]

    assert statuses == [422, 422, 422, 422, 403]
    assert client.get("/compte/").headers["Location"] == "/connexion/?next=/compte/"


def test_after_creating_it_one_is_where_one_was_going(client: Client) -> None:
    asked = ask(client, "/inscription/", **NEW, next="/compte/?from=here")
    opened = client.post(asked.headers["Location"], {"code": last_code()})

    assert opened.headers["Location"] == "/compte/?from=here"


def test_a_known_address_sees_the_same_page_and_is_told_by_mail(client: Client, alice: User) -> None:
    asked = ask(client, "/inscription/", email=alice.email, name="Mallory")
    page = client.get("/inscription/code/")
    tried = client.post("/inscription/code/", {"code": "000000"})

    alice.refresh_from_db()
    assert (asked.headers["Location"], page.status_code, tried.status_code) == (
        "/inscription/code/",
        200,
        422,
    )
    assert (alice.name, User.objects.count()) == ("Alice A.", 1)
    assert [m.subject for m in mail.outbox] == ["Vous avez déjà un compte"]
    assert "http://127.0.0.1:8000/connexion/" in str(mail.outbox[0].body)


def test_no_code_opens_the_account_that_a_known_address_already_has(client: Client, alice: User) -> None:
    """The process holds a code that was sent to nobody: even that one opens nothing."""
    ask(client, "/inscription/", email=alice.email, name="Mallory")
    kept = client.session["account_email_verification_code"]["code"]

    assert client.post("/inscription/code/", {"code": kept}).status_code == 422
    assert client.get("/compte/").status_code == 302


def test_who_used_the_address_of_somebody_else_stays_outside_when_they_come(alice: User) -> None:
    """Mallory opens an account with Awa’s address and waits; Awa signs in by a code: the account is hers alone."""
    mallory, awa = Client(), Client()
    ask(mallory, "/inscription/", **NEW)
    opened = sign_in_by_code(awa, "awa@palier.example")

    assert opened.headers["Location"] == AFTER
    assert awa.get("/compte/").status_code == 200
    assert [mallory.get(p).status_code for p in ("/compte/", "/compte/cles/ajouter/")] == [302, 302]


@pytest.mark.parametrize(
    ("values", "refused"),
    [
        ({"email": "awa@palier.example", "name": ""}, "name"),
        ({"email": "awa@palier.example", "name": "A" * 121}, "name"),
        ({"email": "not an address", "name": "Awa"}, "email"),
        ({"email": "awa@palier.example", "name": "Awa", "site": "x"}, "__all__"),
    ],
)
def test_what_is_refused_creates_nothing(client: Client, values: dict[str, str], refused: str) -> None:
    answer = ask(client, "/inscription/", **values)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [refused])
    assert (User.objects.count(), mail.outbox) == (0, [])
