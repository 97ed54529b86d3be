"""Agents and their published revisions. The spec is passed on as the read-only protobuf value it is."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from voicera.agents.v1.spec_pb2 import AgentSpec

NEVER: Final = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Rollout:
    """Of a hundred calls, `percent` go to the revision with this number."""

    number: int
    percent: int


@dataclass(frozen=True, slots=True)
class Agent:
    """`revision_ids` are the ids of its revisions, the first one's first; a revision not among them does not count."""

    id: str
    display_name: str
    description: str = ""
    draft: AgentSpec = field(default_factory=AgentSpec)
    live_revision: int = 0
    revision_ids: tuple[str, ...] = ()
    revision: int = 0
    created_at: datetime = NEVER
    updated_at: datetime = NEVER
    rollout: Rollout | None = None

    @property
    def latest_revision(self) -> int:
        return len(self.revision_ids)


@dataclass(frozen=True, slots=True)
class AgentRevision:
    id: str
    agent_id: str
    number: int
    spec: AgentSpec
    note: str
    published_by: str
    published_at: datetime = NEVER


@dataclass(frozen=True, slots=True)
class AgentChange:
    """New values for an agent; `draft` is None if none was given."""

    id: str
    display_name: str
    description: str
    draft: AgentSpec | None
    revision: int
