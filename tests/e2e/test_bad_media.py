"""What arrives on a media socket and is not the protocol closes that socket, and no other."""

import base64
import itertools
import re

import pytest
import websockets

from tests.e2e.bad_carrier import BadCall, close_code, media
from tests.e2e.mesh import wait_for
from tests.e2e.specs import reception
from tests.load.scripts import QUESTIONS, TALKER, talking_agent

RESET = 1006
TOO_BIG, MALFORMED, TICKET_REFUSED, IN_USE, FLOOD = 1009, 4400, 4401, 4409, 4429
SILENCE = media(base64.b64encode(b"\xff" * 160).decode())
PROBES = {
    "ten megabytes in one frame": TOO_BIG,
    "a hundred thousand frames at once": FLOOD,
    "no JSON": MALFORMED,
    "no JSON after the start": MALFORMED,
    "media before the start": MALFORMED,
    "no base64": MALFORMED,
    "a second socket for the ticket": IN_USE,
    "a ticket whose call is over": TICKET_REFUSED,
    "a made-up ticket": TICKET_REFUSED,
}


def messages(probe, start):
    return {
        "ten megabytes in one frame": [start, media("A" * 10_000_000)],
        "a hundred thousand frames at once": itertools.chain([start], itertools.repeat(SILENCE, 100_000)),
        "no JSON": ["certainly {not JSON"],
        "no JSON after the start": [start, "certainly {not JSON"],
        "media before the start": [SILENCE],
        "no base64": [start, media("%%%%")],
    }.get(probe, [start])


async def closed_with(probe, call):
    """The code that what `probe` names is closed with."""
    url = call.answer()
    match probe:
        case "a second socket for the ticket":
            async with websockets.connect(url, max_queue=None) as first:
                await first.send(call.start)
                await first.recv()
                code = await close_code(url, [call.start])
        case "a ticket whose call is over":
            async with websockets.connect(url, max_queue=None) as first:
                await first.send(call.start)
                await first.recv()
            call.hang_up()
            return await close_code(url, [call.start])
        case "a made-up ticket":
            code = await close_code(url.rpartition("/")[0] + "/made-up", [call.start])
        case _:
            code = await close_code(url, messages(probe, call.start))
    call.hang_up()
    return code


def refusals(mesh):
    """The codes of all media connections the gateway says it refused."""
    return [int(code) for code in re.findall(r"media_refused .*code=(\d+)", mesh.logs())]


async def verdict(mesh, probe, call):
    """The code the gateway closed with: the client's word, or the log's where the client saw no close frame.

    While a client still sends, the kernel may reset the connection before the close frame arrives.
    """
    before = len(refusals(mesh))
    code = await closed_with(probe, call)
    if code != RESET:
        return code
    [logged] = wait_for(lambda: refusals(mesh)[before:], within_s=5)
    return logged


@pytest.fixture(scope="module")
def victim(account, carrier):
    """A number for calls that go wrong."""
    number = "+918048000001"
    carrier.rent(number)
    account.attach(number, account.publish("Victim", reception()))
    return number


async def test_bad_media_closes_its_own_socket_and_disturbs_nobody(
    mesh, account, carrier, number_for, victim
):
    placed = carrier.call(number_for(talking_agent()), *TALKER)
    good = account.call(placed)
    wait_for(lambda: account.transcript(good["id"]))
    codes = {probe: await verdict(mesh, probe, BadCall(mesh, victim)) for probe in PROBES}
    report = carrier.report(placed)
    ended = account.ended(good["id"])
    assert codes == PROBES
    assert report["ok"], report["errors"]
    assert (len(report["streams"]), report["reconnects"], report["frames_lost"]) == (1, 0, 0)
    assert len(report["response_gaps_ms"]) == len(QUESTIONS)
    assert (ended["state"], ended["disposition"]) == ("CALL_STATE_COMPLETED", "talked")
    assert [text for who, text in account.transcript(good["id"]) if who == "caller"] == ["yes please"] * 4
