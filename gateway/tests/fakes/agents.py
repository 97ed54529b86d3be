"""One organization with one agent and one number."""

from dataclasses import dataclass, field

import grpc

from voicera.agents.v1 import agent_service_pb2 as agents
from voicera.agents.v1 import credential_service_pb2 as credentials
from voicera.agents.v1 import number_service_pb2 as numbers
from voicera.agents.v1 import spec_pb2
from voicera.agents.v1.agent_service_pb2_grpc import AgentServiceServicer
from voicera.agents.v1.credential_service_pb2_grpc import CredentialServiceServicer
from voicera.agents.v1.number_service_pb2_grpc import NumberServiceServicer
from voicera_kit.errors import FailedPrecondition, FieldViolation, NotFound, ServiceError, Unavailable
from voicera_kit.identity import current_identity
from voicera_kit.sealing import KeyRing, Sealer, SealingKey, credential_place

ORGANIZATION = "org_1"
AGENT = "agent_1"
NUMBER = "+918000000002"
SEALING_KEY = SealingKey("test", bytes(32))


@dataclass
class FakeAgents(AgentServiceServicer):
    """`number_problem`, `agent_problem` and `draft_problem` are reasons to refuse with; `revision` answers calls."""

    spec: spec_pb2.AgentSpec = field(default_factory=lambda: spec_pb2.AgentSpec(language="en-IN"))
    revision: int = 3
    number_problem: str = ""
    agent_problem: str = ""
    draft_problem: str = ""
    is_down: bool = False
    asked: list[str] = field(default_factory=list)

    async def ResolveCall(self, request, context):
        if self.is_down:
            raise Unavailable("agents is down")
        if request.WhichOneof("target") == "number":
            return self._by_number(request.number)
        if current_identity().organization_id != ORGANIZATION or request.agent_id != AGENT:
            raise NotFound("agent", request.agent_id)
        if request.draft:
            return self._draft()
        if self.agent_problem:
            raise FailedPrecondition("it is not published", reason=self.agent_problem)
        return self._resolved("")

    async def GetAgentRevision(self, request, context):
        spec = self._spec(request.number)
        return agents.AgentRevision(agent_id=request.agent_id, number=request.number, spec=spec)

    def _draft(self) -> agents.ResolveCallResponse:
        if self.draft_problem:
            violation = FieldViolation("graph.start_node", "names no node")
            raise ServiceError(
                "the draft has a problem",
                reason=self.draft_problem,
                code=grpc.StatusCode.INVALID_ARGUMENT,
                violations=(violation,),
            )
        return agents.ResolveCallResponse(organization_id=ORGANIZATION, agent_id=AGENT, spec=self._spec(0))

    def _spec(self, number: int) -> spec_pb2.AgentSpec:
        """Return the spec of a revision: its greeting tells which."""
        spec = spec_pb2.AgentSpec(greeting=f"Revision {number}.")
        spec.MergeFrom(self.spec)
        return spec

    async def GetAgent(self, request, context):
        return agents.Agent(id=request.agent_id, display_name="Asha")

    def _by_number(self, number: str) -> agents.ResolveCallResponse:
        self.asked.append(number)
        if number[-10:] != NUMBER[-10:]:
            raise NotFound("number", "", reason="NUMBER_UNKNOWN")
        if self.number_problem:
            metadata = {"organization_id": ORGANIZATION, "agent_id": AGENT}
            raise FailedPrecondition("nobody answers", reason=self.number_problem, metadata=metadata)
        return self._resolved(NUMBER)

    def _resolved(self, number: str) -> agents.ResolveCallResponse:
        return agents.ResolveCallResponse(
            organization_id=ORGANIZATION,
            agent_id=AGENT,
            agent_name="Asha",
            agent_revision=self.revision,
            spec=self._spec(self.revision),
            number=number,
        )


class FakeNumbers(NumberServiceServicer):
    async def ListNumbers(self, request, context):
        if current_identity().organization_id != ORGANIZATION:
            return numbers.ListNumbersResponse()
        if not request.page_token:
            other = numbers.Number(id="number_1", e164="+918000000009")
            return numbers.ListNumbersResponse(numbers=[other], next_page_token="2")
        return numbers.ListNumbersResponse(numbers=[numbers.Number(id="number_2", e164=NUMBER)])


@dataclass
class FakeCredentials(CredentialServiceServicer):
    """The carrier accounts of organizations, by organization."""

    accounts: dict[str, dict[str, str]] = field(default_factory=dict)
    is_down: bool = False
    asked: int = 0

    async def ResolveCredential(self, request, context):
        self.asked += 1
        if self.is_down:
            raise Unavailable("agents is down")
        organization_id = current_identity().organization_id
        values = self.accounts.get(organization_id)
        if values is None or request.vendor != "vobiz":
            raise NotFound("credential", request.vendor, reason="CREDENTIAL_MISSING")
        sealer = Sealer(KeyRing([SEALING_KEY]))
        sealed = {
            name: sealer.seal(value.encode(), credential_place(organization_id, "credential_1", name))
            for name, value in values.items()
        }
        return credentials.ResolveCredentialResponse(id="credential_1", revision=1, sealed=sealed)
