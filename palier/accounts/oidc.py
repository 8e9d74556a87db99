"""Reading who somebody is from an OpenID Connect provider (ProConnect), believing nothing that is not signed.

Authorisation code flow with PKCE, `state` and `nonce`; the id_token and the userinfo, itself a signed JWT, are both
verified with the provider’s published keys. Sources: https://openid.net/specs/openid-connect-core-1_0.html (3.1.3.7,
5.3.2), https://datatracker.ietf.org/doc/html/rfc7636 (PKCE), https://datatracker.ietf.org/doc/html/rfc9207 (`iss`).
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx
import jwt

SCOPES = "openid given_name usual_name email"
# Named here and never read from a token: who forges one would choose « none », or a shared secret.
ALGORITHMS = ["RS256", "ES256"]
TIMEOUT_S = 10.0
LEEWAY_S = 30  # between two clocks


class SignInRefused(Exception):
    """The provider, or what came in its name, does not say clearly who this is."""


@dataclass(frozen=True)
class Provider:
    """A provider and what it knows us by. `acr_values`: accepted levels, separated by spaces; « » accepts any."""

    issuer: str
    client_id: str
    client_secret: str
    acr_values: str = ""
    trusts_mails: bool = False


@dataclass(frozen=True)
class Departure:
    """Where to send the browser, and what must come back the same."""

    url: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Identity:
    """Who the provider vouches for. `email` was proved to the provider and is in lower case."""

    email: str
    name: str
    id_token: str
    end_session_url: str


def depart(provider: Provider, *, redirect_uri: str) -> Departure:
    """Return the address of the provider’s page for one new attempt. Raises SignInRefused if it is silent."""
    config = _configuration(provider)
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": redirect_uri,
        "scope": SCOPES,
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    if provider.acr_values:
        asked["acr_values"] = provider.acr_values
    url = f"{_text(config, 'authorization_endpoint')}?{urlencode(asked)}"
    return Departure(url=url, state=state, nonce=nonce, verifier=verifier)


def identify(provider: Provider, *, code: str, nonce: str, verifier: str, redirect_uri: str) -> Identity:
    """Exchange the code and return who it stands for.

    Raises SignInRefused for a code already used, a token that is not for us, is expired, is not signed by the
    provider or answers another request, a level that was not asked for, and an address that was not proved.
    """
    config = _configuration(provider)
    keys = _keys(config)
    tokens = _tokens(provider, config, code=code, verifier=verifier, redirect_uri=redirect_uri)
    id_token = _text(tokens, "id_token")
    claims = _verified(id_token, keys, provider=provider)
    if not secrets.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise SignInRefused("the id_token answers another request")
    if claims.get("azp", provider.client_id) != provider.client_id:
        raise SignInRefused("the id_token was issued to somebody else")
    accepted = provider.acr_values.split()
    if accepted and claims.get("acr") not in accepted:
        raise SignInRefused("the level of authentication is not one of those asked for")
    person = _userinfo(provider, config, keys, access_token=_text(tokens, "access_token"))
    if person.get("sub") != claims["sub"]:
        raise SignInRefused("the userinfo is about somebody else")
    return Identity(
        email=_proved_mail(provider, person),
        name=_name(person),
        id_token=id_token,
        end_session_url=str(config.get("end_session_endpoint", "")),
    )


def _proved_mail(provider: Provider, person: dict[str, Any]) -> str:
    email, is_proved = person.get("email"), person.get("email_verified")
    if not isinstance(email, str) or "@" not in email:
        raise SignInRefused("no mail address")
    if is_proved is not True and not (is_proved is None and provider.trusts_mails):
        raise SignInRefused("the provider does not say that the mail address was proved")
    return email.strip().lower()


def _name(person: dict[str, Any]) -> str:
    given, family = person.get("given_name"), person.get("usual_name") or person.get("family_name")
    parts = [part.strip() for part in (given, family) if isinstance(part, str) and part.strip()]
    return " ".join(parts)[:120] or str(person["email"]).partition("@")[0][:120]


# --- What the provider answers --------------------------------------------------------------------------------


def _configuration(provider: Provider) -> dict[str, Any]:
    issuer = provider.issuer.rstrip("/")
    config = _json(_asked("GET", f"{issuer}/.well-known/openid-configuration"))
    if str(config.get("issuer", "")).rstrip("/") != issuer:
        raise SignInRefused("the configuration is of another issuer")
    return config | {"issuer": config["issuer"]}


def _keys(config: dict[str, Any]) -> jwt.PyJWKSet:
    try:
        return jwt.PyJWKSet.from_dict(_json(_asked("GET", _text(config, "jwks_uri"))))
    except jwt.PyJWTError as error:
        raise SignInRefused("the provider’s keys cannot be read") from error


def _tokens(
    provider: Provider, config: dict[str, Any], *, code: str, verifier: str, redirect_uri: str
) -> dict[str, Any]:
    sent = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "client_id": provider.client_id,
        "client_secret": provider.client_secret,
        "code_verifier": verifier,
    }
    return _json(_asked("POST", _text(config, "token_endpoint"), data=sent))


def _userinfo(
    provider: Provider, config: dict[str, Any], keys: jwt.PyJWKSet, *, access_token: str
) -> dict[str, Any]:
    """Return the claims of the userinfo: a signed JWT (ProConnect), or JSON from the provider’s own HTTPS."""
    answer = _asked(
        "GET", _text(config, "userinfo_endpoint"), headers={"Authorization": f"Bearer {access_token}"}
    )
    if answer.headers.get("Content-Type", "").startswith("application/jwt"):
        return _verified(answer.text.strip(), keys, provider=provider, needs=("iss", "aud", "sub"))
    return _json(answer)


def _verified(
    token: str,
    keys: jwt.PyJWKSet,
    *,
    provider: Provider,
    needs: tuple[str, ...] = ("iss", "aud", "sub", "exp", "iat"),
) -> dict[str, Any]:
    """Return the claims of a token signed by the provider, for us, not expired."""
    try:
        key_id = jwt.get_unverified_header(token).get("kid")
        key = keys[key_id] if key_id else keys.keys[0]
        claims: dict[str, Any] = jwt.decode(
            token,
            key=key,
            algorithms=ALGORITHMS,
            audience=provider.client_id,
            issuer=[provider.issuer, provider.issuer.rstrip("/"), provider.issuer.rstrip("/") + "/"],
            leeway=LEEWAY_S,
            options={"require": list(needs)},
        )
    except (jwt.PyJWTError, KeyError, TypeError) as error:
        raise SignInRefused(f"a token is refused: {type(error).__name__}") from error
    return claims


def _asked(method: str, url: str, **sent: Any) -> httpx.Response:
    """Ask the provider. No redirection is followed: a code or a token must not travel further."""
    try:
        answer = httpx.request(method, url, timeout=TIMEOUT_S, follow_redirects=False, **sent)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise SignInRefused(f"the provider does not answer: {type(error).__name__}") from error
    if answer.status_code != 200:
        raise SignInRefused(f"the provider answers {answer.status_code}")
    return answer


def _json(answer: httpx.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError as error:
        raise SignInRefused("the provider’s answer cannot be read") from error
    if not isinstance(found, dict):
        raise SignInRefused("the provider’s answer cannot be read")
    return found


def _text(found: dict[str, Any], name: str) -> str:
    value = found.get(name)
    if not isinstance(value, str) or not value:
        raise SignInRefused(f"the provider gives no {name}")
    return value
