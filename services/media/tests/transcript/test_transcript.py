"""Transcripts say who said what, as it was heard."""

from typing import Any

import pytest

from voicera.media.v1 import transcript_service_pb2 as pb
from voicera_kit.errors import InvalidArgument
from voicera_media.transcript.lines import lines_of
from voicera_media.transcript.model import Act, Speaker

OURS = "org_ours"


def test_lines_keep_what_was_heard(event: Any) -> None:
    said = {
        "text": "Which day",
        "intended_text": "Which day suits you?",
        "interrupted": True,
        "start_ms": 100,
        "end_ms": 900,
    }
    agent, caller = lines_of([
        event(1, agent_said=said),
        event(2, caller_said={"text": "मंगलवार", "start_ms": 850, "end_ms": 1500}),
    ])
    assert (agent.speaker, agent.text, agent.is_interrupted, agent.end_ms) == (
        Speaker.AGENT,
        "Which day",
        True,
        900,
    )
    assert (caller.speaker, caller.text, caller.start_ms) == (Speaker.CALLER, "मंगलवार", 850)


def test_keys_pressed_in_a_row_are_one_line(event: Any) -> None:
    events = [
        event(1, offset_ms=100, key_pressed={"digit": "1"}),
        event(2, offset_ms=150, variable_set={"name": "x", "value": "1"}),
        event(3, offset_ms=200, key_pressed={"digit": "#"}),
        event(4, agent_said={"text": "Thanks", "start_ms": 300, "end_ms": 400}),
        event(5, offset_ms=500, key_pressed={"digit": "*"}),
    ]
    lines = lines_of(events)
    assert [(line.text, line.start_ms, line.end_ms) for line in lines] == [
        ("[keys: 1#]", 100, 200),
        ("Thanks", 300, 400),
        ("[keys: *]", 500, 500),
    ]
    assert lines[0].speaker is Speaker.CALLER


def test_what_operators_do_stands_between_what_is_said(event: Any) -> None:
    events = [
        event(1, offset_ms=100, operator_whispered={"user_id": "u1", "text": "offer Thursday"}),
        event(2, offset_ms=200, operator_whispered={"user_id": "u1", "text": "We close at six", "say": True}),
        event(3, offset_ms=500, operator_took_over={"user_id": "u2"}),
        event(4, agent_said={"text": "Which", "interrupted": True, "start_ms": 400, "end_ms": 510}),
        event(5, offset_ms=900, operator_handed_back={"user_id": "u2"}),
        event(6, offset_ms=950, transfer_started={"to": "+919800000001", "user_id": "u1"}),
        event(7, offset_ms=980, transfer_started={"to": "+919800000002"}),
    ]
    assert [(line.act, line.speaker, line.user_id, line.text) for line in lines_of(events)] == [
        (Act.INSTRUCTED, Speaker.OPERATOR, "u1", "offer Thursday"),
        (Act.LET_SAY, Speaker.OPERATOR, "u1", "We close at six"),
        (None, Speaker.AGENT, "", "Which"),
        (Act.TOOK_OVER, Speaker.OPERATOR, "u2", ""),
        (Act.HANDED_BACK, Speaker.OPERATOR, "u2", ""),
        (Act.TRANSFERRED, Speaker.OPERATOR, "u1", "+919800000001"),
        (Act.TRANSFERRED, Speaker.AGENT, "", "+919800000002"),
    ]


def test_lines_are_ordered_by_their_start(event: Any) -> None:
    events = [
        event(1, caller_said={"text": "wait", "start_ms": 900}),
        event(2, agent_said={"text": "Hello, this is", "start_ms": 100}),
    ]
    assert [line.text for line in lines_of(events)] == ["Hello, this is", "wait"]


def test_what_was_not_heard_is_no_line(event: Any) -> None:
    assert lines_of([event(1, agent_said={"text": "", "intended_text": "Hello", "interrupted": True})]) == []


def test_a_caller_who_was_not_understood_is_a_line_without_words(event: Any) -> None:
    [line] = lines_of([event(1, caller_said={"text": "", "start_ms": 400, "end_ms": 900})])
    assert (line.speaker, line.text, line.start_ms, line.end_ms) == (Speaker.CALLER, "", 400, 900)


async def test_pages_cover_every_line_once(media: Any) -> None:
    call_id = await media.running()
    stream = await media.append()
    await stream.open(call_id)
    for number in range(1, 6):
        await stream.event(number, caller_said={"text": f"line {number}", "start_ms": number})
    await stream.reached(5)
    texts: list[str] = []
    token = ""
    while True:
        page = await read(media, call_id, page_size=2, page_token=token)
        assert len(page.lines) <= 2
        assert {line.speaker for line in page.lines} == {pb.SPEAKER_CALLER}
        texts += [line.text for line in page.lines]
        token = page.next_page_token
        if not token:
            break
    assert texts == [f"line {number}" for number in range(1, 6)]


@pytest.mark.parametrize("fields", [{"page_size": -1}, {"page_token": "nonsense"}])
async def test_a_wrong_page_is_refused(media: Any, fields: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgument):
        await read(media, await media.running(), **fields)


async def read(media: Any, call_id: str, **fields: Any) -> pb.GetTranscriptResponse:
    request = pb.GetTranscriptRequest(call_id=call_id, **fields)
    return await media.transcripts.GetTranscript(request, metadata=await media.mesh.authorize(OURS))
