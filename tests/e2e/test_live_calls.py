"""Live calls, seen and stepped into through Envoy."""

import asyncio
import io
import json
import wave

import httpx
import numpy as np
import pytest

from tests.e2e.belongings import joined
from tests.e2e.events import of_kind
from tests.e2e.live import Wall, asked, listening, operating, watching, words
from tests.e2e.mesh import CALLER, wait_for
from tests.e2e.recognise import recognise_each
from tests.e2e.specs import reception, storyteller
from tests.e2e.test_browser_calls import refusal

PATIENT = {"silence": {"prompt_after_ms": 60000}}
TRANSFERRED_TO = "+919800000179"
STEPS_IN = ("ListenToCall", "WhisperToAgent", "TakeOverCall", "HandBackCall")
SENTENCES = [
    "hello would you like to book an appointment",
    "we close at six today",
    "this is the manager speaking",
    "your appointment is booked goodbye",
    "please cancel all of our orders",
]


async def seen(wall: Wall, number: str) -> str:
    """The id of the live call to this number, once the wall shows it."""
    return await wall.until(
        lambda each: next((id_ for id_, call in each.calls.items() if call["to"] == number), "")
    )


def audited(account, call_id: str) -> set[str]:
    """What the audit log says was done to the call."""
    entries = account.get("/v1/auditEntries", object_id=call_id)["entries"]
    return {each["action"] for each in entries if each["outcome"] == "OK"}


def heard_by_the_caller(carrier, placed: str) -> str:
    with wave.open(io.BytesIO(carrier.heard(placed))) as file:
        rate = file.getframerate()
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
    return " ".join(recognise_each(samples, rate, SENTENCES))


async def stepped_into(mesh, account, carrier, number: str) -> None:
    """Walk through all that people can do to a call; the caller answers the agent when they are done."""
    async with watching(mesh, account) as wall:
        steps = ("listen", {"wait": 22000}, {"say": "yes please"}, {"wait_hangup": 30000})
        placed = await asyncio.to_thread(carrier.call, number, *steps)
        call_id = await seen(wall, number)
        await wall.until(lambda each: each.calls[call_id].get("last_line"))
        async with listening(mesh, account, call_id) as ear:
            await wall.until(lambda each: each.calls[call_id]["listeners"] == 1)
            whisper = {"text": "We close at six today.", "kind": "WHISPER_KIND_SAY"}
            await asked(account, f"/v1/liveCalls/{call_id}:whisper", whisper)
            await wall.until(lambda each: "six" in each.calls[call_id]["last_line"]["text"])
            async with operating(mesh, account, call_id) as operator:
                await wall.until(lambda each: each.calls[call_id]["operator_id"])
                await operator.say(words("this is the manager speaking"))
                await asyncio.sleep(1)
                await asked(account, f"/v1/liveCalls/{call_id}:handBack")
                await operator.socket.wait_closed()
                assert operator.socket.close_reason == "HANDED_BACK"
            await wall.until(lambda each: not each.calls[call_id]["operator_id"])
            await wall.until(lambda each: call_id in each.over, 60)
            await ear.socket.wait_closed()
            assert ear.socket.close_reason == "CALL_OVER"
    report = await asyncio.to_thread(carrier.report, placed)
    call = await asyncio.to_thread(account.ended, call_id)
    assert report["ok"], report["errors"]
    assert (call["state"], call["disposition"]) == ("CALL_STATE_COMPLETED", "booked")
    _assert_heard(ear, heard_by_the_caller(carrier, placed))
    done = {f"telephony.v1.LiveCallService/{verb}" for verb in STEPS_IN}
    await asyncio.to_thread(wait_for, lambda: done <= audited(account, call_id))
    noted = account.events(call_id)
    for kind in ("operator_whispered", "operator_took_over", "operator_handed_back"):
        assert len(of_kind(noted, kind)) == 1


def _assert_heard(ear, by_the_caller: str) -> None:
    assert ear.opened["sample_rate_hz"] == 8000
    caller, agent = ear.channels
    assert np.abs(caller).max() > 1000
    assert np.abs(agent).max() > 1000
    assert recognise_each(caller, 8000, ["yes please", "no thank you", "good bye"])[-1:] == ["yes please"]
    by_the_listener = " ".join(recognise_each(agent, 8000, SENTENCES))
    for spoken in ("we close at six today", "this is the manager speaking"):
        assert spoken in by_the_caller
        assert spoken in by_the_listener
    assert by_the_caller.count(SENTENCES[0]) == 2, "the agent asked again when it was handed back"
    assert by_the_caller.endswith("your appointment is booked goodbye")


