"""The `<Stream>` verb: holds the document while the media socket is up, or lets it go on."""

import asyncio

from vobiz_sim import causes
from vobiz_sim.stream.session import StreamSession
from vobiz_sim.stream.settings import StreamRefusedError, StreamSettings
from vobiz_sim.xml.context import Context, Step
from vobiz_sim.xml.document import Verb


class Forks:
    """Streams that run beside the document until the call is over."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, session: StreamSession) -> None:
        self._tasks.add(asyncio.create_task(session.run()))

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def stream(context: Context, verb: Verb, forks: Forks) -> Step:
    """Ends the call with 4010 when the tracks and direction cannot go together."""
    try:
        settings = StreamSettings.read(verb.attributes, verb.text)
    except StreamRefusedError as error:
        context.call.errors.append(f"stream refused: {error}")
        return causes.END_OF_XML
    session = StreamSession(context.call, settings, context.config, context.webhooks)
    if not settings.keep_call_alive:
        forks.start(session)
        return None
    await session.run()
    return None
