"""ProConnect, against a provider that answers as it does and against everything that could lie in its name."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from django.core import mail
from django.test import Client

from palier.accounts.models import User
from tests.web.accounts import oidc_server
from tests.web.accounts.doing import FROM_HERE, opened_form, sign_in_by_code

pytestmark = pytest.mark.django_db

START, BACK = "/connexion/proconnect/", "/connexion/proconnect/retour/"


@pytest.fixture
def provider(settings: Any) -> Iterator[oidc_server.Provider]:
    with oidc_server.served() as provider:
        settings.OIDC_PROCONNECT_ISSUER = provider.url
        settings.OIDC_PROCONNECT_CLIENT_ID = oidc_server.CLIENT_ID
        settings.OIDC_PROCONNECT_CLIENT_SECRET = oidc_server.CLIENT_SECRET
        settings.OIDC_PROCONNECT_ACR_VALUES = "eidas1"
        yield provider


def leave(client: Client, **values: str) -> str:
    """Press the button; return the address of the provider’s page."""
    answer = client.post(START, {"opened": opened_form(client, "/connexion/"), **values}, headers=FROM_HERE)
    assert answer.status_code == 302, answer.text
    return str(answer.headers["Location"])


def sign_in(client: Client, provider: oidc_server.Provider, **values: str) -> Any:
    code, state = provider.authorize(leave(client, **values))
    return client.get(BACK, {"code": code, "state": state})


def is_refused(client: Client, answer: Any) -> bool:
    """A page in French that says what to do, and nobody signed in."""
    said = "ProConnect n’a pas pu vous reconnaître" in answer.text and "code par courriel" in answer.text
    return (answer.status_code, said, client.get("/compte/").status_code) == (403, True, 302)


# --- The way through ------------------------------------------------------------------------------------------


def test_without_its_settings_there_is_no_button_and_no_way(client: Client) -> None:
    page = client.get("/connexion/").text
    answers = [
        client.post(START, {"opened": opened_form(client, "/connexion/")}, headers=FROM_HERE),
        client.get(BACK),
    ]

    assert "ProConnect" not in page
    assert [a.headers["Location"] for a in answers] == ["/connexion/"] * 2


def test_the_proved_address_opens_its_account(
    client: Client, alice: User, provider: oidc_server.Provider
) -> None:
    opened = sign_in(client, provider, next="/compte/?from=here")

    assert "Continuer avec ProConnect" in Client().get("/connexion/").text
    assert (opened.status_code, opened.headers["Location"]) == (302, "/compte/?from=here")
    assert "alice@palier.example" in client.get("/compte/").text
    assert (User.objects.count(), mail.outbox) == (1, [])


def test_a_first_visit_creates_the_account_with_the_name_that_the_provider_gives(
    client: Client, provider: oidc_server.Provider
) -> None:
    opened = sign_in(client, provider)

    account = User.objects.get()
    assert opened.headers["Location"] == "/portes/"
    assert (account.email, account.name) == ("alice@palier.example", "Alice Arnaud")
    assert sign_in_by_code(Client()).headers["Location"] == "/portes/"  # the same account, by mail


def test_what_is_asked_holds_a_state_a_nonce_a_challenge_and_the_level(
    client: Client, provider: oidc_server.Provider
) -> None:
    asked = [parse_qs(urlsplit(leave(Client())).query) for _ in range(2)]

    assert {len(query[name][0]) for query in asked for name in ("state", "nonce", "code_challenge")} == {43}
    assert all(asked[0][name] != asked[1][name] for name in ("state", "nonce", "code_challenge"))
    same = {n: asked[0][n][0] for n in ("response_type", "client_id", "code_challenge_method", "acr_values")}
    assert same == {
        "response_type": "code",
        "client_id": "palier",
        "code_challenge_method": "S256",
        "acr_values": "eidas1",
    }
    assert asked[0]["redirect_uri"] == ["http://127.0.0.1:8000/connexion/proconnect/retour/"]
    assert "openid" in asked[0]["scope"][0].split()


def test_a_userinfo_in_json_is_read_too(client: Client, alice: User, provider: oidc_server.Provider) -> None:
    provider.lies.userinfo_as_json = True

    assert sign_in(client, provider).headers["Location"] == "/portes/"


def test_the_key_of_the_session_changes_at_the_door(
    client: Client, alice: User, provider: oidc_server.Provider
) -> None:
    url = leave(client)
    before = client.cookies["palier_session"].value
    code, state = provider.authorize(url)
    client.get(BACK, {"code": code, "state": state})

    assert client.cookies["palier_session"].value != before


def test_leaving_closes_the_session_of_the_provider_too(
    client: Client, alice: User, provider: oidc_server.Provider
) -> None:
    sign_in(client, provider)

    left = urlsplit(client.post("/deconnexion/").headers["Location"])

    sent = parse_qs(left.query)
    claims = jwt.decode(sent["id_token_hint"][0], options={"verify_signature": False})
    assert f"{left.scheme}://{left.netloc}{left.path}" == f"{provider.url}/end_session"
    assert (claims["sub"], sent["post_logout_redirect_uri"]) == ("person-1", ["http://127.0.0.1:8000/"])
    assert client.get("/compte/").status_code == 302


def test_a_shared_computer_is_said_on_the_way(
    client: Client, alice: User, provider: oidc_server.Provider
) -> None:
    sign_in(client, provider, shared="on")

    assert "Terminer</button>" in client.get("/compte/").text


# --- Lies -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "lie",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "somebody-else"},
        {"aud": ["palier", "somebody-else"], "azp": "somebody-else"},
        {"iss": "https://evil.example"},
        {"exp": 1_700_000_000},
        {"exp": None},
        {"sub": None},
        {"acr": "eidas0"},
        {"acr": None},
    ],
    ids=str,
)
def test_an_id_token_that_is_not_for_this_request_is_refused(
    client: Client, alice: User, provider: oidc_server.Provider, lie: dict[str, Any]
) -> None:
    provider.lies.id_token = lambda claims: {k: v for k, v in (claims | lie).items() if v is not None}

    assert is_refused(client, sign_in(client, provider))


@pytest.mark.parametrize("which", ["id_token_key", "userinfo_key"])
def test_a_token_that_the_provider_did_not_sign_is_refused(
    client: Client, alice: User, provider: oidc_server.Provider, which: str
) -> None:
    setattr(provider.lies, which, oidc_server.new_key())

    assert is_refused(client, sign_in(client, provider))


def test_a_token_without_a_signature_is_refused(
    client: Client, alice: User, provider: oidc_server.Provider
) -> None:
    provider.lies.algorithm = "none"

    assert is_refused(client, sign_in(client, provider))


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
def test_a_token_signed_with_a_shared_secret_is_refused(
    client: Client, alice: User, provider: oidc_server.Provider
) -> None:
    """The published key, used as if it were a secret that both know."""
    public = provider.key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    provider.lies.algorithm = "HS256"
    provider.lies.id_token_key = provider.lies.userinfo_key = public

    assert is_refused(client, sign_in(client, provider))


@pytest.mark.parametrize(
    "lie",
    [
        {"sub": "person-2"},
        {"aud": "somebody-else"},
        {"iss": "https://evil.example"},
        {"exp": 1_700_000_000},
        {"email": None},
        {"email": ""},
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "true"},
    ],
    ids=str,
)
def test_a_userinfo_about_somebody_else_or_without_a_proved_address_is_refused(
    client: Client, alice: User, provider: oidc_server.Provider, lie: dict[str, Any]
) -> None:
    provider.lies.userinfo = lambda claims: {k: v for k, v in (claims | lie).items() if v is not None}

    assert is_refused(client, sign_in(client, provider))


@pytest.mark.parametrize(("said", "opens"), [(None, True), (False, False)])
def test_an_operator_may_trust_a_provider_that_says_nothing_of_addresses_not_one_that_denies(
    client: Client, alice: User, provider: oidc_server.Provider, settings: Any, said: bool | None, opens: bool
) -> None:
    settings.OIDC_PROCONNECT_TRUST_MAILS = True
    provider.person = {k: v for k, v in (provider.person | {"email_verified": said}).items() if v is not None}

    answer = sign_in(client, provider)

    assert (answer.status_code == 302) is opens


def test_a_configuration_of_another_issuer_is_refused(
    client: Client, alice: User, provider: oidc_server.Provider
) -> None:
    provider.lies.issuer = "https://evil.example"

    answer = client.post(START, {"opened": opened_form(client, "/connexion/")}, headers=FROM_HERE)

    assert is_refused(client, answer)


# --- Replays --------------------------------------------------------------------------------------------------


def test_an_answer_serves_once(client: Client, alice: User, provider: oidc_server.Provider) -> None:
    code, state = provider.authorize(leave(client))
    client.get(BACK, {"code": code, "state": state})
    client.post("/deconnexion/")

    assert is_refused(client, client.get(BACK, {"code": code, "state": state}))


def test_a_code_that_was_already_exchanged_is_refused(
    client: Client, alice: User, provider: oidc_server.Provider
) -> None:
    thief = Client()
    code, state = provider.authorize(leave(client))
    client.get(BACK, {"code": code, "state": state})
    _code, fresh_state = provider.authorize(leave(thief))

    assert is_refused(thief, thief.get(BACK, {"code": code, "state": fresh_state}))


def test_a_code_stolen_before_it_is_used_opens_nothing_in_another_browser(
    alice: User, provider: oidc_server.Provider
) -> None:
    """The thief has a state of their own: PKCE and the nonce bind the code to the first browser."""
    hers, thief = Client(), Client()
    code, _state = provider.authorize(leave(hers))
    _code, state = provider.authorize(leave(thief))

    assert is_refused(thief, thief.get(BACK, {"code": code, "state": state}))


@pytest.mark.parametrize(
    "answer", [{"code": "x", "state": "another"}, {"code": "x"}, {"error": "access_denied"}, {}], ids=str
)
def test_an_answer_to_no_request_of_this_browser_is_refused(
    client: Client, alice: User, provider: oidc_server.Provider, answer: dict[str, str]
) -> None:
    leave(client)

    assert is_refused(client, client.get(BACK, answer))


def test_who_gives_up_on_the_page_of_the_provider_is_told_what_to_do(
    client: Client, alice: User, provider: oidc_server.Provider
) -> None:
    _code, state = provider.authorize(leave(client))

    assert is_refused(client, client.get(BACK, {"error": "access_denied", "state": state}))


def test_an_answer_in_the_name_of_another_provider_is_refused(
    client: Client, alice: User, provider: oidc_server.Provider
) -> None:
    code, state = provider.authorize(leave(client))

    assert is_refused(client, client.get(BACK, {"code": code, "state": state, "iss": "https://evil.example"}))


# --- Accounts -------------------------------------------------------------------------------------------------


def test_a_closed_account_is_not_opened(client: Client, alice: User, provider: oidc_server.Provider) -> None:
    alice.is_active = False
    alice.save()

    assert sign_in(client, provider).headers["Location"] == "/connexion/compte-ferme/"
    assert client.get("/compte/").status_code == 302


def test_a_silent_provider_is_said_on_a_page(client: Client, alice: User, settings: Any) -> None:
    settings.OIDC_PROCONNECT_ISSUER, settings.OIDC_PROCONNECT_CLIENT_ID = "http://127.0.0.1:9", "palier"

    answer = client.post(START, {"opened": opened_form(client, "/connexion/")}, headers=FROM_HERE)

    assert is_refused(client, answer)
