"""Admits connections by the certificate at their other end."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager

from voicera_kit.server.guards import Call, Guard
from voicera_kit.tls.peers import names_of_peer, require_peer


def admitting_peers(names: Collection[str]) -> Guard:
    """Refuse every other peer, whatever token it carries; health checks and reflection pass by the guards."""

    @asynccontextmanager
    async def guard(call: Call) -> AsyncIterator[None]:
        require_peer(names_of_peer(call.context), names)
        yield

    return guard
