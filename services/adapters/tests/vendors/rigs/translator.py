"""What the fakes of translators have in common: the translation says what was asked for, and the first comes last."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from .server import Vendor


@dataclass
class TranslatingVendor(Vendor):
    """With `loses` a text is missing from each answer, with `refusal` each is a status and JSON."""

    loses: bool = False
    refusal: tuple[int, Any] | None = None

    def translated(self, texts: Sequence[str], target: str) -> list[str]:
        return [f"{target}: {text}" for text in (texts[1:] if self.loses else texts)]

    async def answered(self, request: web.Request, answer: Any) -> web.StreamResponse:
        if len(self.requests) == 1 and self.fault is None:
            await asyncio.sleep(0.05)
        if self.refusal is not None:
            return web.json_response(self.refusal[1], status=self.refusal[0], headers={"Retry-After": "7"})
        body = json.dumps(answer).encode()
        half = len(body) // 2
        return await self.streamed(request, [body[:half], body[half:]], "application/json")


def bodies(vendor: Vendor) -> list[Any]:
    return [seen.body for seen in vendor.requests]
