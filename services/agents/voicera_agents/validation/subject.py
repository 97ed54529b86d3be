"""What the rules look at: a spec, what its names mean, and the adapters there are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, TypeVar

from voicera.agents.v1.graph_pb2 import Node
from voicera.agents.v1.spec_pb2 import AgentSpec, Variable
from voicera_agents.integration.catalogue import Catalogue

SYSTEM_VARIABLES: Final = frozenset({"caller_number", "called_number", "call_id", "direction", "today"})

Item = TypeVar("Item")


@dataclass(frozen=True)
class Subject:
    """Of nodes or variables that share a name, the first one counts.

    `held` has the names of the values in the organization's credentials, by vendor.
    """

    spec: AgentSpec
    catalogue: Catalogue
    held: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        return _first_by_key((node.id, node) for node in self.spec.graph.nodes)

    @cached_property
    def variables(self) -> Mapping[str, Variable]:
        return _first_by_key((variable.name, variable) for variable in self.spec.variables)

    def knows(self, name: str) -> bool:
        return name in SYSTEM_VARIABLES or name in self.variables


def _first_by_key(items: Iterable[tuple[str, Item]]) -> dict[str, Item]:
    found: dict[str, Item] = {}
    for key, item in items:
        found.setdefault(key, item)
    return found
