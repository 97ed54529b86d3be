"""Exchanges API keys for tokens, asking auth as rarely as it can."""

import asyncio
import hashlib
import re
from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from voicera.auth.v1 import token_service_pb2 as tokens
from voicera.auth.v1.token_service_pb2_grpc import TokenServiceStub
from voicera_gateway.edge.guesses import Guesses
from voicera_kit.client import Mesh
from voicera_kit.clock import Clock, SystemClock
from voicera_kit.errors import ResourceExhausted, ServiceError, Unauthenticated

TIMEOUT_S: Final = 2.0
KEEP_S: Final = 30.0
"""A revoked key works on for this long at most."""
MARGIN_S: Final = 15.0
KEEP_REFUSED_S: Final = 5.0
MAX_KEPT: Final = 10_000
MAX_ASKING: Final = 64
INVALID: Final = "API_KEY_INVALID"
_KEY: Final = re.compile(r"vek_[0-9a-z]{26}_[A-Za-z0-9_-]{43}")
"""As auth issues them; what looks otherwise is not worth a question."""


@dataclass(frozen=True, slots=True)
class _Kept:
    token: str
    refusal: ServiceError | None
    until: float


class ApiKeys:
    """Keeps digests of keys, never keys. Good and bad ones have room of their own: guessing pushes out no good one.

    Keys that were good the last time wait neither for strangers' questions nor for their limit.
    """

    def __init__(self, mesh: Mesh, clock: Clock | None = None) -> None:
        self._mesh = mesh
        self._stub = mesh.stub(TokenServiceStub)
        self._clock = clock or SystemClock()
        self._good: OrderedDict[bytes, _Kept] = OrderedDict()
        self._bad: OrderedDict[bytes, _Kept] = OrderedDict()
        self._asking: dict[bytes, asyncio.Task[str]] = {}
        self._strangers: dict[bytes, str] = {}
        self._guesses = Guesses(self._clock, "too many API keys that are not valid")

    async def token_for(self, key: str, address: str = "") -> str:
        """Return a token for what the key permits; Unauthenticated (API_KEY_INVALID) if it is none that works.

        `address` is the client's. ResourceExhausted if too many bad keys came from there.
        """
        if not _KEY.fullmatch(key):
            raise Unauthenticated("the API key is not valid", reason=INVALID)
        digest = hashlib.sha256(key.encode()).digest()
        kept = self._kept(digest)
        if kept is None:
            return await asyncio.shield(self._exchange(digest, key, address))
        if kept.refusal is not None:
            raise kept.refusal
        return kept.token

    def _kept(self, digest: bytes) -> _Kept | None:
        for store in (self._good, self._bad):
            kept = store.get(digest)
            if kept is not None and self._clock.monotonic() < kept.until:
                store.move_to_end(digest)
                return kept
        return None

    def _exchange(self, digest: bytes, key: str, address: str) -> asyncio.Task[str]:
        """One question serves everybody who waits for its answer."""
        task = self._asking.get(digest)
        if task is None:
            if digest not in self._good:
                self._admit_stranger(digest, address)
            task = self._asking[digest] = asyncio.create_task(self._ask(digest, key))
            task.add_done_callback(lambda _: self._answered(digest))
        return task

    def _admit_stranger(self, digest: bytes, address: str) -> None:
        if len(self._strangers) >= MAX_ASKING:
            raise ResourceExhausted("too many API keys at once", retry_after=timedelta(seconds=1))
        self._guesses.take(address)
        self._strangers[digest] = address

    def _answered(self, digest: bytes) -> None:
        del self._asking[digest]
        address = self._strangers.pop(digest, None)
        if address is not None and digest not in self._bad:
            self._guesses.give_back(address)

    async def _ask(self, digest: bytes, key: str) -> str:
        request = tokens.ExchangeApiKeyRequest(api_key=key)
        try:
            async with self._clock.timeout(TIMEOUT_S):
                metadata = await self._mesh.authorize("")
                answer = await self._stub.ExchangeApiKey(request, metadata=metadata, timeout=TIMEOUT_S)
        except ServiceError as refusal:
            if refusal.reason == INVALID:
                self._good.pop(digest, None)
                self._keep(self._bad, digest, _Kept("", refusal, self._clock.monotonic() + KEEP_REFUSED_S))
            raise
        self._bad.pop(digest, None)
        lasts_s = min(answer.expires_in_s - MARGIN_S, KEEP_S)
        self._keep(self._good, digest, _Kept(answer.access_token, None, self._clock.monotonic() + lasts_s))
        return answer.access_token

    @staticmethod
    def _keep(store: OrderedDict[bytes, _Kept], digest: bytes, kept: _Kept) -> None:
        store[digest] = kept
        store.move_to_end(digest)
        if len(store) > MAX_KEPT:
            store.popitem(last=False)
