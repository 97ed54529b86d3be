"""A call's record and transcript follow the events a voice node sends: usage, cost, languages."""

import json
from pathlib import Path
from typing import Any

import pytest
from google.type.money_pb2 import Money

from voicera.media.v1 import call_service_pb2 as calls_pb
from voicera.media.v1 import transcript_service_pb2 as transcript_pb
from voicera_kit.errors import InvalidArgument
from voicera_media.call.document import CALLS

OURS = "org_ours"
EAR = {"modality": "MODALITY_SPEECH_TO_TEXT", "adapter": "ear", "model": "e-1"}
MOUTH = {"modality": "MODALITY_TEXT_TO_SPEECH", "adapter": "mouth", "model": "asha"}


def used(stage: dict[str, str], **units: float) -> dict[str, Any]:
    usage = [{"unit": f"USAGE_UNIT_{unit.upper()}", "quantity": units[unit]} for unit in units]
    return stage | {"usage": usage}


@pytest.fixture
def prices(tmp_path: Path) -> Any:
    """Write a file of prices, an hour of hearing and a thousand characters; return its path."""

    def write(hour: str = "3.60", thousand: str | None = "2") -> Path:
        rows = [EAR | {"model": "e-*", "unit": "AUDIO_SECONDS", "price": hour, "per": 3600}]
        if thousand:
            mouth = {name: MOUTH[name] for name in ("modality", "adapter")}
            rows.append(mouth | {"unit": "CHARACTERS", "price": thousand, "per": 1000})
        path = tmp_path / "prices.json"
        path.write_text(json.dumps({"currency": "INR", "prices": rows}))
        return path

    return write


def kept_in(folder: Path) -> bytes:
    return b"".join(each.read_bytes() for each in folder.rglob("*") if each.is_file())


