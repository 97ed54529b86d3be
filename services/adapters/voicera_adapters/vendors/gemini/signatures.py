"""Remembers the signatures that newer models want back with the tool calls they made."""

import base64
import re
from collections import OrderedDict
from typing import Final

_REMEMBERED: Final = 2_000
_OLDER: Final = re.compile(r"(?:models/)?gemini-[12]\b")
"""These want none."""
FOREIGN: Final = base64.b64encode(b"skip_thought_signature_validator").decode()
"""The vendor's word for calls whose signature is not known, as after a restart or another vendor's turn."""


class Signatures:
    def __init__(self) -> None:
        self._by_call: OrderedDict[str, str] = OrderedDict()

    def keep(self, call_id: str, signature: str | None) -> None:
        if signature is None:
            return
        self._by_call[call_id] = signature
        if len(self._by_call) > _REMEMBERED:
            self._by_call.popitem(last=False)

    def of(self, call_id: str, model: str, *, is_first: bool) -> str | None:
        """Return the signature to send; only the first call of several made at once has one."""
        if call_id in self._by_call:
            return self._by_call[call_id]
        return FOREIGN if is_first and not _OLDER.match(model) else None
