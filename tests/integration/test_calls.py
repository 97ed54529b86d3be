"""Calls of every kind on stores that replicas share."""

from pathlib import Path

import yaml

from tests.e2e.browser import on_the_line
from tests.e2e.mesh import processes_of
from tests.e2e.specs import reception, storyteller
from tests.e2e.test_browser_calls import spoken
from voicera_local.demo import EXPECTED, SCRIPT
from voicera_local.topology import DEMO_NUMBER

TALK = ("listen", {"say": "yes please"}, {"wait_hangup": 20000})
SERVICES = ("auth", "agents", "media", "voice", "gateway")


def test_there_are_two_of_each(mesh):
    counts = {name: len(processes_of(mesh.data_dir, f"voicera_{name}")) for name in SERVICES}
    assert counts == dict.fromkeys(SERVICES, 2)


def test_the_demo_call_books_an_appointment(account, carrier):
    steps = yaml.safe_load(Path(SCRIPT).read_text())["steps"]
    placed = carrier.call(DEMO_NUMBER, *steps)
    report = carrier.report(placed, 180)
    call = account.ended(account.call(placed)["id"])
    assert report["ok"], report["errors"]
    assert (call["state"], call["disposition"]) == ("CALL_STATE_COMPLETED", "booked")
    assert EXPECTED.items() <= call["variables"].items()
    recording = account.http.get(f"/v1/calls/{call['id']}/recording")
    assert recording.is_success
    assert len(recording.content) > 100_000


def test_outbound_call_by_rest_is_placed_once(account, carrier, number_for):
    ours, theirs = number_for(reception()), "+919800000177"
    carrier.answer_with(theirs, "listen", {"say": "no"}, {"wait_hangup": 20000})
    body = {
        "agent_id": account.agent_behind(ours),
        "to": theirs,
        "from": ours,
        "idempotency_key": "once on replicas",
    }
    calls = {account.post("/v1/calls", body)["id"] for _ in range(4)}
    [call_id] = calls
    ended = account.ended(call_id)
    assert (ended["state"], ended["disposition"]) == ("CALL_STATE_COMPLETED", "declined")


async def test_a_browser_call_talks_whichever_gateway_issued_its_ticket(mesh, account):
    agent_id = account.publish("Browser on replicas", reception())
    for _ in range(3):
        started = account.post("/v1/calls:startBrowser", {"agent_id": agent_id})
        async with on_the_line(mesh.public_url.replace("http", "ws") + started["websocket_path"]) as browser:
            await browser.wait_for("started")
            await browser.until_said("agent_said", 1)
            browser.say(spoken("yes please"))
            await browser.wait_for("hang_up", 30)
        call = account.ended(started["call"]["id"])
        assert (call["state"], call["disposition"]) == ("CALL_STATE_COMPLETED", "booked")


async def test_an_operator_ends_browser_calls_wherever_they_are_held(mesh, account):
    agent_id = account.publish("Story on replicas", storyteller())
    for _ in range(4):
        started = account.post("/v1/calls:startBrowser", {"agent_id": agent_id})
        async with on_the_line(mesh.public_url.replace("http", "ws") + started["websocket_path"]) as browser:
            await browser.wait_for("started")
            account.post(f"/v1/calls/{started['call']['id']}:hangUp")
            ended = await browser.wait_for("hang_up", 10)
            assert ended["reason"] == "END_REASON_OPERATOR_HUNG_UP"
        assert account.ended(started["call"]["id"])["end_reason"] == "END_REASON_OPERATOR_HUNG_UP"


def test_a_dropped_socket_finds_its_gateway_again(account, carrier, number_for):
    number = number_for(reception())
    for _ in range(3):
        placed = carrier.call(number, {"wait": 1200}, "drop_socket", *TALK)
        report = carrier.report(placed)
        call = account.ended(account.call(placed)["id"])
        assert report["reconnects"] == 1
        assert (call["state"], call["disposition"]) == ("CALL_STATE_COMPLETED", "booked")
