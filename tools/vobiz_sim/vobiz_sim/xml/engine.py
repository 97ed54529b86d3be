"""Runs documents verb by verb until one ends the call, and fetches the next when one leads elsewhere."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

from vobiz_sim import causes, events
from vobiz_sim.calls import Hook, State
from vobiz_sim.causes import Ending
from vobiz_sim.events import Fields
from vobiz_sim.xml.context import Context, Jump, Runner, Step
from vobiz_sim.xml.dial import dial
from vobiz_sim.xml.document import Document, InvalidXmlError, Verb, parse
from vobiz_sim.xml.gather import gather
from vobiz_sim.xml.handoff import hang_up, redirect
from vobiz_sim.xml.record import record
from vobiz_sim.xml.streaming import Forks, stream
from vobiz_sim.xml.talk import talk

_RUNNERS: dict[str, Runner] = {
    "Speak": talk,
    "Play": talk,
    "Wait": talk,
    "DTMF": talk,
    "PreAnswer": talk,
    "Hangup": hang_up,
    "Redirect": redirect,
    "Gather": gather,
    "Dial": dial,
    "Record": record,
}
_BEFORE_PICKUP = frozenset({"Hangup", "Redirect"})
_MAX_JUMPS = 100


class FetchFailedError(Exception):
    """No usable document; `ending` is what the caller gets."""

    def __init__(self, ending: Ending, reason: str) -> None:
        super().__init__(reason)
        self.ending = ending


class Engine:
    """`on_connect` is told when a verb picks up a ringing call."""

    def __init__(self, context: Context, on_connect: Callable[[], None]) -> None:
        self._context = context
        self._on_connect = on_connect
        self._forks = Forks()

    async def answer(self) -> Ending:
        """Fetches the answer document, or its fallback, and runs the call to its end."""
        call, plan = self._context.call, self._context.call.plan
        fields = events.start_app(call, self._context.config.auth_id)
        try:
            document = await self._answer_document(plan.answer, plan.fallback, fields)
            return await self._run(document)
        except FetchFailedError as failure:
            call.errors.append(str(failure))
            return failure.ending
        finally:
            await self._forks.close()

    async def _answer_document(self, answer: Hook, fallback: Hook | None, fields: Fields) -> Document:
        try:
            return await self._fetch(answer, "answer", fields)
        except FetchFailedError as failure:
            if fallback is None or not fallback.url:
                raise
            self._context.call.errors.append(str(failure))
            return await self._fetch(fallback, "answer", fields)

    async def _run(self, document: Document) -> Ending:
        for _ in range(_MAX_JUMPS):
            step = await self._interruptible(document)
            if isinstance(step, Ending):
                return step
            document = await self._fetch(step.hook, step.stage, step.fields)
        return causes.INTERNAL

    async def _interruptible(self, document: Document) -> Ending | Jump:
        """Runs a document; a transfer over REST cuts it short."""
        call = self._context.call
        running = asyncio.create_task(self._document(document))
        either: set[asyncio.Future[Any]] = {running, call.transferred}
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                return running.result()
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running
        fields = events.start_app(call, self._context.config.auth_id, "Transfer")
        return Jump(call.take_transfer(), "transfer", fields)

    async def _document(self, document: Document) -> Ending | Jump:
        for index, verb in enumerate(document):
            step = await self._verb(verb, first=index == 0, last=index == len(document) - 1)
            if step is not None:
                return step
        self._pick_up()
        return causes.END_OF_XML

    async def _verb(self, verb: Verb, *, first: bool, last: bool) -> Step:
        if verb.name not in _BEFORE_PICKUP:
            self._pick_up()
        if verb.name == "Stream":
            return await stream(self._context, verb, self._forks)
        runner = _RUNNERS.get(verb.name)
        if runner is None:
            self._context.call.errors.append(f"<{verb.name}> is not simulated")
            return None
        return await runner(self._context, verb, first=first, last=last)

    def _pick_up(self) -> None:
        if self._context.call.state is not State.IN_PROGRESS:
            self._on_connect()

    async def _fetch(self, hook: Hook, stage: str, fields: Fields) -> Document:
        reply = await self._context.webhooks.deliver(self._context.call, hook, fields)
        if not reply.accepted:
            reason = reply.error or f"status {reply.status}"
            raise FetchFailedError(causes.unreachable(stage), f"{stage} URL: {reason}")
        try:
            return parse(reply.content_type, reply.body)
        except InvalidXmlError as error:
            raise FetchFailedError(causes.invalid_xml(stage), f"{stage} XML: {error}") from error
