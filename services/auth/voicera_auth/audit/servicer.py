"""AuditService over gRPC."""

from collections.abc import AsyncIterator
from datetime import UTC
from typing import Final

from voicera.auth.v1 import audit_service_pb2 as pb
from voicera.auth.v1 import audit_service_pb2_grpc
from voicera_auth.audit.chain import AuditChain
from voicera_auth.audit.model import Link
from voicera_auth.audit.store import ChainStore, since, until
from voicera_kit.audit import entry_of
from voicera_kit.documents import Condition, equals, starts_with
from voicera_kit.errors import invalid
from voicera_kit.identity import current_identity
from voicera_kit.paging import page_of
from voicera_kit.server import Context

MAX_ENTRIES: Final = 100


class AuditServicer(audit_service_pb2_grpc.AuditServiceServicer):
    def __init__(self, chain: AuditChain, store: ChainStore) -> None:
        self._chain = chain
        self._store = store

    async def RecordAuditEntries(
        self, request: pb.RecordAuditEntriesRequest, context: Context
    ) -> pb.RecordAuditEntriesResponse:
        if len(request.entries) > MAX_ENTRIES:
            raise invalid("entries", f"must be at most {MAX_ENTRIES}")
        if not all(entry.id for entry in request.entries):
            raise invalid("entries.id", "must be set")
        for entry in request.entries:
            await self._chain.add(entry_of(current_identity().organization_id, entry))
        return pb.RecordAuditEntriesResponse()

    async def ListAuditEntries(
        self, request: pb.ListAuditEntriesRequest, context: Context
    ) -> pb.ListAuditEntriesResponse:
        page = page_of(request.page_size, request.page_token)
        listing = await self._store.find(current_identity().organization_id, _conditions(request), page)
        return pb.ListAuditEntriesResponse(
            entries=[_message(link) for link in listing.items], next_page_token=listing.next_token
        )

    async def VerifyAuditChain(
        self, request: pb.VerifyAuditChainRequest, context: Context
    ) -> pb.VerifyAuditChainResponse:
        verdict = await self._chain.verify(current_identity().organization_id)
        return pb.VerifyAuditChainResponse(
            entries=verdict.entries, head=verdict.head, broken_at=verdict.broken_at
        )

    async def ExportAuditEntries(
        self, request: pb.ExportAuditEntriesRequest, context: Context
    ) -> AsyncIterator[pb.AuditEntry]:
        span = _span(request)
        async for link in self._store.oldest_first(current_identity().organization_id, span):
            yield _message(link)


def _conditions(request: pb.ListAuditEntriesRequest) -> list[Condition]:
    conditions = _span(request)
    if request.actor_id:
        conditions.append(equals("actor_id", request.actor_id))
    if request.object_id:
        conditions.append(equals("object_id", request.object_id))
    if "/" in request.action:
        conditions.append(equals("action", request.action))
    elif request.action:
        conditions.append(starts_with("action", f"{request.action}/"))
    return conditions


def _span(request: pb.ListAuditEntriesRequest | pb.ExportAuditEntriesRequest) -> list[Condition]:
    conditions = []
    if request.HasField("since"):
        conditions.append(since(request.since.ToDatetime(tzinfo=UTC)))
    if request.HasField("until"):
        conditions.append(until(request.until.ToDatetime(tzinfo=UTC)))
    return conditions


def _message(link: Link) -> pb.AuditEntry:
    message = link.entry.message()
    message.sequence, message.hash = link.sequence, link.hash
    return message
