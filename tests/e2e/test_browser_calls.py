"""Calls from a browser: same agent, another front."""

import asyncio
import contextlib

import numpy as np
import pytest
import soxr
import websockets

from tests.e2e.browser import RATE, on_the_line
from tests.e2e.specs import reception, spec, transfer
from vobiz_sim.caller.speech import speak

DESK = "+919800000195"
TICKET_REFUSED = 4401
TICKET_IN_USE = 4409


def spoken(text: str) -> bytes:
    """The sentence at 16 kHz, 16-bit."""
    samples = speak(text, "en-us+klatt2", 160)
    return soxr.resample(np.asarray(samples, dtype=np.float32), 8000, RATE).astype("<i2").tobytes()


@pytest.fixture
def started(account):
    agent_id = account.publish("Browser reception", reception())
    return account.post("/v1/calls:startBrowser", {"agent_id": agent_id})


async def test_a_browser_talks_to_the_agent_and_sees_the_conversation(mesh, account, started):
    url = mesh.public_url.replace("http", "ws") + started["websocket_path"]
    async with on_the_line(url) as browser:
        await browser.wait_for("started")
        await browser.until_said("agent_said", 1)
        browser.say(spoken("yes please"))
        await browser.wait_for("hang_up", 30)
    call = account.ended(started["call"]["id"])
    assert browser.said("caller_said") == ["yes please"]
    assert (call["state"], call["disposition"]) == ("CALL_STATE_COMPLETED", "booked")
    assert call["direction"] == "DIRECTION_BROWSER"
    assert {message["type"] for message in browser.messages} >= {"started", "event", "state", "hang_up"}
    assert np.abs(np.frombuffer(bytes(browser.heard), dtype="<i2")).max() > 1000


async def test_a_transfer_in_a_browser_is_announced_told_and_no_failure(mesh, account):
    agent_id = account.publish("Connects", spec(transfer("desk", DESK, "One moment, I connect you.")))
    started = account.post("/v1/calls:startBrowser", {"agent_id": agent_id})
    async with on_the_line(mesh.public_url.replace("http", "ws") + started["websocket_path"]) as browser:
        ended = await browser.wait_for("hang_up")
    assert ended["reason"] == "END_REASON_TRANSFER_IN_BROWSER"
    assert browser.said("agent_said") == ["One moment, I connect you."]
    shown = [message["event"] for message in browser.messages if message["type"] == "event"]
    assert [each["transfer_started"]["to"] for each in shown if "transfer_started" in each] == [DESK]
    call = account.ended(started["call"]["id"])
    assert (call["state"], call["end_reason"]) == ("CALL_STATE_COMPLETED", "END_REASON_TRANSFER_IN_BROWSER")
    total = account.get("/v1/analytics/calls", agent_id=agent_id)["total"]
    assert (total["ended"], total["failed"], total["contained"]) == ("1", "0", "0")


async def test_closing_the_page_ends_the_call(mesh, account, started):
    url = mesh.public_url.replace("http", "ws") + started["websocket_path"]
    async with on_the_line(url) as browser:
        await browser.wait_for("started")
    call = account.ended(started["call"]["id"])
    assert (call["state"], call["end_reason"]) == ("CALL_STATE_COMPLETED", "END_REASON_CALLER_HUNG_UP")


async def test_a_ticket_works_once(mesh, started):
    url = mesh.public_url.replace("http", "ws") + started["websocket_path"]
    async with on_the_line(url) as browser:
        await browser.wait_for("started")
        assert await refusal(url) == TICKET_IN_USE


async def refusal(url: str) -> int:
    """The code a socket is closed with."""
    async with websockets.connect(url) as socket, asyncio.timeout(5):
        with contextlib.suppress(websockets.ConnectionClosedError):
            async for _ in socket:
                pass
        return int(socket.close_code)


async def test_a_made_up_ticket_is_refused(mesh):
    url = mesh.public_url.replace("http", "ws") + "/v1/browser/made-up"
    assert await refusal(url) == TICKET_REFUSED
