"""Asks Cartesia for the voices of an account (/voices), its own and everybody's, in pages."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import aiohttp

from voicera_adapters.contract import Voice
from voicera_adapters.net import asked_json, telling_failures

_PAGE: Final = 100
_MOST_PAGES: Final = 20


async def voices_of(
    http: aiohttp.ClientSession, base_url: str, headers: Mapping[str, str]
) -> Sequence[Voice]:
    found: list[Voice] = []
    query = {"limit": str(_PAGE)}
    for _ in range(_MOST_PAGES):
        page = await asked_json(http, "GET", f"{base_url}/voices", headers=headers, params=query)
        with telling_failures():
            found += [_voice(each) for each in page["data"]]
            if not (page["has_more"] and page["data"]):
                break
            query["starting_after"] = page["data"][-1]["id"]
    return found


def _voice(told: Mapping[str, Any]) -> Voice:
    """The first locale is the voice's own; older answers have a language only."""
    locales = [each["locale"] for each in told.get("locales") or ()] or [told["language"]]
    return Voice(told["id"], told["name"], locales[0], tuple(locales[1:]))
