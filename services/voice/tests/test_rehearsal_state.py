"""A state is what an earlier step gave; anything else is refused with a reason, whatever it is."""

import json
import zlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicera_kit.errors import FailedPrecondition, InvalidArgument, ServiceError
from voicera_voice.rehearsal.model import Answer, Cue, KeptCall, Rehearsal, Step
from voicera_voice.rehearsal.state import packed, unpacked

from .dialogue.talk import agent, to
from .fakes.rehearsing import Rehearsing, demo

BEGUN = Step(cue=Cue(kind="begin"), route="a")
CALL = KeptCall(id="call_1", name="book", arguments_json='{"day": "monday", "at": 10, "who": ["Asha"]}')
ASKED = Step(
    cue=Cue(kind="text", said="नमस्ते"),
    answers=(Answer(text="Hi."), Answer(calls=(CALL,), failure="GONE")),
    route="b",
)
REHEARSAL = Rehearsal(today=date(2026, 11, 22), variables={"name": "Asha"}, steps=(BEGUN, ASKED))


def forged(text: str | bytes, head: bytes = b"VR\x01") -> bytes:
    return head + zlib.compress(text.encode() if isinstance(text, str) else text)


def changed(**changes: object) -> bytes:
    return forged(json.dumps(json.loads(REHEARSAL.model_dump_json()) | changes))


def step(**changes: object) -> dict[str, object]:
    return json.loads(ASKED.model_dump_json()) | changes


BEGINNING = json.loads(BEGUN.model_dump_json())


def test_a_rehearsal_is_read_as_it_was_written():
    assert unpacked(packed(REHEARSAL)) == REHEARSAL
    assert unpacked(packed(REHEARSAL)).steps[1].answers[1].calls[0].call().arguments == {
        "day": "monday",
        "at": 10,
        "who": ["Asha"],
    }


@pytest.mark.parametrize(
    "state",
    [
        b"x",
        b"VR\x01",
        b"VR\x01garbage",
        packed(REHEARSAL)[:-3],
        packed(REHEARSAL) + b"x",
        forged("{"),
        forged("[]"),
        forged("null"),
        forged(b"\xff\xfe"),
        forged("[" * 100_000),
        forged('"\\ud800"'),
        forged("x" * 2_000_000),
        changed(steps=[]),
        changed(steps=[step()]),
        changed(steps=[BEGINNING, BEGINNING]),
        changed(steps=[BEGINNING, *[step()] * 200]),
        changed(today="yesterday"),
        changed(extra=1),
        changed(variables={"name": 3}),
        changed(variables={"name": "x" * 4001}),
        changed(variables={str(number): "" for number in range(101)}),
        changed(steps=[BEGINNING, step(cue={"kind": "run_out"})]),
        changed(steps=[BEGINNING, step(cue={"kind": "text", "said": ""})]),
        changed(steps=[BEGINNING, step(cue={"kind": "text", "said": "x" * 1001})]),
        changed(steps=[BEGINNING, step(cue={"kind": "digits", "said": "1x"})]),
        changed(steps=[BEGINNING, step(cue={"kind": "silence", "said": "x"})]),
        *(
            changed(
                steps=[
                    BEGINNING,
                    step(answers=[{"calls": [{"id": "", "name": "", "arguments_json": arguments}]}]),
                ]
            )
            for arguments in ("", "[]", "{", '{"a": 1e999}x', "[" * 5000, '{"a":' * 5000)
        ),
    ],
    ids=lambda state: str(state[:12]),
)
def test_what_no_step_gave_is_refused_by_field(state: bytes):
    with pytest.raises(InvalidArgument) as refused:
        unpacked(state)
    assert [each.field for each in refused.value.violations] == ["state"]


def test_a_state_of_another_release_is_stale():
    with pytest.raises(FailedPrecondition) as refused:
        unpacked(b"VR\x02" + packed(REHEARSAL)[3:])
    assert refused.value.reason == "REHEARSAL_STATE_STALE"


@given(st.binary(max_size=200))
def test_bytes_of_any_kind_are_refused_with_a_reason(noise: bytes):
    for state in (noise, b"VR\x01" + noise, forged(noise)):
        with pytest.raises(ServiceError):
            unpacked(state)


@given(st.integers(min_value=0), st.integers(0, 255))
def test_one_byte_changed_is_noticed_or_harmless(at: int, byte: int):
    state = bytearray(packed(REHEARSAL))
    state[at % len(state)] = byte
    try:
        rehearsal = unpacked(bytes(state))
    except ServiceError:
        return
    assert rehearsal.steps


def test_a_state_too_large_to_be_sent_back_is_not_given():
    rambling = Answer(text="".join(chr(0x4E00 + 7919 * n % 20_000) for n in range(60_000)))
    with pytest.raises(FailedPrecondition) as refused:
        packed(
            REHEARSAL.model_copy(
                update={"steps": (BEGUN, Step(cue=ASKED.cue, answers=(rambling,), route="b"))}
            )
        )
    assert refused.value.reason == "REHEARSAL_TOO_LONG"
    with pytest.raises(InvalidArgument):
        unpacked(b"VR\x01" + b"x" * 64 * 1024)


async def test_a_forged_state_is_refused_and_the_node_goes_on(node):
    rehearsal = Rehearsing(node, demo("appointment"))
    for state in (b"nonsense", forged("{}"), packed(REHEARSAL)):
        rehearsal.state = state
        with pytest.raises((InvalidArgument, FailedPrecondition)):
            await rehearsal.say("hello")
    rehearsal.state = b""
    assert await rehearsal.begin()


async def test_a_rehearsal_has_at_most_200_steps(node):
    spec = agent([{"id": "ask", "ask": {"prompt": "And?"}, "edges": [to("ask")]}])
    rehearsal = Rehearsing(node, spec)
    await rehearsal.begin()
    for _ in range(199):
        assert await rehearsal.say("go on") == "And?"
    with pytest.raises(FailedPrecondition) as refused:
        await rehearsal.say("go on")
    assert refused.value.reason == "REHEARSAL_TOO_LONG"
