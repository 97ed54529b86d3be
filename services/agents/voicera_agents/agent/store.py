"""Keeps agents with their drafts, and the revisions they published."""

from collections.abc import Callable
from typing import Final

from voicera.agents.v1.spec_pb2 import AgentSpec
from voicera_agents.agent.model import Agent, AgentRevision, Rollout
from voicera_agents.agent.specs import SpecReader, written
from voicera_kit.documents import (
    Body,
    Collection,
    Document,
    DocumentStore,
    Index,
    Query,
    Sort,
    equals,
    one_of,
    update,
)
from voicera_kit.errors import NotFound
from voicera_kit.paging import Listing, Page, decode_token, encode_token

AGENTS: Final = Collection("agents", kind="agent")
REVISIONS: Final = Collection("agent_revisions", kind="agent revision", indexes=(Index("agent_id"),))


class AgentStore:
    def __init__(self, documents: DocumentStore) -> None:
        self._documents = documents
        self._specs = SpecReader()

    async def add(self, organization_id: str, agent: Agent) -> Agent:
        return self._agent(
            await self._documents.insert(organization_id, AGENTS, agent.id, _agent_body(agent))
        )

    async def get(self, organization_id: str, agent_id: str) -> Agent:
        return self._agent(await self._documents.get(organization_id, AGENTS, agent_id))

    async def exists(self, organization_id: str, agent_id: str) -> bool:
        try:
            await self._documents.get(organization_id, AGENTS, agent_id)
        except NotFound:
            return False
        return True

    async def find(self, organization_id: str, page: Page) -> Listing[Agent]:
        """Return agents without their drafts, newest first."""
        query = Query(sort=Sort("created_at", descending=True), page=page)
        listing = await self._documents.find(organization_id, AGENTS, query)
        return Listing(tuple(map(_agent_without_draft, listing.items)), listing.next_token)

    async def replace(self, organization_id: str, agent: Agent) -> Agent:
        """Raise RevisionConflict unless `agent.revision` is the stored one."""
        document = await self._documents.replace(
            organization_id, AGENTS, agent.id, _agent_body(agent), if_revision=agent.revision
        )
        return self._agent(document)

    async def set_live(self, organization_id: str, agent_id: str, number: int) -> Agent:
        """Make a revision live and end a rollout, whatever else changes meanwhile; NotFound without the revision."""
        return self._agent(
            await update(self._documents, organization_id, AGENTS, agent_id, _going_live(number))
        )

    async def delete(self, organization_id: str, agent_id: str) -> None:
        """Remove the agent, then its revisions."""
        await self._documents.delete(organization_id, AGENTS, agent_id)
        query = Query((equals("agent_id", agent_id),), page=Page(500))
        while revisions := (await self._documents.find(organization_id, REVISIONS, query)).items:
            for revision in revisions:
                await self._documents.delete(organization_id, REVISIONS, revision.id)

    async def add_revision(self, organization_id: str, revision: AgentRevision) -> AgentRevision:
        """Keep a spec for good. It counts once its agent names it."""
        body = {
            "agent_id": revision.agent_id,
            "number": revision.number,
            "spec": written(revision.spec),
            "note": revision.note,
            "published_by": revision.published_by,
        }
        return self._revision(await self._documents.insert(organization_id, REVISIONS, revision.id, body))

    async def remove_revision(self, organization_id: str, revision_id: str) -> None:
        await self._documents.delete(organization_id, REVISIONS, revision_id)

    async def revision(self, organization_id: str, agent: Agent, number: int) -> AgentRevision:
        revision_id = revision_id_of(agent.id, agent.revision_ids, number)
        return self._revision(await self._documents.get(organization_id, REVISIONS, revision_id))

    async def revisions(self, organization_id: str, agent: Agent, page: Page) -> Listing[AgentRevision]:
        """Return revisions without their specs, newest first."""
        name, last = f"revisions of {agent.id}", agent.latest_revision
        if page.token:
            last = min(last, _position(name, page.token))
        first = max(last - page.size, 0)
        wanted = agent.revision_ids[first:last]
        query = Query((one_of("id", wanted),), page=Page(len(wanted) or 1))
        found = await self._documents.find(organization_id, REVISIONS, query)
        items = sorted(map(_revision_without_spec, found.items), key=lambda each: -each.number)
        return Listing(tuple(items), encode_token(name, (first,)) if first else "")

    def _agent(self, document: Document) -> Agent:
        return _agent_with(document, self._specs.read(document, "draft"))

    def _revision(self, document: Document) -> AgentRevision:
        return _revision_with(document, self._specs.read(document, "spec"))


def revision_id_of(agent_id: str, revision_ids: tuple[str, ...] | list[str], number: int) -> str:
    if not 1 <= number <= len(revision_ids):
        raise NotFound("agent revision", f"{agent_id}/{number}")
    return revision_ids[number - 1]


def _position(name: str, token: str) -> int:
    (position,) = decode_token(name, token, 1)
    return position if isinstance(position, int) else 0


def _going_live(number: int) -> Callable[[Body], Body]:
    def change(body: Body) -> Body:
        revision_id_of("", body["revision_ids"], number)
        return {**body, "live_revision": number, "rollout": None}

    return change


def _agent_body(agent: Agent) -> Body:
    return {
        "display_name": agent.display_name,
        "description": agent.description,
        "draft": written(agent.draft),
        "live_revision": agent.live_revision,
        "revision_ids": list(agent.revision_ids),
        "rollout": _rollout_body(agent.rollout) if agent.rollout else None,
    }


def _rollout_body(rollout: Rollout) -> Body:
    return {"number": rollout.number, "percent": rollout.percent}


def _rollout_with(body: Body) -> Rollout:
    return Rollout(body["number"], body["percent"])


def _agent_without_draft(document: Document) -> Agent:
    return _agent_with(document, AgentSpec())


def _agent_with(document: Document, draft: AgentSpec) -> Agent:
    body = document.body
    return Agent(
        document.id,
        body["display_name"],
        body["description"],
        draft,
        body["live_revision"],
        tuple(body["revision_ids"]),
        document.revision,
        document.created_at,
        document.updated_at,
        _rollout_with(rollout) if (rollout := body.get("rollout")) else None,
    )


def _revision_without_spec(document: Document) -> AgentRevision:
    return _revision_with(document, AgentSpec())


def _revision_with(document: Document, spec: AgentSpec) -> AgentRevision:
    body = document.body
    return AgentRevision(
        document.id,
        body["agent_id"],
        body["number"],
        spec,
        body["note"],
        body["published_by"],
        document.created_at,
    )
