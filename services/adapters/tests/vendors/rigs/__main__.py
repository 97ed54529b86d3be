"""Serves the vendors of rigs until it is ended: `python -m tests.vendors.rigs deepgram_speech_to_text ...`.

Prints, as JSON, the environment with which an adapter process reaches them. Nothing that comes is kept.
"""

import asyncio
import json
import sys
from contextlib import AsyncExitStack
from importlib import import_module

from .rig import Rig

FORGET_EVERY_S = 1.0


async def serve(names: list[str]) -> None:
    rigs: list[Rig] = [import_module(f"{__package__}.{name}").RIG for name in names]
    async with AsyncExitStack() as stack:
        vendors = [await stack.enter_async_context(rig.make().running()) for rig in rigs]
        environment: dict[str, str] = {}
        for rig, vendor in zip(rigs, vendors, strict=True):
            environment |= rig.environment(vendor)
        sys.stdout.write(json.dumps(environment) + "\n")
        sys.stdout.flush()
        while True:
            await asyncio.sleep(FORGET_EVERY_S)
            for vendor in vendors:
                vendor.requests.clear()
                vendor.messages.clear()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1:]))
