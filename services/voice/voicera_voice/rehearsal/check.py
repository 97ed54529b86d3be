"""Asks agents whether a conversation can be held with a spec."""

from typing import Final

from voicera.agents.v1 import agent_service_pb2 as agents
from voicera.agents.v1 import spec_pb2
from voicera.agents.v1.agent_service_pb2_grpc import AgentServiceStub
from voicera_kit.client import Mesh
from voicera_kit.errors import FieldViolation
from voicera_voice.rehearsal.refusal import agent_invalid

TIMEOUT_S: Final = 5.0
_NOT_NEEDED: Final = ("speech_to_text", "text_to_speech", "translation", "other_languages")
"""Where what a conversation without audio does without is in a spec."""
_UNREACHABLE: Final = "UNREACHABLE_NODE"


class SpecCheck:
    def __init__(self, mesh: Mesh) -> None:
        self._mesh = mesh
        self._agents = mesh.stub(AgentServiceStub)

    async def require_holdable(self, organization_id: str, spec: spec_pb2.AgentSpec) -> None:
        """Raise AGENT_INVALID for what publishing would refuse, but for speech and nodes nothing leads to."""
        metadata = await self._mesh.authorize(organization_id)
        request = agents.CheckSpecRequest(spec=spec)
        problems = (await self._agents.CheckSpec(request, metadata=metadata, timeout=TIMEOUT_S)).problems
        unreachable = {each.node_id for each in problems if each.reason == _UNREACHABLE}
        grave = [
            FieldViolation(each.field, each.description)
            for each in problems
            if each.node_id not in unreachable and not each.field.startswith(_NOT_NEEDED)
        ]
        if grave:
            raise agent_invalid(grave)
