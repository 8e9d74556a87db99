"""Keys: whose they are, when they may be touched, and what a false one opens. A real one is in the browser tests."""

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.test import Client

from palier.accounts.models import User
from tests.web.accounts.doing import AFTER, FROM_HERE, ask, opened_form, sign_in_by_code

pytestmark = pytest.mark.django_db

FALSE_KEY = {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "clientExtensionResults": {}}


def key_of(user: User) -> Authenticator:
    """A stored key that no device holds."""
    made: Authenticator = Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "mon téléphone", "credential": {}}
    )
    return made


@pytest.mark.parametrize("path", ["ajouter/", "{pk}/renommer/", "{pk}/retirer/"])
def test_keys_ask_for_a_recent_sign_in_and_lead_back_after_it(client: Client, alice: User, path: str) -> None:
    address = f"/compte/cles/{path.format(pk=key_of(alice).pk)}"
    client.force_login(alice)

    refused = client.get(address)
    left = client.post("/deconnexion/", {"next": address})

    assert (refused.status_code, "Connectez-vous de nouveau" in refused.text) == (403, True)
    assert left.headers["Location"] == f"/connexion/?next={address.replace('/', '%2F')}"


def test_a_key_is_renamed_and_removed_by_its_owner(client: Client, alice: User) -> None:
    key = key_of(alice)
    sign_in_by_code(client)

    client.post(f"/compte/cles/{key.pk}/renommer/", {"name": "clé USB"})
    renamed = client.get("/compte/").text
    asked = client.get(f"/compte/cles/{key.pk}/retirer/").text
    client.post(f"/compte/cles/{key.pk}/retirer/")

    assert "clé USB" in renamed
    assert "clé USB" in asked
    assert Authenticator.objects.count() == 0


@pytest.mark.parametrize("gesture", ["renommer", "retirer"])
def test_nobody_touches_the_key_of_somebody_else(client: Client, alice: User, gesture: str) -> None:
    User.objects.create_user("bob@palier.example", name="Bob")
    key = key_of(alice)
    sign_in_by_code(client, "bob@palier.example")

    answer = client.post(f"/compte/cles/{key.pk}/{gesture}/", {"name": "à moi"})

    key.refresh_from_db()
    assert (answer.status_code, str(key)) == (404, "mon téléphone")


def test_a_code_opens_an_account_that_has_a_key(client: Client, alice: User) -> None:
    key_of(alice)

    assert sign_in_by_code(client).headers["Location"] == AFTER


def test_pressing_the_button_is_what_sets_the_first_cookie(client: Client) -> None:
    read = client.get("/connexion/cle/")
    asked = client.post("/connexion/cle/", headers=FROM_HERE)

    assert (read.headers["Location"], dict(read.cookies)) == ("/connexion/", {})
    assert set(asked.json()["publicKey"]) >= {"challenge", "rpId", "userVerification"}
    assert asked.json()["publicKey"]["userVerification"] == "required"
    assert (set(asked.cookies), Session.objects.count()) == ({"palier_session"}, 1)


@pytest.mark.parametrize(
    "credential",
    [
        "",
        "not json",
        "[]",
        json.dumps(FALSE_KEY),
        json.dumps(
            FALSE_KEY | {"response": {"userHandle": "MQ", "clientDataJSON": "e30", "signature": "AA"}}
        ),
    ],
)
def test_a_false_key_opens_nothing_and_says_so(client: Client, alice: User, credential: str) -> None:
    client.post("/connexion/cle/", headers=FROM_HERE)
    values = {"opened": opened_form(client, "/connexion/"), "credential": credential}

    answer = client.post("/connexion/cle/", values, headers=FROM_HERE)

    assert (answer.status_code, "Cette clé n’a pas été reconnue" in answer.text) == (422, True)
    assert client.get("/compte/").status_code == 302


def test_presenting_keys_is_limited_too(client: Client, settings: Any) -> None:
    settings.RATE_LIMIT_SIGN_IN_PER_HOUR = 3

    answers = [client.post("/connexion/cle/", headers=FROM_HERE).status_code for _ in range(5)]

    assert answers == [200, 200, 200, 429, 429]


def test_a_pending_code_does_not_keep_from_asking_for_another(client: Client, alice: User) -> None:
    ask(client, email="alise@palier.example")

    again = client.get("/connexion/")

    assert again.status_code == 200
    assert sign_in_by_code(client).headers["Location"] == AFTER
