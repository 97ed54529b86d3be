"""Rehearses over a real socket, the way a client of the API does."""

import json
from collections.abc import Mapping
from pathlib import Path

from google.protobuf.json_format import ParseDict

from voicera.agents.v1 import spec_pb2
from voicera.voice.v1 import rehearsal_service_pb2 as pb
from voicera.voice.v1.rehearsal_service_pb2_grpc import RehearsalServiceStub

from .phone import ORGANIZATION

DEMO = Path(__file__).resolve().parents[4] / "deploy/local/demo"


def demo(name: str) -> spec_pb2.AgentSpec:
    """Return the spec of one of the agents a new installation has."""
    return ParseDict(json.loads((DEMO / f"{name}.json").read_text())["draft"], spec_pb2.AgentSpec())


class Rehearsing:
    """Takes step after step; `state` may be set to go back."""

    def __init__(
        self,
        node,
        spec: spec_pb2.AgentSpec,
        variables: Mapping[str, str] | None = None,
        organization_id: str = ORGANIZATION,
        role: str = "operator",
    ) -> None:
        self.spec = spec
        self.state = b""
        self.answer = pb.RehearseResponse()
        self._variables = variables or {}
        self._stub = node.client.stub(RehearsalServiceStub)
        self._metadata = node.client.forward(node.signer.member(organization_id, role))

    async def step(self, **step: object) -> str:
        """Return what the agent says."""
        request = pb.RehearseRequest(spec=self.spec, state=self.state, variables=self._variables, **step)
        self.answer = await self._stub.Rehearse(request, metadata=self._metadata)
        self.state = self.answer.state
        return " ".join(line.text for line in self.of("said"))

    async def begin(self) -> str:
        return await self.step()

    async def say(self, text: str) -> str:
        return await self.step(text=text)

    async def press(self, digits: str) -> str:
        return await self.step(digits=digits)

    async def stay_silent(self) -> str:
        return await self.step(silence=True)

    def of(self, kind: str) -> list:
        return [getattr(each, kind) for each in self.answer.events if each.WhichOneof("event") == kind]

    @property
    def kinds(self) -> list[str]:
        return [each.WhichOneof("event") for each in self.answer.events]
