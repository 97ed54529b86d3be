"""Lists of calls as CSV and transcripts as text, over HTTP."""

import csv
import io

import httpx
import pytest
from google.protobuf.timestamp_pb2 import Timestamp

from voicera.auth.v1 import member_service_pb2 as members
from voicera.media.v1 import call_pb2 as calls
from voicera.media.v1 import transcript_service_pb2 as transcripts
from voicera_gateway.http import exports, tables

from .conftest import World
from .fakes.agents import ORGANIZATION

PATH = "/v1/calls.csv"


def bearer(world: World, organization_id: str = ORGANIZATION) -> dict[str, str]:
    return {"Authorization": f"Bearer {world.signer.member(organization_id, 'viewer', 'user_7').token}"}


def keep(world: World, count: int, **fields) -> None:
    for number in range(count):
        call = calls.Call(**({"id": f"call_{number}"} | fields))
        world.media.records[call.id], world.media.owners[call.id] = call, ORGANIZATION


def rows_of(response: httpx.Response) -> list[dict[str, str]]:
    assert response.status_code == 200, response.text
    return list(csv.DictReader(io.StringIO(response.content.decode(), newline="")))


async def test_every_call_is_a_row(running: World):
    call = {
        "from": "+919800000001",
        "to": "+918045550099",
        "direction": "DIRECTION_INBOUND",
        "state": "CALL_STATE_COMPLETED",
        "end_reason": "END_REASON_CALLER_HUNG_UP",
        "disposition": 'said "yes", and\nmore, ठीक है',
        "created_at": Timestamp(seconds=1_767_225_600),
        "duration_ms": 61_250,
        "latency": {"response_p50_ms": 640, "response_p95_ms": 900},
        "cost": {"currency_code": "INR", "units": 1, "nanos": 50_000_000},
    }
    keep(running, 1, **call)
    response = await running.client.get(PATH, headers=bearer(running))
    assert response.headers["content-type"].startswith("text/csv")
    assert response.headers["content-disposition"] == 'attachment; filename="calls.csv"'
    assert response.content.startswith(b"id,"), "no byte order mark"
    assert response.content.endswith(b"\r\n")
    (row,) = rows_of(response)
    assert row == dict.fromkeys(tables.COLUMNS, "") | {
        "id": "call_0",
        "created_at": "2026-01-01T00:00:00Z",
        "direction": "INBOUND",
        "state": "COMPLETED",
        "end_reason": "CALLER_HUNG_UP",
        "disposition": call["disposition"],
        "agent_revision": "0",
        "from": "+919800000001",
        "to": "+918045550099",
        "duration_ms": "61250",
        "turns": "0",
        "response_p50_ms": "640",
        "response_p95_ms": "900",
        "provider_failures": "0",
        "has_recording": "false",
        "cost": "1.05",
        "currency": "INR",
        "is_test": "false",
    }


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\uff1d1", "+91980000 0001", "+"],
)
async def test_no_cell_is_a_formula(running: World, text: str):
    keep(running, 1, disposition=text)
    (row,) = rows_of(await running.client.get(PATH, headers=bearer(running)))
    assert row["disposition"] == f"'{text}"


async def test_all_pages_are_in_one_file(running: World):
    keep(running, 1203)
    found = rows_of(await running.client.get(PATH, headers=bearer(running)))
    assert [row["id"] for row in found] == [f"call_{number}" for number in range(1203)]
    assert {request.page_size for request in running.media.listed} == {500}


async def test_the_filters_are_those_of_the_list(running: World):
    query = [
        ("agent_id", "agent_1"),
        ("end_reasons", "END_REASON_BUSY"),
        ("end_reasons", "3"),
        ("created_after", "2026-01-01T00:00:00Z"),
        ("min_duration_ms", "5000"),
        ("with_provider_failures", "true"),
        ("state", "CALL_STATE_FAILED"),
        ("number", "+919800000001"),
    ]
    response = await running.client.get(PATH, params=query, headers=bearer(running))
    assert response.status_code == 200
    (asked,) = running.media.listed
    assert (asked.agent_id, asked.min_duration_ms, asked.with_provider_failures) == ("agent_1", 5000, True)
    assert list(asked.end_reasons) == [calls.END_REASON_BUSY, calls.END_REASON_CALLER_SILENT]
    assert (asked.state, asked.number) == (calls.CALL_STATE_FAILED, "+919800000001")
    assert asked.created_after.ToJsonString() == "2026-01-01T00:00:00Z"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("color=red", "color"),
        ("page_token=x", "page_token"),
        ("page_size=5", "page_size"),
        ("state=NONSENSE", "state"),
        ("min_duration_ms=long", "min_duration_ms"),
        ("created_after=yesterday", "created_after"),
        ("with_provider_failures=maybe", "with_provider_failures"),
        ("agent_id=a&agent_id=b", "agent_id"),
        ("&".join(f"end_reasons={number}" for number in range(101)), "query"),
    ],
)
async def test_a_parameter_that_does_not_fit_is_named(running: World, query: str, field: str):
    response = await running.client.get(f"{PATH}?{query}", headers=bearer(running))
    assert response.status_code == 400
    violations = response.json()["details"][1]["field_violations"]
    assert [each["field"] for each in violations] == [field]


