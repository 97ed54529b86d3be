"""Lists of calls by everything a record shows, page by page."""

import sqlite3
from contextlib import closing
from typing import Any

import pytest
from google.protobuf.timestamp_pb2 import Timestamp

from voicera.media.v1 import call_service_pb2 as pb
from voicera_kit.documents import open_documents
from voicera_kit.errors import InvalidArgument
from voicera_media.app import COLLECTIONS
from voicera_media.call.document import CALLS

OURS = "org_ours"
CALLER, OTHER, LINE = "+919800000001", "+919800000002", "+918045550099"
FAILURE = {"provider_failed": {"adapter": "sarvam", "modality": "speech_to_text", "reason": "TIMEOUT"}}
BOOKED = {"ended": {"disposition": "booked", "reason": "END_REASON_AGENT_HUNG_UP"}}


async def listed(media: Any, **wanted: Any) -> list[str]:
    request = pb.ListCallsRequest(**wanted)
    page = await media.calls.ListCalls(request, metadata=await media.mesh.authorize(OURS))
    return [call.id for call in page.calls]


async def test_calls_are_listed_by_why_they_ended(media: Any) -> None:
    silent, busy, running = [await media.running() for _ in range(3)]
    await media.end(silent, "COMPLETED", "CALLER_SILENT", authoritative=True)
    await media.end(busy, "BUSY", "BUSY", authoritative=True)
    assert await listed(media, end_reasons=["END_REASON_BUSY"]) == [busy]
    both = ["END_REASON_BUSY", "END_REASON_CALLER_SILENT"]
    assert set(await listed(media, end_reasons=both)) == {silent, busy}
    assert running in await listed(media)


async def test_the_reason_that_is_shown_is_the_one_that_is_searched(media: Any) -> None:
    call_id = await media.running()
    await media.end(call_id, "COMPLETED", "CALLER_HUNG_UP", authoritative=True)
    await media.archived(call_id, BOOKED)
    shown = (await media.get(call_id)).end_reason
    assert await listed(media, end_reasons=[shown]) == [call_id]
    assert await listed(media, end_reasons=["END_REASON_CALLER_HUNG_UP"]) == []


async def test_calls_are_listed_by_their_outcome(media: Any) -> None:
    booked = await media.ended(BOOKED)
    await media.ended({"ended": {"disposition": "booked later"}})
    assert await listed(media, disposition="booked") == [booked]


@pytest.mark.parametrize(
    "written",
    [
        CALLER,
        "919800000001",
        "9800000001",
        "09800000001",
        "00919800000001",
        "+91 98000 00001",
        "(+91) 98000-00001",
        " 98000.00001 ",
    ],
)
async def test_a_number_is_found_however_it_is_written(media: Any, written: str) -> None:
    inbound = await media.running(**{"from": CALLER}, to=LINE)
    outbound = await media.running(**{"from": LINE}, to=CALLER, direction="DIRECTION_OUTBOUND")
    await media.running(**{"from": OTHER}, to=LINE)
    assert set(await listed(media, number=written)) == {inbound, outbound}


@pytest.mark.parametrize("kept", [CALLER, "919800000001", "09800000001", "9800000001"])
async def test_a_number_is_found_however_the_carrier_wrote_it(media: Any, kept: str) -> None:
    call_id = await media.running(**{"from": kept}, to=LINE)
    assert await listed(media, number=CALLER) == [call_id]
    assert await listed(media, number=OTHER) == []


async def test_the_country_of_numbers_is_a_setting(start: Any) -> None:
    async with start(default_region="US") as media:
        call_id = await media.running(**{"from": "+12125550123"})
        assert await listed(media, number="(212) 555-0123") == [call_id]


async def test_calls_are_listed_by_their_length(media: Any) -> None:
    lengths = {}
    for seconds in (10, 20, 30):
        call_id = await media.running()
        await media.clock.advance(seconds)
        await media.end(call_id, "COMPLETED", authoritative=True)
        lengths[seconds] = call_id
    unanswered = (await media.create()).call.id
    await media.end(unanswered, "NO_ANSWER", authoritative=True)
    assert await listed(media, min_duration_ms=20_000) == [lengths[30], lengths[20]]
    assert await listed(media, max_duration_ms=20_000) == [unanswered, lengths[20], lengths[10]]
    assert await listed(media, min_duration_ms=20_000, max_duration_ms=20_000) == [lengths[20]]


