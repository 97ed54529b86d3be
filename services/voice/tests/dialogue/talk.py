"""Talks with a dialogue the way the pipeline does."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import date

from google.protobuf.json_format import ParseDict

from voicera.agents.v1 import spec_pb2
from voicera.media.v1 import call_pb2
from voicera_voice.dialogue.build import build_dialogue
from voicera_voice.dialogue.facts import CallFacts
from voicera_voice.dialogue.interface import (
    Action,
    HangUp,
    LanguageModel,
    Listen,
    ModelDelta,
    ModelMessage,
    ModelTool,
    Say,
    TextDelta,
)

FACTS = CallFacts(
    call_id="call_1",
    today=date(2026, 11, 22),
    direction=call_pb2.DIRECTION_INBOUND,
    caller_number="+919800000001",
    called_number="+918000000002",
)


def agent(nodes: Sequence[Mapping[str, object]], **fields: object) -> spec_pb2.AgentSpec:
    """Make a spec whose graph starts at the first node."""
    graph = {"start_node": nodes[0]["id"], "nodes": list(nodes)}
    return ParseDict({"language": "en-IN", "graph": graph, **fields}, spec_pb2.AgentSpec())


def to(node_id: str) -> dict[str, object]:
    return {"to": node_id, "otherwise": {}}


def meaning(node_id: str, name: str, *examples: str, digit: str = "") -> dict[str, object]:
    return {"to": node_id, "intent": {"name": name, "examples": list(examples), "digit": digit}}


def when(node_id: str, variable: str, operator: str, value: str = "") -> dict[str, object]:
    comparison = {"variable": variable, "operator": f"COMPARISON_OPERATOR_{operator}", "value": value}
    return {"to": node_id, "rule": {"all": [comparison]}}


def end(node_id: str = "end", farewell: str = "Goodbye.", disposition: str = "") -> dict[str, object]:
    return {"id": node_id, "hangUp": {"farewell": farewell, "disposition": disposition}}


def variable(name: str, kind: str = "TEXT", **fields: object) -> dict[str, object]:
    return {"name": name, "type": f"VARIABLE_TYPE_{kind}", **fields}


def choice(name: str, *options: str | tuple[str, ...]) -> dict[str, object]:
    """Make a CHOICE; an option is its value, or its value and synonyms."""
    named = [(option,) if isinstance(option, str) else option for option in options]
    return variable(
        name, "CHOICE", options=[{"value": value, "synonyms": list(others)} for value, *others in named]
    )


class Talk:
    """`said` collects everything the agent said, `actions` those of the last stimulus."""

    def __init__(
        self,
        spec: spec_pb2.AgentSpec,
        variables: Mapping[str, str] | None = None,
        model: LanguageModel | None = None,
        facts: CallFacts = FACTS,
    ) -> None:
        self.dialogue = build_dialogue(spec, variables or {}, model, facts)
        self.actions: list[Action] = []

    async def begin(self) -> str:
        return await self._take(self.dialogue.begin())

    async def hear(self, text: str) -> str:
        return await self._take(self.dialogue.hear(text))

    async def press(self, digits: str) -> str:
        return [await self._take(self.dialogue.press(digit)) for digit in digits][-1]

    async def pause_keys(self) -> str:
        return await self._take(self.dialogue.digits_timed_out())

    async def stay_silent(self) -> str:
        return await self._take(self.dialogue.stay_silent())

    async def run_out(self) -> str:
        return await self._take(self.dialogue.run_out())

    async def say(self, text: str) -> str:
        return await self._take(self.dialogue.say(text))

    async def resume(self) -> str:
        return await self._take(self.dialogue.resume())

    async def cut_off(self, stimulus: AsyncIterator[Action], after: int, heard: str) -> None:
        """Take so many actions, then interrupt."""
        self.actions = []
        async for action in stimulus:
            self.actions.append(action)
            if len(self.actions) == after:
                break
        await stimulus.aclose()  # type: ignore[attr-defined]
        self.dialogue.interrupted(heard)

    def found(self, *kinds: type) -> list[Action]:
        return [action for action in self.actions if isinstance(action, kinds)]

    @property
    def listen(self) -> Listen:
        (action,) = self.found(Listen)
        assert isinstance(action, Listen)
        return action

    @property
    def hang_up(self) -> HangUp:
        (action,) = self.found(HangUp)
        assert isinstance(action, HangUp)
        return action

    async def _take(self, stimulus: AsyncIterator[Action]) -> str:
        self.actions = [action async for action in stimulus]
        return " ".join(action.text for action in self.actions if isinstance(action, Say))


class FakeModel:
    """Answers with the scripted deltas, one list per request; an exception in a list is raised there."""

    def __init__(self, *answers: Iterable[ModelDelta | str | Exception]) -> None:
        self._answers = list(answers)
        self.asked: list[tuple[list[ModelMessage], list[ModelTool]]] = []
        self.closed = 0

    async def generate(
        self, messages: Sequence[ModelMessage], tools: Sequence[ModelTool]
    ) -> AsyncIterator[ModelDelta]:
        self.asked.append((list(messages), list(tools)))
        try:
            for delta in self._answers.pop(0):
                if isinstance(delta, Exception):
                    raise delta
                yield TextDelta(delta, processing_ms=120.0) if isinstance(delta, str) else delta
        finally:
            self.closed += 1

    def spoken_history(self) -> list[tuple[str, str]]:
        """Return role and text of the last request, without the system message."""
        return [(message.role, message.text) for message in self.asked[-1][0][1:]]