async def test_a_file_that_was_cut_says_so(running: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(exports, "MAX_ROWS", 1000)
    keep(running, 1001)
    found = rows_of(await running.client.get(PATH, headers=bearer(running)))
    assert len(found) == 1001
    assert found[-1]["id"].startswith("only the")
    keep(running, 1000)
    del running.media.records["call_1000"]
    assert len(rows_of(await running.client.get(PATH, headers=bearer(running)))) == 1000


async def test_a_file_whose_second_page_fails_does_not_look_complete(running: World):
    keep(running, 600)
    running.media.max_pages = 1
    with pytest.raises(httpx.RemoteProtocolError):
        await running.client.get(PATH, headers=bearer(running))


async def test_only_members_get_them(running: World):
    running.transcripts.lines = [transcripts.TranscriptLine(text="hello")]
    keep(running, 1)
    text = "/v1/calls/call_1/transcript.txt"
    for path in (PATH, text):
        assert (await running.client.get(path)).status_code == 401
    assert rows_of(await running.client.get(PATH, headers=bearer(running, "org_2"))) == []
    assert (await running.client.get(text, headers=bearer(running, "org_2"))).status_code == 404
    key = running.signer.api_key(ORGANIZATION, "agents.read")
    refused = await running.client.get(PATH, headers={"Authorization": f"Bearer {key.token}"})
    assert refused.status_code == 403


async def test_a_transcript_is_a_text(running: World):
    caller, agent = transcripts.SPEAKER_CALLER, transcripts.SPEAKER_AGENT
    running.transcripts.lines = [
        transcripts.TranscriptLine(speaker=agent, text="नमस्ते", translation="Hello", start_ms=250),
        transcripts.TranscriptLine(speaker=caller, text="yes\nplease", start_ms=61_999),
        transcripts.TranscriptLine(speaker=agent, text="Your app", interrupted=True, start_ms=6_000_000),
        transcripts.TranscriptLine(speaker=caller, start_ms=6_001_000),
    ]
    response = await running.client.get("/v1/calls/call_1/transcript.txt", headers=bearer(running))
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.headers["content-disposition"] == 'attachment; filename="call_1.txt"'
    assert response.content.decode() == (
        "[00:00] Agent: नमस्ते\n        = Hello\n[01:01] Caller: yes please\n[100:00] Agent: Your app [interrupted]\n"
        "[100:01] Caller: [not understood]\n"
    )


def acted(act: str, start_ms: int, text: str = "", **who: object) -> transcripts.TranscriptLine:
    line = {"speaker": transcripts.SPEAKER_OPERATOR, "user_id": "user_3"} | who
    return transcripts.TranscriptLine(act=f"TRANSCRIPT_ACT_{act}", start_ms=start_ms, text=text, **line)


def stepped_in() -> list[transcripts.TranscriptLine]:
    return [
        acted("INSTRUCTED", 1000, "Offer\nThursday"),
        acted("LET_SAY", 2000, "We close at six", user_id="user_2"),
        acted("TOOK_OVER", 3000),
        acted("HANDED_BACK", 4000, user_id="user_gone"),
        acted("TRANSFERRED", 5000, "+919800000077"),
        acted("TRANSFERRED", 6000, "+919800000078", speaker=transcripts.SPEAKER_AGENT, user_id=""),
    ]


async def test_a_transcript_says_who_stepped_in_and_when(running: World):
    running.members.people = [
        members.Member(user_id="user_1", display_name="Vik"),
        members.Member(user_id="user_2", email="ravi@example.com"),
        members.Member(user_id="user_3", display_name="Asha Rao"),
    ]
    running.transcripts.lines = stepped_in()
    response = await running.client.get("/v1/calls/call_1/transcript.txt", headers=bearer(running))
    assert response.content.decode().splitlines() == [
        "[00:01] * Asha Rao tells the agent: Offer Thursday",
        "[00:02] * ravi@example.com has the agent say: We close at six",
        "[00:03] * Asha Rao takes the call over; what they say is not transcribed",
        "[00:04] * Operator hands the call back to the agent",
        "[00:05] * Asha Rao transfers the caller to +919800000077",
        "[00:06] * Agent transfers the caller to +919800000078",
    ]


@pytest.mark.parametrize("is_down", [False, True], ids=["members are not to be read", "nobody names them"])
async def test_a_transcript_names_nobody_where_it_cannot(running: World, *, is_down: bool):
    running.members.people = [members.Member(user_id="user_3", display_name="Asha Rao")]
    running.members.is_down = is_down
    running.transcripts.lines = stepped_in()[:1]
    key = running.signer.api_key(ORGANIZATION, "calls.read", *(["members.read"] if is_down else []))
    headers = {"Authorization": f"Bearer {key.token}"}
    response = await running.client.get("/v1/calls/call_1/transcript.txt", headers=headers)
    assert response.content.decode() == "[00:01] * Operator tells the agent: Offer Thursday\n"
