"""An identity provider that speaks real HTTP on loopback and can be told to misbehave."""

import base64
import hashlib
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm

from voicera_kit.clock import Clock

CLIENT_ID, CLIENT_SECRET = "voicera", "client:secret"


def rsa_key() -> RSAPrivateKey:
    return generate_private_key(65537, 2048)


@dataclass
class FakeProvider:
    """`claims` go on top of valid ones, None leaves one out; `discovery` likewise."""

    clock: Clock
    key: RSAPrivateKey
    issuer: str = ""
    key_id: str = "one"
    algorithm: str = "RS256"
    email: str = "owner@example.com"
    claims: dict[str, Any] = field(default_factory=dict)
    discovery: dict[str, Any] = field(default_factory=dict)
    signing_key: Any = None
    secret_by: str = "basic"
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def sign_in(self, authorization_url: str, subject: str = "person-1") -> str:
        """Be the person who signs in there; return the code the browser brings back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(authorization_url).query).items()}
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked | {"subject": subject}
        return code

    def documents(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize?tenant=1",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        } | self.discovery

    def keys(self) -> dict[str, Any]:
        public = json.loads(RSAAlgorithm.to_jwk(self.key.public_key()))
        unknown = {"kty": "LWE", "kid": "future", "use": "sig"}
        return {"keys": [unknown, public | {"kid": self.key_id, "use": "sig", "alg": "RS256"}]}

    def redeem(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        begun = self.codes.pop(form.get("code", ""), None)
        if begun is None or not self._is_client(form, authorization):
            return 400, {"error": "invalid_grant"}
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if challenge != begun["code_challenge"] or form["redirect_uri"] != begun["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": self._token(begun)}

    def _is_client(self, form: dict[str, str], authorization: str) -> bool:
        if self.secret_by == "post":
            return form.get("client_secret") == CLIENT_SECRET and not authorization
        expected = base64.b64encode(f"{CLIENT_ID}:client%3Asecret".encode()).decode()
        return authorization == f"Basic {expected}" and "client_secret" not in form

    def _token(self, begun: dict[str, str]) -> str:
        now = int(self.clock.now().timestamp())
        claims = {
            "iss": self.issuer,
            "sub": begun["subject"],
            "aud": begun["client_id"],
            "iat": now,
            "exp": now + 300,
            "nonce": begun["nonce"],
            "email": self.email,
            "email_verified": True,
        } | self.claims
        given = {name: value for name, value in claims.items() if value is not None}
        key = self.key if self.signing_key is None else self.signing_key
        return jwt.encode(given, key or None, algorithm=self.algorithm, headers={"kid": self.key_id})


@contextmanager
def running_provider(provider: FakeProvider) -> Iterator[FakeProvider]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            provider.asked.append(self.path)
            pages = {"/.well-known/openid-configuration": provider.documents, "/keys": provider.keys}
            page = pages.get(self.path)
            self._answer(200 if page else 404, page() if page else {})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._answer(*provider.redeem(form, self.headers.get("authorization", "")))

        def _answer(self, status: int, body: dict[str, Any]) -> None:
            text = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = provider.issuer or f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
