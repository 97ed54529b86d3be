"""Keeps a person signed in for as long as the tests run, which may be longer than a token lasts."""

import time
from collections.abc import Generator
from typing import Final

import httpx

EARLY_S: Final = 120
"""Longer than any test holds a token it has taken from here."""


class SignedIn(httpx.Auth):
    """Signs in again before the token ends. A request that carries an authorization of its own keeps it."""

    def __init__(self, client: httpx.Client, email: str, password: str) -> None:
        self._client = client
        self.who = {"email": email, "password": password}
        self._sign_in()

    @property
    def token(self) -> str:
        if time.monotonic() > self._until:
            self._sign_in()
        return self._token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers.setdefault("authorization", f"Bearer {self.token}")
        yield request

    def _sign_in(self) -> None:
        answer = self._client.post("/v1/auth:signIn", json=self.who, auth=None)
        assert answer.is_success, answer.text
        session = answer.json()
        self._token = session["access_token"]
        self._until = time.monotonic() + session["expires_in_s"] - EARLY_S
