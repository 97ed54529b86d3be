"""What servers of realtime models have in common: an answer to tell, and ways it goes."""

from aiohttp import web

from .server import Vendor

SAYS = ("Hello", " there")
ANSWER = (bytes(9_600), bytes(9_600))
"""PCM at 24 kHz, 200 ms each."""


class Conversing(Vendor):
    """`script` is "" for an answer, "long" for one that goes on until it is finished, "call" for tools called first.

    With `is_late`, audio of an answer is on its way when the caller interrupts it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.line: web.WebSocketResponse | None = None
        self.script = ""
        self.is_late = False
        self.heard_audio = b""

    async def caller_starts(self) -> None:
        """Hear the caller begin, which interrupts an answer."""
        raise NotImplementedError

    async def caller_stops(self) -> None:
        """Hear the caller end, and answer."""
        raise NotImplementedError

    async def finish(self) -> None:
        """End a long answer."""
        raise NotImplementedError

    def results(self) -> list[object]:
        """The results of tools that came."""
        raise NotImplementedError

    def texts(self) -> list[str]:
        """What came without audio."""
        raise NotImplementedError
