"""How calls end, whoever says so first."""

import asyncio
import itertools
from typing import Any

import pytest

from voicera.media.v1 import call_pb2
from voicera_kit.errors import InvalidArgument

CASES = [
    # the conversation's reason, the carrier's reason, what the record says
    ("AGENT_HUNG_UP", "CALLER_HUNG_UP", "AGENT_HUNG_UP"),
    ("CALLER_SILENT", "CALLER_HUNG_UP", "CALLER_SILENT"),
    ("MAX_DURATION", "CARRIER_ERROR", "MAX_DURATION"),
    ("TRANSFERRED", "CALLER_HUNG_UP", "TRANSFERRED"),
    ("OPERATOR_HUNG_UP", "AGENT_HUNG_UP", "OPERATOR_HUNG_UP"),
    ("PROVIDER_FAILED", "CARRIER_ERROR", "PROVIDER_FAILED"),
    ("CALLER_HUNG_UP", "CARRIER_ERROR", "CARRIER_ERROR"),
    ("CALLER_HUNG_UP", "CALLER_HUNG_UP", "CALLER_HUNG_UP"),
    ("MEDIA_LOST", "CALLER_HUNG_UP", "CALLER_HUNG_UP"),
    ("CARRIER_ERROR", "CALLER_HUNG_UP", "CALLER_HUNG_UP"),
    ("CARRIER_ERROR", "AGENT_HUNG_UP", "CARRIER_ERROR"),
    ("MEDIA_LOST", "AGENT_HUNG_UP", "MEDIA_LOST"),
    ("UNSPECIFIED", "NO_ANSWER", "NO_ANSWER"),
    ("AGENT_HUNG_UP", "UNSPECIFIED", "AGENT_HUNG_UP"),
]


@pytest.mark.parametrize(("own", "carriers", "expected"), CASES)
async def test_the_more_telling_reason_wins_in_any_order(
    media: Any, own: str, carriers: str, expected: str
) -> None:
    words = [("COMPLETED", own, False), ("COMPLETED", carriers, True), ("COMPLETED", carriers, True)]
    for order in set(itertools.permutations(words)):
        call_id = await media.running()
        for state, reason, authoritative in order:
            await media.end(call_id, state, reason, authoritative=authoritative)
        call = await media.get(call_id)
        assert call.state == call_pb2.CALL_STATE_COMPLETED
        assert call.end_reason == call_pb2.EndReason.Value(f"END_REASON_{expected}")


async def test_the_conversations_word_notes_the_reason_only(media: Any) -> None:
    call_id = await media.running()
    call = await media.end(call_id, "COMPLETED", "AGENT_HUNG_UP")
    assert call.state == call_pb2.CALL_STATE_IN_PROGRESS
    assert call.end_reason == call_pb2.END_REASON_AGENT_HUNG_UP
    assert not call.HasField("ended_at")


async def test_a_call_grows_no_longer_once_its_conversation_has_ended(media: Any) -> None:
    call_id = await media.running()
    await media.clock.advance(5)
    await media.end(call_id, "COMPLETED", "AGENT_HUNG_UP")
    await media.clock.advance(30)
    call = await media.get(call_id)
    assert (call.state, call.duration_ms) == (call_pb2.CALL_STATE_IN_PROGRESS, 5000)


async def test_the_conversations_word_ends_a_browser_call(media: Any) -> None:
    call_id = await media.running(direction="DIRECTION_BROWSER")
    await media.clock.advance(5)
    call = await media.end(call_id, "COMPLETED", "CALLER_HUNG_UP")
    assert call.state == call_pb2.CALL_STATE_COMPLETED
    assert call.duration_ms == 5000


async def test_the_first_final_state_stays(media: Any) -> None:
    call_id = await media.running()
    first = await media.end(call_id, "BUSY", "BUSY", authoritative=True)
    await media.clock.advance(5)
    second = await media.end(call_id, "COMPLETED", "CALLER_HUNG_UP", authoritative=True)
    assert second.state == call_pb2.CALL_STATE_BUSY
    assert second.end_reason == call_pb2.END_REASON_BUSY
    assert second.ended_at == first.ended_at
    assert second.revision == first.revision


async def test_a_call_that_ended_is_not_advanced(media: Any) -> None:
    call_id = (await media.create()).call.id
    await media.end(call_id, "NO_ANSWER", "NO_ANSWER", authoritative=True)
    call = await media.advance(call_id, state="CALL_STATE_IN_PROGRESS")
    assert call.state == call_pb2.CALL_STATE_NO_ANSWER


async def test_the_detail_comes_from_who_gave_the_reason(media: Any) -> None:
    call_id = await media.running()
    await media.end(call_id, "COMPLETED", "CALLER_HUNG_UP", detail="socket closed")
    call = await media.end(
        call_id, "FAILED", "CARRIER_ERROR", detail="NETWORK_OUT_OF_ORDER", authoritative=True
    )
    assert call.end_detail == "NETWORK_OUT_OF_ORDER"


async def test_words_at_the_same_moment_all_count(media: Any) -> None:
    call_id = await media.running()
    await asyncio.gather(
        *(media.end(call_id, "COMPLETED", "CALLER_HUNG_UP", authoritative=True) for _ in range(5)),
        *(media.end(call_id, "COMPLETED", "CALLER_SILENT") for _ in range(5)),
        media.advance(call_id, carrier_call_id="c1"),
    )
    call = await media.get(call_id)
    assert call.state == call_pb2.CALL_STATE_COMPLETED
    assert call.end_reason == call_pb2.END_REASON_CALLER_SILENT
    assert call.carrier_call_id == "c1"


@pytest.mark.parametrize("state", ["UNSPECIFIED", "QUEUED", "IN_PROGRESS"])
async def test_a_call_ends_in_a_final_state(media: Any, state: str) -> None:
    call_id = await media.running()
    with pytest.raises(InvalidArgument):
        await media.end(call_id, state)
