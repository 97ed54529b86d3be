"""AgentService over gRPC."""

from voicera.agents.v1 import agent_service_pb2 as pb
from voicera.agents.v1 import agent_service_pb2_grpc
from voicera_agents.agent.messages import (
    agent_message,
    change_of,
    problem_message,
    resolution_message,
    revision_message,
)
from voicera_agents.agent.model import Rollout
from voicera_agents.agent.resolution import CallResolver
from voicera_agents.agent.service import AgentService
from voicera_kit.audit import note_change
from voicera_kit.errors import invalid
from voicera_kit.identity import current_identity
from voicera_kit.paging import page_of
from voicera_kit.server import Context


class AgentServicer(agent_service_pb2_grpc.AgentServiceServicer):
    def __init__(self, service: AgentService, resolver: CallResolver) -> None:
        self._service = service
        self._resolver = resolver

    async def CreateAgent(self, request: pb.CreateAgentRequest, context: Context) -> pb.Agent:
        return agent_message(await self._service.create(_organization(), change_of(request.agent)))

    async def GetAgent(self, request: pb.GetAgentRequest, context: Context) -> pb.Agent:
        return agent_message(await self._service.get(_organization(), request.agent_id))

    async def ListAgents(self, request: pb.ListAgentsRequest, context: Context) -> pb.ListAgentsResponse:
        page = page_of(request.page_size, request.page_token)
        listing = await self._service.find(_organization(), page)
        return pb.ListAgentsResponse(
            agents=[agent_message(agent, with_draft=False) for agent in listing.items],
            next_page_token=listing.next_token,
        )

    async def UpdateAgent(self, request: pb.UpdateAgentRequest, context: Context) -> pb.Agent:
        before = await self.GetAgent(pb.GetAgentRequest(agent_id=request.agent.id), context)
        mask = list(request.update_mask.paths)
        after = agent_message(await self._service.update(_organization(), change_of(request.agent), mask))
        note_change(before, after)
        return after

    async def DeleteAgent(self, request: pb.DeleteAgentRequest, context: Context) -> pb.DeleteAgentResponse:
        before = await self.GetAgent(pb.GetAgentRequest(agent_id=request.agent_id), context)
        await self._service.delete(_organization(), request.agent_id)
        note_change(before, None)
        return pb.DeleteAgentResponse()

    async def ValidateAgent(
        self, request: pb.ValidateAgentRequest, context: Context
    ) -> pb.ValidateAgentResponse:
        problems = await self._service.validate(_organization(), request.agent_id)
        return pb.ValidateAgentResponse(problems=map(problem_message, problems))

    async def PublishAgent(self, request: pb.PublishAgentRequest, context: Context) -> pb.AgentRevision:
        identity = current_identity()
        revision = await self._service.publish(
            identity.organization_id, request.agent_id, request.revision, request.note, identity.subject
        )
        return revision_message(revision)

    async def RollBackAgent(self, request: pb.RollBackAgentRequest, context: Context) -> pb.Agent:
        before = await self.GetAgent(pb.GetAgentRequest(agent_id=request.agent_id), context)
        after = agent_message(
            await self._service.roll_back(_organization(), request.agent_id, request.number)
        )
        note_change(before, after)
        return after

    async def SetRollout(self, request: pb.SetRolloutRequest, context: Context) -> pb.Agent:
        before = await self.GetAgent(pb.GetAgentRequest(agent_id=request.agent_id), context)
        rollout = Rollout(request.number, request.percent)
        after = agent_message(
            await self._service.set_rollout(_organization(), request.agent_id, rollout, request.revision)
        )
        note_change(before, after)
        return after

    async def GetAgentRevision(
        self, request: pb.GetAgentRevisionRequest, context: Context
    ) -> pb.AgentRevision:
        return revision_message(
            await self._service.revision(_organization(), request.agent_id, request.number)
        )

    async def ListAgentRevisions(
        self, request: pb.ListAgentRevisionsRequest, context: Context
    ) -> pb.ListAgentRevisionsResponse:
        page = page_of(request.page_size, request.page_token)
        listing = await self._service.revisions(_organization(), request.agent_id, page)
        return pb.ListAgentRevisionsResponse(
            revisions=[revision_message(revision, with_spec=False) for revision in listing.items],
            next_page_token=listing.next_token,
        )

    async def CheckSpec(self, request: pb.CheckSpecRequest, context: Context) -> pb.CheckSpecResponse:
        problems = await self._service.check(_organization(), request.spec)
        return pb.CheckSpecResponse(problems=map(problem_message, problems))

    async def ResolveCall(self, request: pb.ResolveCallRequest, context: Context) -> pb.ResolveCallResponse:
        match request.WhichOneof("target"), request.draft:
            case "number", False:
                return resolution_message(await self._resolver.by_number(_organization(), request.number))
            case "agent_id", False:
                return resolution_message(await self._resolver.by_agent(_organization(), request.agent_id))
            case "agent_id", True:
                return resolution_message(await self._resolver.draft(_organization(), request.agent_id))
            case "number", True:
                raise invalid("draft", "is for an agent, not for the number called")
            case _:
                raise invalid("target", "name the number called or the agent")


def _organization() -> str:
    return current_identity().organization_id
