"""Figures of calls: what counts as what, by which groups, and the same as the list shows."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from google.protobuf.timestamp_pb2 import Timestamp

from voicera.media.v1 import analytics_service_pb2 as pb
from voicera.media.v1 import call_pb2, call_service_pb2
from voicera_kit.errors import InvalidArgument
from voicera_media.analytics.percentiles import MAX_DISTINCT, Distribution

OURS, THEIRS = "org_ours", "org_theirs"
FAILED_STT = {"provider_failed": {"adapter": "sarvam", "modality": "speech_to_text"}}
FAILED_MODEL = {"provider_failed": {"adapter": "openai", "modality": "language_model"}}
TAKEN_OVER = {"operator_took_over": {"user_id": "user_1"}}


def stamp(moment: datetime) -> Timestamp:
    found = Timestamp()
    found.FromDatetime(moment)
    return found


def ended(reason: str, disposition: str = "") -> dict[str, Any]:
    return {"ended": {"reason": f"END_REASON_{reason}", "disposition": disposition}}


def measured(ms: float) -> dict[str, Any]:
    return {"turn_measured": {"first_byte_ms": ms}}


def used(adapter: str, modality: str = "SPEECH_TO_TEXT") -> dict[str, Any]:
    usage = [{"unit": "USAGE_UNIT_AUDIO_SECONDS", "quantity": 2.5}]
    return {"usage_recorded": {"modality": f"MODALITY_{modality}", "adapter": adapter, "usage": usage}}


async def summary(media: Any, organization: str = OURS, **question: Any) -> pb.SummarizeCallsResponse:
    if "created_before" not in question:
        question["created_before"] = stamp(media.clock.now() + timedelta(seconds=1))
    request = pb.SummarizeCallsRequest(**question)
    metadata = media.owner(organization, "viewer")
    return await media.analytics.SummarizeCalls(request, metadata=metadata)


async def hold(
    media: Any, *events: Any, reason: str = "CALLER_HUNG_UP", state: str = "COMPLETED", **fields: Any
) -> str:
    """Hold a call of ten seconds."""
    call_id = str(await media.running(**fields))
    await media.clock.advance(10)
    await media.archived(call_id, *events)
    await media.end(call_id, state, reason, authoritative=True)
    return call_id


async def some_calls(media: Any) -> None:
    """One of every kind."""
    await hold(
        media, ended("AGENT_HUNG_UP", "booked"), used("sarvam"), measured(400), agent_id="a1", to="+911"
    )
    await hold(media, measured(800), measured(1200), FAILED_STT, FAILED_STT, FAILED_MODEL, agent_id="a1")
    await hold(
        media,
        ended("TRANSFERRED", "booked"),
        agent_id="a2",
        **{"from": "+912"},
        direction="DIRECTION_OUTBOUND",
    )
    await hold(media, TAKEN_OVER, {"caller_said": {"text": "hi", "turn": 3}}, agent_id="a2")
    await hold(media, reason="OPERATOR_HUNG_UP")
    await hold(media, reason="CARRIER_ERROR", state="FAILED")
    await hold(media, ended("PROVIDER_FAILED"))
    unanswered = (await media.create(direction="DIRECTION_OUTBOUND")).call.id
    await media.end(unanswered, "NO_ANSWER", "NO_ANSWER", authoritative=True)
    await media.running(direction="DIRECTION_BROWSER", agent_revision=2)


async def test_a_transfer_reached_in_a_browser_is_neither_contained_nor_failed(media: Any) -> None:
    await hold(
        media,
        ended("TRANSFER_IN_BROWSER"),
        reason="TRANSFER_IN_BROWSER",
        direction="DIRECTION_BROWSER",
        agent_revision=1,
    )
    total = (await summary(media)).total
    assert (total.ended, total.contained, total.failed) == (1, 0, 0)


async def test_every_call_counts_as_what_it_was(media: Any) -> None:
    await some_calls(media)
    total = (await summary(media)).total
    assert (total.calls, total.answered, total.ended) == (9, 8, 8)
    assert total.contained == 2, (
        "not a transfer, an operator, a failure, a call nobody answered or one that runs"
    )
    assert total.failed == 2
    assert total.duration_ms == 7 * 10_000
    assert total.turns == 3
    assert (total.response_p50_ms, total.response_p95_ms) == (400, 1200)


async def listed(media: Any, **filters: Any) -> list[call_pb2.Call]:
    request = call_service_pb2.ListCallsRequest(page_size=500, **filters)
    page = await media.calls.ListCalls(request, metadata=await media.mesh.authorize(OURS))
    return list(page.calls)


async def test_the_figures_are_what_the_list_adds_up_to(prices: Any, start: Any) -> None:
    async with start(prices_file=prices) as media:
        await some_calls(media)
        calls, total = await listed(media), (await summary(media)).total
        over = [call for call in calls if call.HasField("ended_at")]
        assert total.calls == len(calls)
        assert total.answered == sum(call.HasField("answered_at") for call in calls)
        assert total.ended == len(over)
        assert total.duration_ms == sum(call.duration_ms for call in over)
        assert total.turns == sum(call.turns for call in calls)
        nanos = sum(call.cost.units * 10**9 + call.cost.nanos for call in calls)
        assert nanos > 0
        assert [(each.currency_code, each.units * 10**9 + each.nanos) for each in total.cost] == [
            ("INR", nanos)
        ]
        failures = sum(each.failures for each in (await summary(media)).providers)
        assert failures == sum(call.provider_failures for call in calls) == 3
        reasons = Counter(
            call_pb2.EndReason.Name(call.end_reason) if call.end_reason else "" for call in calls
        )
        groups = (await summary(media, group_by="GROUP_BY_END_REASON")).groups
        assert {group.key: group.figures.calls for group in groups} == reasons


@pytest.fixture
def prices(tmp_path: Any) -> Any:
    file = tmp_path / "prices.json"
    file.write_text(
        '{"currency": "INR", "prices": [{"adapter": "sarvam", "modality": "SPEECH_TO_TEXT",'
        ' "unit": "AUDIO_SECONDS", "price": "0.0123", "per": 1}]}'
    )
    return file


@pytest.mark.parametrize(
    ("group_by", "expected"),
    [
        ("AGENT", {"a1": 2, "a2": 2, "agent_1": 5}),
        ("NUMBER", {"": 7, "+911": 1, "+912": 1}),
        ("DISPOSITION", {"": 7, "booked": 2}),
        ("DIRECTION", {"DIRECTION_INBOUND": 6, "DIRECTION_OUTBOUND": 2, "DIRECTION_BROWSER": 1}),
    ],
)
async def test_calls_are_grouped_the_most_first(media: Any, group_by: str, expected: dict[str, int]) -> None:
    await some_calls(media)
    answer = await summary(media, group_by=f"GROUP_BY_{group_by}")
    counted = [(group.key, group.figures.calls) for group in answer.groups]
    assert dict(counted) == expected
    assert counted == sorted(counted, key=lambda group: (-group[1], group[0]))
    assert answer.total.calls == 9


async def test_without_a_group_there_is_only_the_total(media: Any) -> None:
    await hold(media)
    answer = await summary(media)
    assert (answer.total.calls, len(answer.groups)) == (1, 0)


async def test_only_the_calls_asked_for_are_counted(media: Any) -> None:
    await some_calls(media)
    assert (await summary(media, agent_id="a1")).total.calls == 2
    assert (await summary(media, direction="DIRECTION_OUTBOUND")).total.calls == 2
    assert (await summary(media, agent_id="a2", direction="DIRECTION_OUTBOUND")).total.calls == 1
    assert (await summary(media, agent_id="nobody")).total.calls == 0
    assert (await summary(media, THEIRS)).total.calls == 0


async def test_drafts_that_were_tried_count_only_if_asked_for(media: Any) -> None:
    await hold(media, measured(500), used("sarvam"), agent_revision=1, direction="DIRECTION_BROWSER")
    await hold(media, measured(900), FAILED_STT, direction="DIRECTION_BROWSER")
    await hold(media, direction="DIRECTION_INBOUND")
    real, all_ = await summary(media), await summary(media, include_tests=True)
    assert (real.total.calls, all_.total.calls) == (2, 3)
    assert (real.total.response_p95_ms, all_.total.response_p95_ms) == (500, 900)
    assert ([each.failures for each in real.providers], sum(each.failures for each in all_.providers)) == (
        [0], 1
    )  # fmt: skip
    for group in ("DAY", "AGENT", "DIRECTION"):
        grouped = await summary(media, group_by=f"GROUP_BY_{group}")
        assert sum(each.figures.calls for each in grouped.groups) == 2
    for tests, answer in (("TEST_CALLS_EXCLUDED", real), ("TEST_CALLS_UNSPECIFIED", all_)):
        assert answer.total.calls == len(await listed(media, test_calls=tests))
    (tried,) = await listed(media, test_calls="TEST_CALLS_ONLY")
    assert (tried.is_test, tried.provider_failures) == (True, 1)
    assert sum(call.is_test for call in await listed(media)) == 1


async def test_the_span_has_its_beginning_and_not_its_end(media: Any) -> None:
    first = media.clock.now()
    await media.running()
    await media.clock.advance(60)
    await media.running()
    until = stamp(media.clock.now())
    assert (await summary(media, created_after=stamp(first), created_before=until)).total.calls == 1
    late = stamp(first + timedelta(microseconds=1))
    assert (await summary(media, created_after=late)).total.calls == 1
    await media.clock.advance(timedelta(days=30).total_seconds() - 30)
    assert (await summary(media)).total.calls == 1, "30 days without a beginning"


async def test_providers_are_counted_by_use_the_most_failures_first(media: Any) -> None:
    await some_calls(media)
    await hold(media, FAILED_STT, used("sarvam"), used("espeak", "TEXT_TO_SPEECH"))
    found = [
        (each.adapter, each.modality, each.calls, each.failures) for each in (await summary(media)).providers
    ]
    assert found == [
        ("sarvam", "speech_to_text", 3, 3),
        ("openai", "language_model", 1, 1),
        ("espeak", "text_to_speech", 1, 0),
    ]


async def test_nothing_is_nothing(media: Any) -> None:
    answer = await summary(media, group_by="GROUP_BY_AGENT")
    assert answer == pb.SummarizeCallsResponse(total=pb.CallFigures())


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ({"created_after": stamp(datetime(2027, 1, 1, tzinfo=UTC))}, "created_before"),
        ({"created_after": stamp(datetime(2024, 12, 1, tzinfo=UTC))}, "created_after"),
        ({"created_before": Timestamp(seconds=-(10**10))}, "created_before"),
        ({"created_before": Timestamp(seconds=2**62)}, "created_before"),
        ({"time_zone": "Asia/Calcuttta"}, "time_zone"),
        ({"time_zone": "../../etc/passwd"}, "time_zone"),
        ({"time_zone": "America"}, "time_zone"),
        ({"time_zone": "A" * 65}, "time_zone"),
        ({"group_by": 99}, "group_by"),
        ({"direction": 99}, "direction"),
        ({"agent_id": "a" * 201}, "agent_id"),
        (
            {"group_by": "GROUP_BY_HOUR", "created_after": stamp(datetime(2025, 11, 1, tzinfo=UTC))},
            "group_by",
        ),
    ],
)
async def test_a_question_that_makes_no_sense_is_refused_by_field(
    media: Any, question: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidArgument) as refusal:
        await summary(media, **question)
    assert [violation.field for violation in refusal.value.violations] == [field]


def test_percentiles_are_exact_up_to_so_many_values_and_near_beyond() -> None:
    exact, many = Distribution(), Distribution()
    for value in range(1, MAX_DISTINCT + 1):
        exact.add(value)
    assert (exact.percentile(50), exact.percentile(95)) == (2048, 3892)
    for value in range(100_000, 0, -1):
        many.add(value)
    for percent in (1, 50, 95, 100):
        assert many.percentile(percent) == pytest.approx(1000 * percent, rel=0.01)
    many.include(exact)
    assert len(many.counts) < MAX_DISTINCT
    assert Distribution().percentile(50) == 0
