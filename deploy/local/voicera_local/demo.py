"""Places a simulated phone call to the demo agent and follows it to its end."""

import asyncio
from pathlib import Path

import httpx
import yaml

from voicera_local.api import Api, Json
from voicera_local.show import Screen
from voicera_local.topology import DEMO_NUMBER, Topology

SCRIPT = Path(__file__).resolve().parents[1] / "demo/appointment.script.yaml"
CALLER = "919800000001"
CALL_S = 180
EXPECTED = {
    "service": "cleaning",
    "day": "tuesday",
    "time": "morning",
    "phone": "9800000001",
}
MIN_TURNS = 4


class DemoFailed(Exception):  # noqa: N818 - says what it is
    """The call did not go as scripted; the message says where."""


async def place_call(api: Api, topology: Topology, screen: Screen, out: Path) -> Json:
    """Let the simulated caller talk to the agent; returns the result as JSON."""
    async with httpx.AsyncClient(base_url=topology.sim_url, timeout=30) as sim:
        placed = await dial(sim, topology.public_url, DEMO_NUMBER, load_script(SCRIPT))
        call_id = await _call_id(api, placed["id"])
        await _follow(api, call_id, screen)
        report = await report_of(sim, placed["id"])
        heard = out / f"{call_id}.heard-by-caller.wav"
        heard.write_bytes((await sim.get(f"/control/calls/{placed['id']}/ear.wav")).content)
    call = await api.get(f"/v1/calls/{call_id}")
    recording_path = f"/v1/calls/{call_id}/recording"
    recording = out / f"{call_id}.recording.wav"
    recording.write_bytes(await api.download(recording_path))
    screen.summary(call, topology.public_url + recording_path, recording)
    return {"call": call, "recording": str(recording), "heard_by_caller": str(heard), "simulator": report}


def load_script(path: Path) -> Json:
    """Raise DemoFailed for a file that is no script."""
    try:
        return yaml.safe_load(path.read_text())
    except OSError as error:
        raise DemoFailed(f"{path} cannot be read: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise DemoFailed(f"{path} is not YAML") from error


async def dial(sim: httpx.AsyncClient, public_url: str, number: str, script: Json) -> Json:
    """Let the simulated caller dial `number` and follow the script; returns the carrier's id of the call as `id`."""
    body = {
        "from": CALLER,
        "to": number,
        "answer_url": f"{public_url}/vobiz/answer",
        "script": script,
    }
    response = await sim.post("/control/inbound", json=body)
    if response.is_error:
        raise DemoFailed(f"the carrier simulator refused the call: {_reason(response)}")
    return response.json()


def _reason(response: httpx.Response) -> str:
    """What the simulator says, without the carrier's envelope."""
    try:
        return str(response.json()["error"]["message"])
    except (KeyError, TypeError, ValueError):
        return response.text


async def _call_id(api: Api, carrier_call_id: str) -> str:
    async with asyncio.timeout(20):
        while True:
            for call in (await api.get("/v1/calls", page_size="20"))["calls"]:
                if call["carrier_call_id"] == carrier_call_id:
                    return str(call["id"])
            await asyncio.sleep(0.1)


async def _follow(api: Api, call_id: str, screen: Screen) -> None:
    async for change in api.lines(f"/v1/calls/{call_id}:watch", CALL_S):
        if "event" in change:
            screen.event(change["event"])


async def report_of(sim: httpx.AsyncClient, sim_call_id: str) -> Json:
    async with asyncio.timeout(CALL_S):
        while True:
            answer = (await sim.get(f"/control/calls/{sim_call_id}")).json()
            if answer["finished"]:
                return answer["report"]
            await asyncio.sleep(0.2)


def require_as_scripted(result: Json) -> None:
    """Raise DemoFailed unless the booking was made as the caller said it."""
    call, simulator = result["call"], result["simulator"]
    if not simulator["ok"]:
        raise DemoFailed("the caller was not understood: " + "; ".join(simulator["errors"]))
    if call["state"] != "CALL_STATE_COMPLETED":
        raise DemoFailed(f"the call is {call['state']}, not completed")
    wrong = {
        name: call["variables"].get(name)
        for name in EXPECTED
        if call["variables"].get(name) != EXPECTED[name]
    }
    if wrong:
        raise DemoFailed(f"collected {wrong}, expected {EXPECTED}")
    if call["disposition"] != "booked":
        raise DemoFailed(f"the outcome is {call['disposition'] or 'empty'}, not booked")
    if call["turns"] < MIN_TURNS:
        raise DemoFailed(f"only {call['turns']} caller turns were recognised")