async def test_a_running_call_is_as_long_as_it_has_lasted(media: Any) -> None:
    call_id = await media.running()
    await media.clock.advance(15)
    assert (await media.get(call_id)).duration_ms == 15_000
    assert await listed(media, min_duration_ms=15_000) == [call_id]
    assert await listed(media, min_duration_ms=15_001) == []
    assert await listed(media, max_duration_ms=15_000) == [call_id]
    assert await listed(media, max_duration_ms=14_999) == []


async def test_calls_with_failing_providers_are_counted_and_listed(media: Any) -> None:
    troubled = await media.ended(FAILURE, FAILURE, BOOKED)
    await media.ended(BOOKED)
    assert (await media.get(troubled)).provider_failures == 2
    assert await listed(media, with_provider_failures=True) == [troubled]


async def test_failures_are_counted_once_however_often_the_archive_is_opened(media: Any) -> None:
    call_id = await media.running()
    for known in (0, 1):
        stream = await media.append()
        await stream.open(call_id)
        await stream.event(known + 1, **FAILURE)
        await stream.reached(sequence=known + 1)
        stream.vanish()
    await media.until(lambda: has_failed(media, call_id, 2))


async def has_failed(media: Any, call_id: str, times: int) -> bool:
    return bool((await media.get(call_id)).provider_failures == times)


async def test_pages_of_a_filtered_list_cover_it_once_while_calls_come_in(media: Any) -> None:
    wanted = []
    for number in range(9):
        caller = CALLER if number % 3 else OTHER
        call_id = await media.running(**{"from": caller}, to=LINE)
        wanted += [call_id] if caller == CALLER else []
        await media.clock.advance(1)
    seen, token = [], ""
    while True:
        request = pb.ListCallsRequest(page_size=2, page_token=token, number=CALLER, min_duration_ms=1)
        page = await media.calls.ListCalls(request, metadata=await media.mesh.authorize(OURS))
        seen += [call.id for call in page.calls]
        await media.running(**{"from": CALLER})
        token = page.next_page_token
        if not token:
            break
    assert seen == wanted[::-1]


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"end_reasons": [99]}, "end_reasons[0]"),
        ({"end_reasons": ["END_REASON_BUSY", 0]}, "end_reasons[1]"),
        ({"disposition": "d" * 201}, "disposition"),
        ({"number": "1" * 201}, "number"),
        ({"min_duration_ms": -1}, "min_duration_ms"),
        ({"max_duration_ms": -1}, "max_duration_ms"),
        ({"state": 99}, "state"),
        ({"created_after": Timestamp(seconds=2**62)}, "created_after"),
    ],
)
async def test_a_wrong_filter_is_named(media: Any, wanted: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidArgument) as refusal:
        await listed(media, **wanted)
    assert [violation.field for violation in refusal.value.violations] == [field]


async def test_calls_from_before_these_filters_are_found_by_them(start: Any, tmp_path: Any) -> None:
    async with start() as media:
        call_id = await media.ended(FAILURE, BOOKED, **{"from": CALLER})
    await forget_new_indexes(tmp_path)
    async with start() as media:
        assert await listed(media, number=CALLER, disposition="booked") == [call_id]
        assert await listed(media, end_reasons=["END_REASON_AGENT_HUNG_UP"]) == [call_id]
        assert await listed(media, with_provider_failures=True, max_duration_ms=1) == [call_id]


async def forget_new_indexes(data_dir: Any) -> None:
    """Bring the documents into a store as it was declared before there were such filters."""
    plain = tuple(index for index in CALLS.indexes if index.path in {"agent_id", "state", "carrier_call_id"})
    before = type(CALLS)(CALLS.name, plain, CALLS.kind)
    async with open_documents("sqlite:", "media", data_dir, COLLECTIONS) as new:
        documents = [document async for block in new.dump(CALLS) for document in block]
    with closing(sqlite3.connect(data_dir / "media.db", isolation_level=None)) as connection:
        connection.execute("DROP TABLE calls")
    async with open_documents("sqlite:", "media", data_dir, (before,)) as old:
        await old.load(before, documents)


async def test_calls_are_listed_from_the_oldest_on_if_asked(media: Any) -> None:
    made = []
    for _ in range(3):
        made.append(await media.running())
        await media.clock.advance(1)
    assert await listed(media) == made[::-1]
    assert await listed(media, oldest_first=True) == made
    request = pb.ListCallsRequest(oldest_first=True, page_size=2)
    metadata = await media.mesh.authorize(OURS)
    first = await media.calls.ListCalls(request, metadata=metadata)
    request.page_token = first.next_page_token
    second = await media.calls.ListCalls(request, metadata=metadata)
    assert [call.id for call in (*first.calls, *second.calls)] == made
    with pytest.raises(InvalidArgument):
        await listed(media, page_token=first.next_page_token)
