"""The carrier simulator of a running mesh, through its control API."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from tests.e2e.mesh import CALLER, Json, Mesh, wait_for

AUTH_ID = "MA_LOCAL0001"
TOKEN_FILE = "carrier_simulator.secret"


def carrier_keys(mesh: Mesh) -> Json:
    """The keys of the simulated account, as a credential's values."""
    return {"auth_id": AUTH_ID, "auth_token": (mesh.data_dir / TOKEN_FILE).read_text().strip()}


@dataclass(frozen=True)
class Carrier:
    """Places simulated calls into the mesh and reads how they went."""

    http: httpx.Client
    answer_url: str

    @classmethod
    def of(cls, mesh: Mesh) -> "Carrier":
        return cls(mesh.client(mesh.simulator_url), f"{mesh.public_url}/vobiz/answer")

    def call(self, to: str, *steps: Any, caller: str = CALLER, **faults: Any) -> str:
        """Dial `to`, which leads here whatever the carrier knows of it; returns the carrier's id of the call."""
        return self._call({"answer_url": self.answer_url}, to, steps, caller, faults)

    def call_as_routed(self, to: str, *steps: Any, caller: str = CALLER) -> str:
        """Dial `to`, which leads where the carrier's application for it says."""
        return self._call({}, to, steps, caller, {})

    def _call(self, route: Json, to: str, steps: Sequence[Any], caller: str, faults: Json) -> str:
        body = {"to": to, "from": caller, "script": {"steps": list(steps)}, "faults": faults, **route}
        response = self.http.post("/control/inbound", json=body)
        assert response.is_success, response.text
        return str(response.json()["id"])

    def rent(self, number: str, answer_url: str | None = None) -> None:
        """Make `number` ours, so that we may dial from it; it leads here, elsewhere or, with "", nowhere."""
        routes = {number: {"answer_url": self.answer_url if answer_url is None else answer_url}}
        assert self.http.put("/control/numbers", json=routes).is_success

    def answer_with(self, number: str, *steps: Any, **outcome: Any) -> None:
        """What happens when the mesh dials `number`."""
        body = {"number": number, "script": {"steps": list(steps)}, **outcome}
        response = self.http.put("/control/outbound", json=body)
        assert response.is_success, response.text

    @contextmanager
    def misbehaving(self, **faults: Any) -> Iterator[None]:
        """What the mesh asks of the carrier within the block, and the calls it dials there, meet these faults."""
        assert self.http.put("/control/faults", json=faults).is_success
        try:
            yield
        finally:
            assert self.http.put("/control/faults", json={}).is_success

    def report(self, carrier_call_id: str, within_s: float = 90) -> Json:
        """What the call was like, once it is over."""
        return wait_for(lambda: self._finished(carrier_call_id), within_s)["report"]

    def hang_up(self, carrier_call_id: str) -> None:
        assert self.http.delete(f"/control/calls/{carrier_call_id}").is_success

    def heard(self, carrier_call_id: str) -> bytes:
        """The WAV of what the caller heard."""
        return self.http.get(f"/control/calls/{carrier_call_id}/ear.wav").content

    def _finished(self, carrier_call_id: str) -> Json | None:
        answer = self.http.get(f"/control/calls/{carrier_call_id}").json()
        return answer if answer["finished"] else None
