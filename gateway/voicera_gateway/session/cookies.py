"""Names, sets and clears the cookies of a session."""

from datetime import UTC, datetime
from typing import Final, Literal

from fastapi import Request, Response

from voicera.auth.v1 import auth_service_pb2 as auth

PATH: Final = "/session"
OIDC_PATH: Final = "/session/oidc"
OIDC_S: Final = 600

SameSite = Literal["strict", "lax"]


class Cookies:
    """Behind TLS the names carry the prefixes with which browsers refuse cookies that others planted.

    gateway/envoy/edge.yaml.j2 reads the access cookie and knows its name, too.
    """

    def __init__(self, *, is_secure: bool) -> None:
        self._is_secure = is_secure
        self._access = "__Host-voicera_access" if is_secure else "voicera_access"
        self._refresh = "__Secure-voicera_refresh" if is_secure else "voicera_refresh"
        self._oidc = "__Secure-voicera_oidc" if is_secure else "voicera_oidc"

    def access(self, request: Request) -> str:
        return request.cookies.get(self._access, "")

    def refresh(self, request: Request) -> str:
        return request.cookies.get(self._refresh, "")

    def oidc(self, request: Request) -> str:
        return request.cookies.get(self._oidc, "")

    def set_session(self, response: Response, session: auth.Session) -> None:
        expires_at = session.refresh_expires_at.ToDatetime(UTC)
        refresh_s = int((expires_at - datetime.now(UTC)).total_seconds())
        self._set(response, self._access, session.access_token, session.expires_in_s, "/")
        self._set(response, self._refresh, session.refresh_token, refresh_s, PATH)

    def clear_session(self, response: Response) -> None:
        self._set(response, self._access, "", 0, "/")
        self._set(response, self._refresh, "", 0, PATH)

    def set_oidc(self, response: Response, value: str) -> None:
        """Lax, since the identity provider sends the browser back from another site."""
        self._set(response, self._oidc, value, OIDC_S, OIDC_PATH, "lax")

    def clear_oidc(self, response: Response) -> None:
        self._set(response, self._oidc, "", 0, OIDC_PATH, "lax")

    def _set(
        self,
        response: Response,
        name: str,
        value: str,
        max_age_s: int,
        path: str,
        same_site: SameSite = "strict",
    ) -> None:
        response.set_cookie(
            name,
            value,
            max_age=max_age_s,
            path=path,
            secure=self._is_secure,
            httponly=True,
            samesite=same_site,
        )
