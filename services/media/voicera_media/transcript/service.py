"""Reads transcripts page by page."""

from typing import Final

from voicera_kit.errors import invalid
from voicera_kit.paging import Listing, Page, decode_token, encode_token
from voicera_media.call.store import CallStore
from voicera_media.event.store import EventStore
from voicera_media.transcript.lines import lines_of
from voicera_media.transcript.model import Line

_DEFAULT_LINES: Final = 500
MAX_LINES: Final = 2000


class TranscriptService:
    def __init__(self, calls: CallStore, events: EventStore) -> None:
        self._calls = calls
        self._events = events

    async def read(self, organization_id: str, call_id: str, page: Page) -> Listing[Line]:
        first = _first_line(call_id, page.token)
        await self._calls.get(organization_id, call_id)
        lines = lines_of([event async for event in self._events.all_after(organization_id, call_id)])
        end = first + page.size
        token = encode_token(_name(call_id), (end,)) if end < len(lines) else ""
        return Listing(tuple(lines[first:end]), token)


def transcript_page(page_size: int, page_token: str) -> Page:
    """Return the page a request asks for: 0 means 500 lines, more than 2,000 means 2,000."""
    if page_size < 0:
        raise invalid("page_size", "must not be negative")
    return Page(min(page_size or _DEFAULT_LINES, MAX_LINES), page_token)


def _first_line(call_id: str, token: str) -> int:
    position = decode_token(_name(call_id), token, 1)[0] if token else 0
    if not isinstance(position, int) or position < 0:
        raise invalid("page_token", "is not a token of this list")
    return position


def _name(call_id: str) -> str:
    return f"transcript {call_id}"
