"""Signs a browser in at the identity provider, and only the browser that began."""

import base64
import hmac
import html
import json
import re
from typing import Final

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from voicera_gateway.session.accounts import Accounts
from voicera_gateway.session.cookies import Cookies
from voicera_kit.errors import Unauthenticated, invalid

_LOCAL_PATH: Final = re.compile(r"/(?![/\\])[!-\[\]-~]{0,500}")
_PRIVATE: Final = {"Cache-Control": "no-store"}
# A redirect would still count as the other site's navigation, on which browsers send no strict cookie.
_ONWARD: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Signed in</title>
<meta http-equiv="refresh" content="0;url={path}"></head>
<body><a href="{path}">Continue</a></body></html>
"""


class OidcSignIn:
    """The state that must come back is kept in a cookie: nobody can finish a sign-in for somebody else."""

    def __init__(self, accounts: Accounts, cookies: Cookies) -> None:
        self._accounts = accounts
        self._cookies = cookies

    async def start(self, request: Request, return_to: str = "/") -> Response:
        if not _LOCAL_PATH.fullmatch(return_to):
            raise invalid("return_to", "must be a path of this site")
        started = await self._accounts.start_oidc(request, return_to)
        response = RedirectResponse(started.authorization_url, 302, _PRIVATE)
        self._cookies.set_oidc(response, _packed(started.state, return_to))
        return response

    async def finish(self, request: Request, state: str = "", code: str = "") -> Response:
        expected, return_to = _unpacked(self._cookies.oidc(request))
        if not expected or not hmac.compare_digest(expected.encode(), state.encode()):
            raise Unauthenticated("this browser did not begin the sign-in", reason="SIGN_IN_FAILED")
        if not code:
            raise Unauthenticated("the identity provider refused", reason="SIGN_IN_FAILED")
        session = await self._accounts.finish_oidc(request, state, code)
        response = HTMLResponse(_ONWARD.format(path=html.escape(return_to)), headers=_PRIVATE)
        self._cookies.set_session(response, session)
        self._cookies.clear_oidc(response)
        return response


def _packed(state: str, return_to: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([state, return_to]).encode()).decode().rstrip("=")


def _unpacked(cookie: str) -> tuple[str, str]:
    """Return the state and where to go; an empty state if the cookie is none of ours."""
    try:
        match json.loads(base64.urlsafe_b64decode(cookie + "=" * (-len(cookie) % 4))):
            case [str(state), str(return_to)] if _LOCAL_PATH.fullmatch(return_to):
                return state, return_to
    except ValueError:
        pass
    return "", "/"