def rupees(paise: int) -> Money:
    return Money(currency_code="INR", units=paise // 100, nanos=paise % 100 * 10_000_000)


async def test_a_call_shows_what_was_used_and_what_it_cost_while_it_runs(start: Any, prices: Any) -> None:
    async with start(prices_file=prices()) as media:
        call_id = await media.running()
        stream = await media.append()
        await stream.open(call_id)
        assert not (await media.get(call_id)).HasField("cost")
        await stream.event(1, usage_recorded=used(EAR, audio_seconds=10))
        await stream.event(2, usage_recorded=used(MOUTH, characters=50))
        await stream.reached(2)
        assert (await media.get(call_id)).cost == rupees(11)
        await stream.event(3, usage_recorded=used(EAR, audio_seconds=20))
        await stream.reached(3)
        call = await media.get(call_id)
        assert [(each.adapter, each.model, each.cost) for each in call.usage] == [
            ("ear", "e-1", rupees(3)),
            ("mouth", "asha", rupees(10)),
        ]
        assert [(each.unit, each.quantity) for each in call.usage[0].usage] == [(1, 30)]
        assert call.cost == rupees(13)
        await stream.close()
        listed = await media.calls.ListCalls(calls_pb.ListCallsRequest(), metadata=media.owner())
        assert [each.cost for each in listed.calls] == [rupees(13)]


async def test_what_is_sent_again_is_not_charged_again(start: Any, prices: Any) -> None:
    async with start(prices_file=prices()) as media:
        call_id = await media.running()
        for sequences in ((1, 2), (1, 2, 3), (3, 4)):
            stream = await media.append()
            await stream.open(call_id)
            for sequence in sequences:
                await stream.event(sequence, usage_recorded=used(EAR, audio_seconds=10))
            await stream.reached(sequences[-1])
        call = await media.get(call_id)
        assert (call.usage[0].usage[0].quantity, call.cost) == (40, rupees(4))


async def test_another_price_changes_no_call_that_has_met_one(start: Any, prices: Any) -> None:
    async with start(prices_file=prices()) as media:
        over, running = await media.running(), await media.running()
        for call_id in (over, running):
            stream = await media.append()
            await stream.open(call_id)
            await stream.event(1, usage_recorded=used(EAR, audio_seconds=10))
            await stream.reached(1)
            if call_id == over:
                await stream.close()
    async with start(prices_file=prices(hour="360")) as media:
        stream = await media.append()
        await stream.open(running)
        await stream.event(2, usage_recorded=used(EAR, audio_seconds=10))
        await stream.event(3, usage_recorded=used(EAR | {"model": "e-2"}, audio_seconds=10))
        await stream.reached(3)
        assert (await media.get(over)).cost == rupees(1)
        assert [each.cost for each in (await media.get(running)).usage] == [rupees(2), rupees(100)]


async def test_usage_is_kept_without_prices(media: Any) -> None:
    call_id = await media.running()
    stream = await media.append()
    await stream.open(call_id)
    await stream.event(1, usage_recorded=used(EAR, audio_seconds=0.1))
    await stream.event(2, usage_recorded=used(EAR, audio_seconds=0.2))
    await stream.reached(2)
    call = await media.get(call_id)
    assert call.usage[0].usage[0].quantity == 0.3
    assert not call.HasField("cost")
    assert not call.usage[0].HasField("cost")


async def test_a_stage_that_is_not_priced_leaves_the_others_their_cost(start: Any, prices: Any) -> None:
    async with start(prices_file=prices(thousand=None)) as media:
        call_id = await media.running()
        stream = await media.append()
        await stream.open(call_id)
        await stream.event(1, usage_recorded=used(EAR, audio_seconds=10))
        await stream.event(2, usage_recorded=used(MOUTH, characters=50))
        await stream.reached(2)
        call = await media.get(call_id)
        assert [each.HasField("cost") for each in call.usage] == [True, False]
        assert call.cost == rupees(1)


async def test_a_watcher_sees_the_cost_grow(start: Any, prices: Any) -> None:
    async with start(prices_file=prices()) as media:
        call_id = await media.running()
        stream = await media.append()
        await stream.open(call_id)
        watcher = await media.watch(call_id)
        for sequence in (1, 2):
            await stream.event(sequence, usage_recorded=used(EAR, audio_seconds=10))
            await stream.reached(sequence)
        costs: list[Money] = []
        while rupees(2) not in costs:
            change = await watcher.read()
            if change.HasField("call"):
                costs.append(change.call.cost)


@pytest.mark.parametrize(
    ("event", "field"),
    [
        ({"usage_recorded": used(EAR, audio_seconds=-1)}, "usage_recorded.usage[0].quantity"),
        (
            {"usage_recorded": used(EAR, characters=1, audio_seconds=float("nan"))},
            "usage_recorded.usage[1].quantity",
        ),
        ({"usage_recorded": used(EAR, audio_seconds=float("inf"))}, "usage_recorded.usage[0].quantity"),
        ({"usage_recorded": used(EAR, audio_seconds=1e9 + 1)}, "usage_recorded.usage[0].quantity"),
        ({"usage_recorded": used(EAR, unspecified=1)}, "usage_recorded.usage[0].unit"),
        ({"usage_recorded": {"adapter": "ear"}}, "usage_recorded.modality"),
        ({"usage_recorded": EAR | {"adapter": ""}}, "usage_recorded.adapter"),
        ({"usage_recorded": EAR | {"model": "m" * 201}}, "usage_recorded.model"),
        ({"usage_recorded": EAR | {"usage": [{"unit": 1}] * 21}}, "usage_recorded.usage"),
        ({"caller_said": {"language": "x" * 65}}, "caller_said.language"),
        ({"agent_said": {"language": "x" * 65}}, "agent_said.language"),
        ({"language_switched": {"language": "x" * 65}}, "language_switched.language"),
    ],
)
async def test_what_cannot_be_added_up_is_refused(media: Any, event: dict[str, Any], field: str) -> None:
    call_id = await media.running()
    stream = await media.append()
    await stream.open(call_id)
    await stream.event(1, **event)
    with pytest.raises(InvalidArgument) as refusal:
        await stream.answer()
    assert [each.field for each in refusal.value.violations] == [f"event.{field}"]
    assert (await (await media.append()).open(call_id)).event_sequence == 0


async def test_the_language_is_the_first_one_spoken_until_it_is_switched(media: Any) -> None:
    call_id = await media.running()
    stream = await media.append()
    await stream.open(call_id)
    expected = ""
    events: tuple[tuple[str, dict[str, Any]], ...] = (
        ("", {"started": {"node": "voice-1"}}),
        ("", {"agent_said": {"text": "…"}}),
        ("hi-IN", {"agent_said": {"text": "नमस्ते", "language": "hi-IN"}}),
        ("hi-IN", {"caller_said": {"text": "hello", "language": "en-IN"}}),
        ("en-IN", {"language_switched": {"from_language": "hi-IN", "language": "en-IN"}}),
        ("en-IN", {"agent_said": {"text": "जी", "language": "hi-IN"}}),
    )
    for sequence, (expected, event) in enumerate(events, 1):
        await stream.event(sequence, **event)
        await stream.reached(sequence)
        assert (await media.get(call_id)).language == expected
    await stream.close()
    assert (await media.get(call_id)).language == "en-IN"


@pytest.mark.parametrize("encrypt", [False, True])
async def test_a_transcript_shows_both_languages(media: Any, tmp_path: Path, *, encrypt: bool) -> None:
    await media.keep(encrypt=encrypt)
    call_id = await media.running()
    stream = await media.append()
    await stream.open(call_id)
    asked = {"text": "எப்போது", "original_text": "When shall we come?", "language": "ta-IN", "end_ms": 900}
    said = {"text": "செவ்வாய்", "translated_text": "On Tuesday", "language": "ta-IN", "start_ms": 900}
    await stream.event(1, agent_said=asked)
    await stream.event(2, caller_said=said)
    await stream.event(3, offset_ms=2000, key_pressed={"digit": "1"})
    await stream.reached(3)
    request = transcript_pb.GetTranscriptRequest(call_id=call_id)
    lines = (await media.transcripts.GetTranscript(request, metadata=media.owner())).lines
    assert [(line.text, line.translation, line.language) for line in lines] == [
        ("எப்போது", "When shall we come?", "ta-IN"),
        ("செவ்வாய்", "On Tuesday", "ta-IN"),
        ("[keys: 1]", "", ""),
    ]
    for text in ("When shall we come?", "On Tuesday"):
        assert (text.encode() in kept_in(tmp_path)) is not encrypt


async def test_a_destroyed_key_leaves_the_call_its_cost(start: Any, prices: Any) -> None:
    async with start(prices_file=prices()) as media:
        key_id = (await media.keep(encrypt=True)).key_id
        call_id = await media.running()
        stream = await media.append()
        await stream.open(call_id)
        await stream.event(1, usage_recorded=used(EAR, audio_seconds=10))
        await stream.event(2, language_switched={"language": "hi-IN"})
        await stream.reached(2)
        await media.destroy_key(key_id)
        stream.vanish()
        await media.app.reconciler.look()
        await media.clock.advance(31)
        await media.app.reconciler.look()
        call = await media.get(call_id)
        assert call.ended_at.seconds
        assert (call.cost, call.language) == (rupees(1), "hi-IN")


async def test_calls_from_before_usage_was_kept_are_read(media: Any) -> None:
    call_id = await media.running()
    documents = media.app.documents
    known = await documents.get(OURS, CALLS, call_id)
    progress = {name: known.body["progress"][name] for name in known.body["progress"]}
    del progress["usage"], progress["language"]
    body = known.body | {"progress": progress}
    await documents.replace(OURS, CALLS, call_id, body, if_revision=known.revision)
    call = await media.get(call_id)
    assert (list(call.usage), call.HasField("cost"), call.language) == ([], False, "")
