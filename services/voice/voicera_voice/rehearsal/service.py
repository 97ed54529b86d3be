"""Takes one step of a conversation, after those that were taken before."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from voicera.agents.v1 import spec_pb2
from voicera.voice.v1 import rehearsal_service_pb2 as pb
from voicera_kit.errors import DeadlineExceeded
from voicera_voice.providers.interface import Providers
from voicera_voice.rehearsal.check import SpecCheck
from voicera_voice.rehearsal.limits import Limits
from voicera_voice.rehearsal.performance import Performance
from voicera_voice.rehearsal.script import Script
from voicera_voice.rehearsal.state import packed
from voicera_voice.rehearsal.wish import Wish


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What a step led to; `state` is where the next one goes on."""

    events: Sequence[pb.RehearsalEvent]
    state: bytes
    node_id: str
    variables: Mapping[str, str]
    is_over: bool


class Rehearsals:
    def __init__(
        self, check: SpecCheck, providers: Callable[[str], Providers], limits: Limits, deadline_s: float
    ) -> None:
        """`providers` takes the organization; `deadline_s` is for one step."""
        self._check = check
        self._providers = providers
        self._limits = limits
        self._deadline_s = deadline_s

    async def take(self, organization_id: str, wish: Wish) -> Rehearsed:
        try:
            with self._limits.place(organization_id):
                async with asyncio.timeout(self._deadline_s):
                    return await self._take(organization_id, wish)
        except TimeoutError:
            raise DeadlineExceeded("the step took too long") from None

    async def _take(self, organization_id: str, wish: Wish) -> Rehearsed:
        await self._check.require_holdable(organization_id, wish.spec)
        script = Script()
        performance = self._performance(organization_id, wish, script)
        for step in wish.past.steps:
            await performance.replay(step)
            await asyncio.sleep(0)  # calls of this node come first
        step = await performance.take(wish.cue, script.note)
        past = wish.past.model_copy(update={"steps": (*wish.past.steps, step)})
        return Rehearsed(
            script.events, packed(past), performance.node_id, performance.variables, performance.is_over
        )

    def _performance(self, organization_id: str, wish: Wish, script: Script) -> Performance:
        spec: spec_pb2.AgentSpec = wish.spec
        hedge_after_s = spec.failover.hedge_after_ms / 1000
        model = self._providers(organization_id).language_model(spec.language_model, script, hedge_after_s)
        return Performance(spec, wish.past, model)
