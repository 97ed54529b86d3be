"""Puts an answer together that comes in blocks, one after the other: words at once, a tool call when it is complete."""

import json
from collections.abc import Iterator

from voicera_adapters.contract import Finish, FinishReason, ToolCall
from voicera_adapters.net import broken_off, not_understood


class Blocks:
    """`reason` is set once the vendor has told it, and so are the counts, with cached tokens in `read`."""

    def __init__(self) -> None:
        self._call: tuple[str, str] | None = None
        self._arguments = ""
        self._is_garbled = False
        self.reason: FinishReason | None = None
        self.read = self.cached = self.written = 0

    def begin_call(self, call_id: str, name: str) -> None:
        self._call = call_id, name
        self._arguments = ""

    def add_arguments(self, part: str) -> None:
        """Add to the JSON of the call that began last; other blocks may have parts of the same kind."""
        if self._call is not None:
            self._arguments += part

    def end(self) -> Iterator[ToolCall]:
        """Yield the call that this block was.

        One cut short by the longest length is no call; that this was the reason is told later.
        """
        call, self._call = self._call, None
        if call is None:
            return
        try:
            arguments = json.loads(self._arguments or "{}")
        except ValueError:
            arguments = None
        if isinstance(arguments, dict):
            yield ToolCall(*call, arguments)
        else:
            self._is_garbled = True

    def finish(self) -> Finish:
        """Raises Unavailable if the stream ended before the answer did."""
        if self.reason is None:
            raise broken_off()
        if self._is_garbled and self.reason is not FinishReason.LENGTH:
            raise not_understood()
        return Finish(self.reason, self.read, self.written, self.cached)
