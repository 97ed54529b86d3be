"""Finds out who asks for a download."""

from typing import Final

from fastapi import Request

from voicera_kit.errors import Unauthenticated
from voicera_kit.identity import Identity, TokenVerifier

_BEARER: Final = "Bearer "


async def asker(request: Request, verifier: TokenVerifier) -> Identity:
    """Raise Unauthenticated without a token that is good."""
    header = request.headers.get("authorization", "")
    if not header.startswith(_BEARER):
        raise Unauthenticated("a bearer token is needed")
    return await verifier.verify(header.removeprefix(_BEARER))
