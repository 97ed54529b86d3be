"""Ends the streams of people and programs whose token is revoked while they run."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

import grpc

from voicera_kit.errors import Unauthenticated
from voicera_kit.identity import Identity, TokenVerifier
from voicera_kit.identity.model import identity_or_none
from voicera_kit.server.guards import Call, Guard, abort, log_refusal

_TELL_S: Final = 1.0
"""For how long a caller that reads nothing holds up the end of its handler."""


def ending_revoked_streams(verifier: TokenVerifier) -> Guard:
    """Stand inside of the identity check; a token that only expires ends nothing, and services are left alone."""

    @asynccontextmanager
    async def guard(call: Call) -> AsyncIterator[None]:
        identity = None if call.is_unary else identity_or_none()
        if identity is None or identity.kind == "service":
            yield
            return
        watching = asyncio.create_task(_end_when_revoked(call, identity, verifier, asyncio.current_task()))
        try:
            yield
        finally:
            watching.cancel()

    return guard


async def _end_when_revoked(
    call: Call, identity: Identity, verifier: TokenVerifier, handling: asyncio.Task[object] | None
) -> None:
    """Answer from outside of the handler, which may wait for its own events or for a caller that reads nothing."""
    try:
        await verifier.until_revoked(identity)
    except Unauthenticated as refusal:
        log_refusal(call, refusal)
        with suppress(grpc.aio.BaseError, TimeoutError):
            async with asyncio.timeout(_TELL_S):
                await abort(call.context, refusal)
    if handling is not None:
        handling.cancel()
