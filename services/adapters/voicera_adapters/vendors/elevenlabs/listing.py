"""Asks ElevenLabs for the voices of an account (/v2/voices), in pages."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import aiohttp

from voicera_adapters.contract import Voice
from voicera_adapters.net import asked_json, telling_failures
from voicera_adapters.vendors.elevenlabs.account import explain

_PAGE: Final = 100
_MOST_PAGES: Final = 20


async def voices_of(
    http: aiohttp.ClientSession, base_url: str, headers: Mapping[str, str]
) -> Sequence[Voice]:
    found: list[Voice] = []
    query = {"page_size": str(_PAGE)}
    for _ in range(_MOST_PAGES):
        page = await asked_json(
            http, "GET", f"{base_url}/v2/voices", explain=explain, headers=headers, params=query
        )
        with telling_failures():
            found += [_voice(each) for each in page["voices"]]
            if not (page["has_more"] and page.get("next_page_token")):
                break
            query["next_page_token"] = page["next_page_token"]
    return found


def _voice(told: Mapping[str, Any]) -> Voice:
    """The label is the voice's own language; what it was verified in are others."""
    verified = [each.get("locale") or each["language"] for each in told.get("verified_languages") or ()]
    label = (told.get("labels") or {}).get("language")
    languages = [label, *verified] if label else verified
    return Voice(told["voice_id"], told["name"], languages[0] if languages else "", tuple(languages[1:]))
