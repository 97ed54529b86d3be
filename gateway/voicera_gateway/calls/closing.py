"""Lists the codes media connections are closed with; README.md has the same table for the other side."""

from enum import IntEnum


class CloseCode(IntEnum):
    NORMAL = 1000
    UNSUPPORTED_FORMAT = 1003
    TOO_BIG = 1009
    INTERNAL = 1011
    GOING_AWAY = 1012
    MALFORMED = 4400
    TICKET_REFUSED = 4401
    TOO_SLOW = 4408
    ALREADY_CONNECTED = 4409
    FLOOD = 4429


class Refused(Exception):  # noqa: N818 - it says what happened to the connection
    """The connection is closed; `reason` is UPPER_SNAKE and travels in the close frame."""

    def __init__(self, code: CloseCode, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