@pytest.mark.timeout(180)
async def test_people_watch_listen_whisper_take_over_and_hand_back(mesh, account, carrier, number_for):
    await stepped_into(mesh, account, carrier, number_for(reception(**PATIENT)))


async def test_a_live_call_is_transferred(mesh, account, carrier, number_for):
    number = number_for(storyteller(**PATIENT))
    async with watching(mesh, account) as wall:
        placed = await asyncio.to_thread(carrier.call, number, {"wait_hangup": 60000})
        call_id = await seen(wall, number)
        await asked(account, f"/v1/liveCalls/{call_id}:transfer", {"to": TRANSFERRED_TO})
        await wall.until(lambda each: call_id in each.over)
    report = await asyncio.to_thread(carrier.report, placed)
    call = await asyncio.to_thread(account.ended, call_id)
    assert report["dialled"] == [TRANSFERRED_TO.removeprefix("+")]
    [started] = of_kind(await asyncio.to_thread(account.events, call_id), "transfer_started")
    me = await asyncio.to_thread(account.get, "/v1/me")
    assert (started["to"], started["user_id"]) == (TRANSFERRED_TO, me["user_id"])
    assert (call["state"], call["end_reason"]) == ("CALL_STATE_COMPLETED", "END_REASON_TRANSFERRED")


def test_live_calls_are_listed_and_watched_over_rest(mesh, account, carrier, number_for):
    number = number_for(reception(**PATIENT))
    placed = carrier.call(number, {"wait_hangup": 60000})

    def listed():
        calls = account.get("/v1/liveCalls", agent_id=account.agent_behind(number))["calls"]
        return calls[0] if calls and "last_line" in calls[0] else None

    call = wait_for(listed)
    assert (call["from"], call["to"], call["direction"]) == (f"+{CALLER}", number, "DIRECTION_INBOUND")
    assert call["agent_name"] == f"Agent behind {number}"
    assert call["providers"][0]["adapter"] == "pocketsphinx"
    assert call["voice_node"]
    with account.http.stream("GET", "/v1/liveCalls:watch", timeout=20) as watch:
        lines = (json.loads(line) for line in watch.iter_lines() if line.strip())
        first = next(lines)
        assert call["call_id"] in {each["call_id"] for each in first["snapshot"]["calls"]}
        carrier.hang_up(placed)
        assert any(each.get("ended_call_id") == call["call_id"] for each in lines)
    missing = account.http.post(f"/v1/liveCalls/{call['call_id']}:listen", json={})
    assert (missing.status_code, missing.json()["details"][0]["reason"]) == (404, "CALL_NOT_LIVE")


def test_a_viewer_sees_four_digits_and_may_not_step_in(mesh, account, carrier, number_for):
    viewer = joined(mesh, account, "viewer")
    placed = carrier.call(number_for(reception(**PATIENT)), {"wait_hangup": 60000})
    call_id = account.call(placed)["id"]

    def shown():
        return next(
            (each for each in viewer.get("/v1/liveCalls")["calls"] if each["call_id"] == call_id), None
        )

    assert wait_for(shown)["from"].endswith("•" + CALLER[-4:])
    for verb in ("listen", "takeOver", "whisper", "handBack", "transfer"):
        body = {"whisper": {"text": "x"}, "transfer": {"to": TRANSFERRED_TO}}.get(verb, {})
        answer = viewer.http.post(f"/v1/liveCalls/{call_id}:{verb}", json=body)
        assert (verb, answer.status_code) == (verb, 403)
    carrier.hang_up(placed)


async def test_a_monitor_is_closed_when_its_session_ends(mesh, account):
    member = await asyncio.to_thread(joined, mesh, account, "operator")
    async with watching(mesh, member) as wall:
        await asked(member, "/v1/me:signOutEverywhere")
        async with asyncio.timeout(20):
            await wall.socket.wait_closed()
        assert (wall.socket.close_code, wall.socket.close_reason) == (4401, "SESSION_ENDED")


async def test_made_up_tickets_are_refused(mesh):
    for purpose in ("monitor", "listen", "operate"):
        assert await refusal(mesh.public_url.replace("http", "ws") + f"/v1/live/{purpose}/made-up") == 4401


def test_the_rest_of_the_live_paths_wants_a_token(mesh):
    assert httpx.get(f"{mesh.public_url}/v1/liveCalls", verify=mesh.trust or True).status_code == 401
