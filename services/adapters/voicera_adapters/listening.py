"""Opens a vendor's WebSocket and recognizes through it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from voicera_adapters.contract import Emit, RecognizerOptions
from voicera_adapters.net import Closed, connected, failed
from voicera_adapters.opening import Opening
from voicera_adapters.streaming import Dialect, StreamingRecognizer, recognizing


@asynccontextmanager
async def listening(
    opening: Opening,
    url: str,
    headers: Mapping[str, str],
    dialect: Dialect,
    options: RecognizerOptions,
    emit: Emit,
    *,
    closed: Closed = failed,
    **patience: Any,
) -> AsyncIterator[StreamingRecognizer]:
    """`patience` is what `recognizing` takes beside the longest wait for an answer, which is the process's."""
    limits = opening.settings
    async with (
        connected(opening.http, url, limits, headers, closed=closed) as socket,
        recognizing(
            socket, dialect, options.format, emit, answer_s=limits.vendor_answer_s, **patience
        ) as recognizer,
    ):
        yield recognizer
