"""An OpenID Connect provider on 127.0.0.1, that answers as ProConnect does: userinfo is a signed JWT.

It keeps its word on codes (once, with the right PKCE verifier and secret) and can be told to lie on everything else.
"""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID, CLIENT_SECRET = "palier", "secret-of-palier"
Claims = dict[str, Any]


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


PUBLISHED_KEY = new_key()


@dataclass
class Lies:
    """What the provider, or somebody between it and us, says that is not so."""

    id_token: Callable[[Claims], Claims] = lambda claims: claims
    userinfo: Callable[[Claims], Claims] = lambda claims: claims
    id_token_key: Any = None  # signs instead of the published key
    userinfo_key: Any = None
    algorithm: str = "RS256"
    userinfo_as_json: bool = False
    issuer: str = ""


@dataclass
class Provider:
    """The provider: what it was asked, and who it vouches for."""

    url: str
    key: rsa.RSAPrivateKey = PUBLISHED_KEY
    lies: Lies = field(default_factory=Lies)
    person: Claims = field(
        default_factory=lambda: {
            "sub": "person-1",
            "email": "Alice@Palier.example",
            "email_verified": True,
            "given_name": "Alice",
            "usual_name": "Arnaud",
            "siret": "13002526500013",
        }
    )
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)

    def authorize(self, url: str) -> tuple[str, str]:
        """Do what the person does on the provider’s page; return the code and the state that come back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        code = f"code-{len(self.codes)}-{time.time_ns()}"
        self.codes[code] = asked
        return code, asked["state"]

    def configuration(self) -> Claims:
        ends = ("authorization", "token", "userinfo", "end_session")
        config: Claims = {f"{end}_endpoint": f"{self.url}/{end}" for end in ends}
        return config | {"issuer": self.lies.issuer or self.url, "jwks_uri": f"{self.url}/jwks"}

    def jwks(self) -> Claims:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": "k1", "use": "sig", "alg": "RS256"}]}

    def token(self, sent: dict[str, str]) -> Claims | None:
        """Exchange a code once, or return None."""
        asked = self.codes.pop(sent["code"], None)
        digest = hashlib.sha256(sent["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if asked is None or challenge != asked["code_challenge"] or asked["code_challenge_method"] != "S256":
            return None
        if (sent["client_id"], sent["client_secret"]) != (CLIENT_ID, CLIENT_SECRET):
            return None
        if sent["redirect_uri"] != asked["redirect_uri"]:
            return None
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT_ID, "sub": self.person["sub"], "iat": now, "exp": now + 60}
        claims |= {"nonce": asked["nonce"], "acr": asked.get("acr_values", "eidas1")}
        access_token = f"token-{time.time_ns()}"
        self.tokens.add(access_token)
        id_token = self.signed(self.lies.id_token(claims), self.lies.id_token_key)
        return {"access_token": access_token, "token_type": "Bearer", "id_token": id_token}

    def userinfo(self) -> tuple[str, str]:
        """Return the body and its type."""
        claims = self.lies.userinfo({"iss": self.url, "aud": CLIENT_ID} | self.person)
        if self.lies.userinfo_as_json:
            return json.dumps(claims), "application/json"
        return self.signed(claims, self.lies.userinfo_key), "application/jwt"

    def signed(self, claims: Claims, key: Any) -> str:
        algorithm = self.lies.algorithm
        if algorithm == "none":
            return jwt.encode(claims, None, algorithm="none", headers={"kid": "k1"})
        return jwt.encode(claims, key or self.key, algorithm=algorithm, headers={"kid": "k1"})


@contextmanager
def served() -> Iterator[Provider]:
    """Serve a provider until the end of the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    provider = Provider(url=f"http://127.0.0.1:{server.server_port}")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/.well-known/openid-configuration":
                self.answer(200, json.dumps(provider.configuration()))
            elif self.path == "/jwks":
                self.answer(200, json.dumps(provider.jwks()))
            elif self.path == "/userinfo":
                known = self.headers["Authorization"].removeprefix("Bearer ") in provider.tokens
                body, kind = provider.userinfo()
                self.answer(200 if known else 401, body, kind)
            else:
                self.answer(404, "{}")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            tokens = provider.token({name: values[0] for name, values in parse_qs(body).items()})
            self.answer(200 if tokens else 400, json.dumps(tokens or {"error": "invalid_grant"}))

        def answer(self, status: int, body: str, kind: str = "application/json") -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *args: object) -> None:
            pass

    server.RequestHandlerClass = Handler
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
