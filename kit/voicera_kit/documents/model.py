"""What a store keeps: documents in collections whose indexed fields can be searched."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

SYSTEM_ORGANIZATION: Final = "system"
"""Owns the directories that find an organization: e-mail to user, number to organization."""
EVERY_ORGANIZATION: Final = "*"
"""Accepted by claim only, for reconcilers."""

MAX_BODY_BYTES: Final = 15 * 1024 * 1024
"""One document, as JSON: the smallest limit among the engines (MongoDB), less its own overhead."""

BUILT_IN_FIELDS: Final = ("id", "created_at", "updated_at")

Body = Mapping[str, Any]
ChangeKind = Literal["inserted", "replaced", "deleted"]
Value = str | int | float | bool | None
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_PATH = re.compile(r"[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*){0,7}")


@dataclass(frozen=True, slots=True)
class Document:
    id: str
    organization_id: str
    revision: int
    body: Body
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Index:
    """A field that can be filtered, sorted and grouped; dots lead into objects.

    Its values are text, numbers, booleans or absent. `unique` holds within an organization, and absent values
    never collide. `across` also indexes over every organization, for claims that span them. Without `ordered` the
    values are only kept beside the body: documents are filtered one by one, and cannot be sorted by it.

    `derived` computes the value from the body instead of finding it there; it must take every body there ever was,
    and what it computes may change only under another path.
    """

    path: str
    unique: bool = False
    across: bool = False
    ordered: bool = True
    derived: Callable[[Body], Value] | None = None

    def __post_init__(self) -> None:
        if not _PATH.fullmatch(self.path) or self.path in BUILT_IN_FIELDS:
            raise ValueError(f"not a path to index: {self.path}")
        if not self.ordered and (self.unique or self.across):
            raise ValueError(f"{self.path} must be ordered to be unique, or indexed across organizations")

    def value(self, body: Body) -> Value:
        found = self._found(body) if self.derived is None else self.derived(body)
        if found is None or isinstance(found, str | int | float):
            return found
        raise ValueError(f"{self.path} is indexed and must be text, a number or a boolean")

    def _found(self, body: Body) -> Any:
        found: Any = body
        for part in self.path.split("."):
            if not isinstance(found, Mapping):
                return None
            found = found.get(part)
        return found


@dataclass(frozen=True, slots=True)
class Collection:
    """`kind` names one document in errors: Collection("agents", kind="agent").

    `scanned` are indexed fields that are read together by scans of a span of time: one more index holds their values,
    so that such a scan reads no documents.
    """

    name: str
    indexes: tuple[Index, ...] = ()
    kind: str = ""
    scanned: tuple[str, ...] = ()
    fields: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"not a name of a collection: {self.name}")
        object.__setattr__(self, "kind", self.kind or self.name)
        paths = {index.path for index in self.indexes}
        if len(paths) != len(self.indexes):
            raise ValueError(f"{self.name} indexes a field twice")
        object.__setattr__(self, "fields", frozenset(paths | set(BUILT_IN_FIELDS)))
        for path in self.scanned:
            self.require(path)

    def require(self, path: str) -> None:
        """Raise ValueError unless `path` can be searched: to search it, index it."""
        if path not in self.fields:
            raise ValueError(f"{self.name} has no index on {path}")

    def require_order(self, path: str) -> None:
        """Raise ValueError unless documents can be sorted by `path`."""
        self.require(path)
        if any(index.path == path and not index.ordered for index in self.indexes):
            raise ValueError(f"{self.name} keeps no order of {path}")


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to a document; a deleted one is shown as it last was."""

    kind: ChangeKind
    document: Document


@dataclass(frozen=True, slots=True)
class Migrated:
    """What a migration did: which collections got indexes, and how many documents their indexed values."""

    collections: tuple[str, ...] = ()
    documents: int = 0


def require_organization(organization_id: str) -> None:
    """Raise ValueError unless this names one organization."""
    if not organization_id or organization_id == EVERY_ORGANIZATION:
        raise ValueError("a store call names one organization")
