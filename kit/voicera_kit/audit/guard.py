"""Surrounds every method that changes something: whatever comes of it is recorded."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Final, Protocol

import structlog
from google.api import annotations_pb2
from google.protobuf import descriptor_pb2, descriptor_pool
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message

from voicera.common.v1 import access_pb2
from voicera_kit.addresses import forwarded_address
from voicera_kit.audit.entry import AuditEntry, AuditSink
from voicera_kit.audit.note import Notes, noting
from voicera_kit.audit.redaction import redacted
from voicera_kit.clock import Clock
from voicera_kit.errors import ServiceError
from voicera_kit.identity import Identity
from voicera_kit.identity.model import identity_or_none
from voicera_kit.ids import new_id
from voicera_kit.trace import current_trace_id

_PACKAGE: Final = "voicera."
_PATTERNS: Final = ("get", "put", "post", "delete", "patch")
_READS: Final = descriptor_pb2.MethodOptions.NO_SIDE_EFFECTS
_log = structlog.get_logger(__name__)


class AuditedCall(Protocol):
    """What the guard needs to know of a call; `response` is set when the handler has answered."""

    path: str
    context: Any
    request: Message | None
    response: Message | None


def audited_methods(services: Iterable[str]) -> Mapping[str, MethodDescriptor]:
    """Return the methods, by path, with which people and programs change something."""
    pool = descriptor_pool.Default()
    return {
        f"/{service}/{method.name}": method
        for service in services
        if service.startswith(_PACKAGE)
        for method in pool.FindServiceByName(service).methods
        if _is_audited(method)
    }


def _is_audited(method: MethodDescriptor) -> bool:
    options = method.GetOptions()
    audience = options.Extensions[access_pb2.access].audience
    is_for_people = audience == access_pb2.AUDIENCE_MEMBER or (
        audience == access_pb2.AUDIENCE_PUBLIC and options.HasExtension(annotations_pb2.http)
    )
    return is_for_people and options.idempotency_level != _READS


def auditing(
    methods: Mapping[str, MethodDescriptor], sink: AuditSink, clock: Clock, trusted_proxies: int = 0
) -> Callable[[AuditedCall], AbstractAsyncContextManager[None]]:
    """Stand outside of the identity check, so that refused attempts are seen too."""
    unfinished: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def guard(call: AuditedCall) -> AsyncIterator[None]:
        method = methods.get(call.path)
        if method is None:
            yield
            return
        with noting() as notes:
            outcome = "OK"
            try:
                yield
            except BaseException as error:
                outcome = _outcome(error)
                raise
            finally:
                entry = _entry_or_none(call, method, notes, outcome, clock, trusted_proxies)
                if entry:
                    recording = asyncio.create_task(_record(sink, entry))
                    unfinished.add(recording)
                    recording.add_done_callback(unfinished.discard)
                    # A stranger's refusal takes as long as one that is not recorded: time does not tell who has an
                    # account. Of others' changes: who asked may have gone, and what they did is done all the same.
                    if identity_or_none() or outcome == "OK":
                        await asyncio.shield(recording)

    return guard


async def _record(sink: AuditSink, entry: AuditEntry) -> None:
    """The change is made: failing its call would invite to make it twice."""
    try:
        await sink.add(entry)
    except ServiceError as error:
        _log.error("audit.not_recorded", action=entry.action, entry_id=entry.id, reason=error.reason)
    except Exception:  # noqa: BLE001 - as above
        _log.exception("audit.not_recorded", action=entry.action, entry_id=entry.id)


def _entry_or_none(
    call: AuditedCall,
    method: MethodDescriptor,
    notes: Notes,
    outcome: str,
    clock: Clock,
    trusted_proxies: int,
) -> AuditEntry | None:
    """A defect in describing a change must not turn its answer into another one."""
    try:
        return _entry(call, method, notes, outcome, clock, trusted_proxies)
    except Exception:  # noqa: BLE001 - whatever it is
        _log.exception("audit.not_recorded", action=method.full_name)
        return None


def _entry(
    call: AuditedCall,
    method: MethodDescriptor,
    notes: Notes,
    outcome: str,
    clock: Clock,
    trusted_proxies: int,
) -> AuditEntry | None:
    """Nothing without an organization: a stranger's attempt concerns nobody's log. Nothing unremarkable either."""
    if notes.is_unremarkable:
        return None
    identity = identity_or_none()
    organization_id = identity.organization_id if identity else notes.organization_id
    if not organization_id:
        return None
    details = {"request": redacted(call.request)} if call.request is not None else {}
    return AuditEntry(
        new_id("audit"),
        organization_id,
        clock.now(),
        identity.subject if identity else notes.actor_id,
        _kind(identity, notes),
        method.full_name.removeprefix(_PACKAGE).replace(f".{method.name}", f"/{method.name}"),
        notes.object_id or _object_id(call, method),
        outcome,
        forwarded_address(call.context.invocation_metadata() or (), trusted_proxies),
        current_trace_id(),
        details | notes.changes,
    )


def _kind(identity: Identity | None, notes: Notes) -> str:
    if identity:
        return identity.kind
    return "member" if notes.actor_id else "anonymous"


def _outcome(error: BaseException) -> str:
    if isinstance(error, ServiceError):
        return f"{error.code.name} {error.reason}" if error.reason != error.code.name else error.code.name
    return "CANCELLED" if isinstance(error, asyncio.CancelledError) else "INTERNAL"


def _object_id(call: AuditedCall, method: MethodDescriptor) -> str:
    """The variable in the method's REST path, or else the id in the answer."""
    rule = method.GetOptions().Extensions[annotations_pb2.http]
    path = next((getattr(rule, each) for each in _PATTERNS if getattr(rule, each)), "")
    name = path.partition("{")[2].partition("}")[0]
    if name and call.request is not None:
        found: Any = call.request
        for part in name.split("."):
            found = getattr(found, part)
        return str(found)
    return _id_in(call.response) if call.response is not None else ""


def _id_in(message: Message) -> str:
    if "id" in message.DESCRIPTOR.fields_by_name:
        return str(getattr(message, "id"))  # noqa: B009 - messages have the fields their descriptor names
    inner = (value for _, value in message.ListFields() if isinstance(value, Message))
    return next((found for found in map(_id_in, inner) if found), "")
