"""Tries again what may be repeated: methods whose contract says so, when nobody was there to answer."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from functools import cache
from typing import Final, TypeVar

from google.protobuf import descriptor_pool
from google.protobuf.descriptor_pb2 import MethodOptions

from voicera_kit.errors import Unavailable

Response = TypeVar("Response")

# Once more, and never at once: Envoy has tried other replicas within each attempt already, so every attempt made here
# is multiplied by its own, and a service in trouble would get the product. The second attempt is for what Envoy cannot
# repeat: a connection to Envoy that broke, or a service whose every replica was away for a moment.
_PAUSE_S: Final = 0.1
_REPEATABLE: Final = frozenset({MethodOptions.NO_SIDE_EFFECTS, MethodOptions.IDEMPOTENT})


@cache
def is_repeatable(path: str) -> bool:
    """Return what the contract of "/package.Service/Method" says in idempotency_level."""
    service, _, method = path.lstrip("/").rpartition("/")
    try:
        found = descriptor_pool.Default().FindServiceByName(service).methods_by_name[method]
    except KeyError:
        return False
    return found.GetOptions().idempotency_level in _REPEATABLE


async def repeated(path: str, timeout_s: float, call: Callable[[float], Awaitable[Response]]) -> Response:
    """Return the first answer; `call` gets what is left of the deadline, in seconds."""
    loop = asyncio.get_running_loop()
    ends_at = loop.time() + timeout_s
    try:
        return await call(timeout_s)
    except Unavailable:
        pause_s = _PAUSE_S * random.uniform(0.5, 1.5)  # noqa: S311 - spreads load
        if not is_repeatable(path) or loop.time() + pause_s >= ends_at:
            raise
    await asyncio.sleep(pause_s)
    return await call(max(ends_at - loop.time(), 0.0))
