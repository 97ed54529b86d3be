"""Recordings: both sides audible and recognisable, readable in parts and while the call runs."""

import io
import wave

import numpy as np

from tests.e2e.mesh import wait_for
from tests.e2e.recognise import recognise_each
from tests.e2e.specs import reception, storyteller


def channels(wav: bytes) -> tuple[np.ndarray, np.ndarray, int]:
    with wave.open(io.BytesIO(wav)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").reshape(-1, 2)
        return samples[:, 0], samples[:, 1], file.getframerate()


def test_both_sides_can_be_recognised_again_from_the_recording(account, carrier, number_for):
    placed = carrier.call(number_for(reception()), "listen", {"say": "yes please"}, {"wait_hangup": 20000})
    carrier.report(placed)
    call = account.ended(account.call(placed)["id"])
    wav = account.http.get(f"/v1/calls/{call['id']}/recording").content
    caller, agent, rate = channels(wav)
    assert rate == 8000
    assert abs(len(caller) / rate - int(call["duration_ms"]) / 1000) < 2
    heard = recognise_each(caller, rate, ["yes please", "no thank you", "speak to a person", "good bye"])
    assert heard == ["yes please"]
    said = recognise_each(
        agent,
        rate,
        [
            "hello would you like to book an appointment",
            "hello would you like to cancel an order",
            "your appointment is booked goodbye",
            "your order is cancelled goodbye",
        ],
    )
    assert said == ["hello would you like to book an appointment", "your appointment is booked goodbye"]


def test_recording_downloads_in_ranges(account, carrier, number_for):
    placed = carrier.call(number_for(reception()), "listen", {"say": "no"}, {"wait_hangup": 20000})
    carrier.report(placed)
    call = account.ended(account.call(placed)["id"])
    path = f"/v1/calls/{call['id']}/recording"
    whole = account.http.get(path)
    assert whole.headers["content-type"] == "audio/wav"
    assert whole.headers["accept-ranges"] == "bytes"
    part = account.http.get(path, headers={"range": "bytes=100-299"})
    assert part.status_code == 206
    assert part.content == whole.content[100:300]
    assert part.headers["content-range"] == f"bytes 100-299/{len(whole.content)}"
    beyond = account.http.get(path, headers={"range": f"bytes={len(whole.content)}-"})
    assert beyond.status_code == 416


def test_recording_can_be_read_while_the_call_runs(account, carrier, number_for):
    placed = carrier.call(number_for(storyteller()), {"wait": 8000}, "hang_up")
    call = account.call(placed)
    path = f"/v1/calls/{call['id']}/recording"

    def growing() -> bytes | None:
        answer = account.http.get(path)
        return answer.content if answer.status_code == 200 and len(answer.content) > 64000 else None

    early = wait_for(growing, 20)
    assert account.get(f"/v1/calls/{call['id']}")["state"] == "CALL_STATE_IN_PROGRESS"
    caller, agent, _ = channels(early)
    assert len(caller) == len(agent) >= 16000
    assert np.abs(agent).max() > 1000
    carrier.report(placed)
    account.ended(call["id"])
    late = account.http.get(path).content
    assert len(late) > len(early)
    assert channels(late)[1][: len(agent)].tolist() == agent.tolist()


def test_an_agent_that_must_not_record_leaves_no_audio(account, carrier, number_for):
    number = number_for(reception(recording={"disabled": True}))
    placed = carrier.call(number, "listen", {"say": "no"}, {"wait_hangup": 20000})
    carrier.report(placed)
    call = account.ended(account.call(placed)["id"])
    assert call["has_recording"] is False
    assert account.http.get(f"/v1/calls/{call['id']}/recording").status_code == 404
    assert account.transcript(call["id"])
