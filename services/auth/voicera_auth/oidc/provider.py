"""The identity provider: what it publishes about itself, and the tokens it gives for codes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote_plus, urlencode, urlsplit, urlunsplit

from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from voicera_auth.oidc.settings import OidcSettings, redirect_uri
from voicera_auth.oidc.web import ProviderWeb
from voicera_kit.clock import Clock
from voicera_kit.errors import Unavailable

_DISCOVERY: Final = "/.well-known/openid-configuration"
_FRESH_S: Final = 3600.0
_KEYS_FRESH_S: Final = 300.0
_KEYS_PAUSE_S: Final = 10.0
"""Tokens with unknown keys do not make us ask more often than this."""
_SCOPES: Final = "openid email profile"
ASYMMETRIC: Final = frozenset({
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA", "Ed25519"),
})


@dataclass(frozen=True, slots=True)
class Discovery:
    """What the provider says of itself; `algorithms` are those of its signatures that nobody else can make."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    algorithms: frozenset[str]
    takes_basic: bool


class Provider:
    def __init__(self, settings: OidcSettings, public_url: str, web: ProviderWeb, clock: Clock) -> None:
        self.issuer = settings.oidc_issuer
        self.client_id = settings.oidc_client_id
        self._secret = settings.oidc_client_secret
        self._redirect_uri = redirect_uri(public_url)
        self._web = web
        self._clock = clock
        self._discovery: Discovery | None = None
        self._discovered_at = float("-inf")
        self._keys: KeySet | None = None
        self._keys_at = float("-inf")

    async def authorization_url(self, state: str, nonce: str, challenge: str) -> str:
        """Return where the browser goes; `challenge` is the S256 one of PKCE."""
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self._redirect_uri,
            "scope": _SCOPES,
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        parts = urlsplit((await self.discovery()).authorization_endpoint)
        query = "&".join(filter(None, (parts.query, urlencode(asked))))
        return urlunsplit(parts._replace(query=query))

    async def id_token(self, code: str, verifier: str) -> str:
        """Exchange a code; Refused if the provider does not know it, Unavailable if it does not answer."""
        found = await self.discovery()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect_uri,
            "client_id": self.client_id,
            "code_verifier": verifier,
        }
        secret = self._secret.get_secret_value()
        basic = (quote_plus(self.client_id), quote_plus(secret)) if secret and found.takes_basic else None
        if secret and basic is None:
            form["client_secret"] = secret
        answer = await self._web.post(found.token_endpoint, form, basic)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise Unavailable("the identity provider gave no ID token")
        return token

    async def keys(self, *, again: bool = False) -> KeySet:
        """Return the keys of its signatures; `again` if a token names one that is not among them."""
        age = self._clock.monotonic() - self._keys_at
        if self._keys is None or age > _KEYS_FRESH_S or (again and age > _KEYS_PAUSE_S):
            found = await self._web.get((await self.discovery()).jwks_uri)
            self._keys = _key_set(found)
            self._keys_at = self._clock.monotonic()
        return self._keys

    async def discovery(self) -> Discovery:
        age = self._clock.monotonic() - self._discovered_at
        if self._discovery is None or age > _FRESH_S:
            found = await self._web.get(self.issuer.rstrip("/") + _DISCOVERY)
            self._discovery = _discovery(found, self.issuer)
            self._discovered_at = self._clock.monotonic()
        return self._discovery


def _discovery(found: Mapping[str, Any], issuer: str) -> Discovery:
    if found.get("issuer") != issuer:
        raise Unavailable("the identity provider calls itself otherwise than VOICERA_OIDC_ISSUER")
    algorithms = ASYMMETRIC & _texts(found, "id_token_signing_alg_values_supported", ("RS256",))
    if not algorithms:
        raise Unavailable("the identity provider signs in no way that can be verified")
    methods = _texts(found, "token_endpoint_auth_methods_supported", ("client_secret_basic",))
    return Discovery(
        authorization_endpoint=_endpoint(found, "authorization_endpoint", issuer),
        token_endpoint=_endpoint(found, "token_endpoint", issuer),
        jwks_uri=_endpoint(found, "jwks_uri", issuer),
        algorithms=algorithms,
        takes_basic="client_secret_basic" in methods,
    )


def _endpoint(found: Mapping[str, Any], name: str, issuer: str) -> str:
    """Only a provider that is itself reached without TLS, on a developer's machine, may have such endpoints."""
    url = found.get(name)
    schemes = {"https", urlsplit(issuer).scheme}
    if not isinstance(url, str) or urlsplit(url).scheme not in schemes:
        raise Unavailable(f"the identity provider publishes no {name}")
    return url


def _texts(found: Mapping[str, Any], name: str, default: tuple[str, ...]) -> frozenset[str]:
    values = found.get(name, default)
    return frozenset(each for each in values if isinstance(each, str)) if values else frozenset()


def _key_set(found: Mapping[str, Any]) -> KeySet:
    listed = found.get("keys")
    keys = [each for each in listed if _is_public_key(each)] if isinstance(listed, list) else []
    try:
        return KeySet.import_key_set({"keys": keys})
    except (JoseError, ValueError, KeyError, TypeError):
        raise Unavailable("the identity provider publishes keys that cannot be read") from None


def _is_public_key(key: object) -> bool:
    return isinstance(key, dict) and key.get("kty") in {"RSA", "EC", "OKP"} and key.get("use", "sig") == "sig"
