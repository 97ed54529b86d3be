"""One organization with one agent and one number."""

from dataclasses import dataclass, field

from voicera.agents.v1 import agent_service_pb2 as agents
from voicera.agents.v1 import number_service_pb2 as numbers
from voicera.agents.v1 import spec_pb2
from voicera.agents.v1.agent_service_pb2_grpc import AgentServiceServicer
from voicera.agents.v1.number_service_pb2_grpc import NumberServiceServicer
from voicera_kit.errors import FailedPrecondition, NotFound, Unavailable
from voicera_kit.identity import current_identity

ORGANIZATION = "org_1"
AGENT = "agent_1"
NUMBER = "+918000000002"


@dataclass
class FakeAgents(AgentServiceServicer):
    """`number_problem` and `agent_problem` are reasons to refuse with."""

    spec: spec_pb2.AgentSpec = field(default_factory=lambda: spec_pb2.AgentSpec(language="en-IN"))
    number_problem: str = ""
    agent_problem: str = ""
    is_down: bool = False
    asked: list[str] = field(default_factory=list)

    async def ResolveCall(self, request, context):
        if self.is_down:
            raise Unavailable("agents is down")
        if request.WhichOneof("target") == "number":
            return self._by_number(request.number)
        if current_identity().organization_id != ORGANIZATION or request.agent_id != AGENT:
            raise NotFound("agent", request.agent_id)
        if self.agent_problem:
            raise FailedPrecondition("it is not published", reason=self.agent_problem)
        return self._resolved("")

    async def GetAgentRevision(self, request, context):
        return agents.AgentRevision(agent_id=request.agent_id, number=request.number, spec=self.spec)

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
            organization_id=ORGANIZATION, agent_id=AGENT, agent_revision=3, spec=self.spec, number=number
        )


class FakeNumbers(NumberServiceServicer):
    async def ListNumbers(self, request, context):
        if current_identity().organization_id != ORGANIZATION:
            return numbers.ListNumbersResponse()
        if not request.page_token:
            other = numbers.Number(id="number_1", e164="+918000000009")
            return numbers.ListNumbersResponse(numbers=[other], next_page_token="2")
        return numbers.ListNumbersResponse(numbers=[numbers.Number(id="number_2", e164=NUMBER)])
