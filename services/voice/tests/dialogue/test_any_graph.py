"""Whatever the graph and whatever the caller does, a stimulus ends with the caller's turn or the call's end."""

import asyncio
from collections.abc import AsyncIterator, Sequence

from hypothesis import given
from hypothesis import strategies as st

from voicera_kit.errors import Unavailable
from voicera_voice.dialogue.interface import (
    Action,
    HangUp,
    Listen,
    ModelDelta,
    ModelMessage,
    ModelTool,
    ModelToolCall,
    Say,
    TextDelta,
    TransferTo,
)

from .talk import Talk, agent, choice, end, meaning, to, variable, when

NAMES = ["a", "b", "c", "d", "e"]
NODE_IDS = st.sampled_from([*NAMES, "nowhere"])
TEXTS = st.sampled_from(["", "Hello. How are you?", "{day} or {pin}?", "हाँ। ठीक है।", "😀"])
VARIABLES = st.sampled_from(["day", "pin", "note"])
EDGES = st.one_of(
    st.builds(to, NODE_IDS),
    st.builds(when, NODE_IDS, VARIABLES, st.sampled_from(["IS_SET", "IS_NOT_SET", "EQUALS"]), TEXTS),
    st.builds(
        meaning,
        NODE_IDS,
        st.just("yes"),
        st.sampled_from(["yes", "on {day}", "{nothing}"]),
        digit=st.just("1"),
    ),
)
KINDS = st.one_of(
    st.builds(
        lambda text, guarded: {"say": {"text": text, "uninterruptible": guarded}}, TEXTS, st.booleans()
    ),
    st.builds(lambda text, name: {"ask": {"prompt": text, "answerVariable": name}}, TEXTS, VARIABLES),
    st.builds(lambda text, name: {"collect": {"prompt": text, "variable": name}}, TEXTS, VARIABLES),
    st.builds(lambda text, turns: {"prompt": {"opening": text, "maxTurns": turns}}, TEXTS, st.integers(0, 2)),
    st.just({"branch": {}}),
    st.builds(lambda text: {"transfer": {"to": text}}, TEXTS),
    st.builds(lambda text: {"hangUp": {"farewell": text}}, TEXTS),
)
NODES = st.tuples(*(
    st.builds(lambda name, kind, edges: {"id": name, **kind, "edges": edges}, st.just(name), KINDS, st.lists(EDGES))
    for name in NAMES
))  # fmt: skip
STIMULI = st.lists(
    st.tuples(
        st.sampled_from(["yes", "on monday", "", "9 8", "#1", "#7", "##", "silence", "pause"]),
        st.one_of(st.none(), st.integers(1, 4)),
    ),
    max_size=12,
)
ANSWERS = st.lists(st.sampled_from(["text", "call", "fail", "nothing"]), max_size=20)


class AnyModel:
    def __init__(self, answers: list[str]) -> None:
        self._answers = answers

    async def generate(
        self, messages: Sequence[ModelMessage], tools: Sequence[ModelTool]
    ) -> AsyncIterator[ModelDelta]:
        answer = self._answers.pop(0) if self._answers else "text"
        if answer == "text":
            yield TextDelta("Well. Let me ")
            yield TextDelta("see.")
        if answer == "call":
            yield ModelToolCall("call_1", "yes", {"day": "monday"})
        if answer == "fail":
            raise Unavailable("down", reason="DOWN")


def _stimulus(talk: Talk, what: str) -> AsyncIterator[Action]:
    if what.startswith("#"):
        return talk.dialogue.press(what[1:])
    if what == "silence":
        return talk.dialogue.stay_silent()
    if what == "pause":
        return talk.dialogue.digits_timed_out()
    return talk.dialogue.hear(what)


async def _talk(talk: Talk, stimuli: list[tuple[str, int | None]]) -> None:
    actions = [action async for action in talk.dialogue.begin()]
    _check(actions)
    for what, cut_after in stimuli:
        if cut_after is None:
            _check([action async for action in _stimulus(talk, what)])
        else:
            await talk.cut_off(_stimulus(talk, what), cut_after, "Hello.")


def _check(actions: list[Action]) -> None:
    *before, last = actions
    assert isinstance(last, Listen | HangUp | TransferTo)
    assert not any(isinstance(action, Listen | HangUp | TransferTo) for action in before)
    assert all(action.text.strip() for action in before if isinstance(action, Say))


@given(NODES, STIMULI, ANSWERS)
def test_every_stimulus_ends_with_a_turn_or_an_end(
    nodes: tuple[dict[str, object], ...], stimuli: list[tuple[str, int | None]], answers: list[str]
) -> None:
    variables = [choice("day", "monday", "friday"), variable("pin", "DIGITS"), variable("note")]
    spec = agent([*nodes, end()], variables=variables, greeting="Hi.")
    asyncio.run(_talk(Talk(spec, model=AnyModel(answers)), stimuli))
