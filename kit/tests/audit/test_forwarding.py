"""Entries reach the log once it is there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from voicera.auth.v1 import audit_service_pb2 as pb
from voicera.auth.v1 import audit_service_pb2_grpc
from voicera_kit.audit import AUDIT_OUTBOX, AuditEntry, AuditOutbox, DirectAudit, entry_of
from voicera_kit.client import Mesh
from voicera_kit.documents import DocumentStore
from voicera_kit.errors import ResourceExhausted, Unavailable, invalid
from voicera_kit.identity import current_identity
from voicera_kit.testing import Signer, open_documents_in, running_mesh


class Log(audit_service_pb2_grpc.AuditServiceServicer):
    def __init__(self) -> None:
        self.entries: list[AuditEntry] = []
        self.is_down = False
        self.refused: set[str] = set()

    async def RecordAuditEntries(  # noqa: N802 - as generated
        self, request: pb.RecordAuditEntriesRequest, context: Any
    ) -> pb.RecordAuditEntriesResponse:
        if self.is_down:
            raise Unavailable("down")
        if request.entries[0].id in self.refused:
            raise invalid("entries", "are not liked")
        self.entries += [entry_of(current_identity().organization_id, each) for each in request.entries]
        return pb.RecordAuditEntriesResponse()


@pytest.fixture
def log() -> Log:
    return Log()


@asynccontextmanager
async def mesh_to(log: Log) -> AsyncIterator[Mesh]:
    async with running_mesh(
        lambda server: audit_service_pb2_grpc.add_AuditServiceServicer_to_server(log, server), Signer()
    ) as mesh:
        yield mesh


def entry(number: int, organization_id: str = "org_1") -> AuditEntry:
    at = datetime(2030, 1, 1, 12, 0, 0, 123_456, tzinfo=UTC)
    details = {"request": {"display_name": "Empfang", "scopes": ["calls.read"], "overlap_s": 5.0}}
    return AuditEntry(
        f"audit_{number}", organization_id, at, "user_1", "member", "x/Y", "key_1", "OK", "", "", details
    )


async def reached(log: Log, count: int) -> None:
    async with asyncio.timeout(10):
        while len(log.entries) < count:  # noqa: ASYNC110 - another task's list
            await asyncio.sleep(0.01)


async def left(documents: DocumentStore) -> int:
    return sum([await documents.count(each, AUDIT_OUTBOX) for each in ("org_1", "org_2")])


async def test_the_outbox_delivers_entries_as_they_were(tmp_path: Path, log: Log):
    async with (
        mesh_to(log) as mesh,
        open_documents_in(tmp_path, [AUDIT_OUTBOX]) as documents,
        AuditOutbox.running(documents, mesh) as outbox,
    ):
        await outbox.add(entry(1))
        await outbox.add(entry(2, "org_2"))
        await reached(log, 2)
        assert sorted(log.entries, key=lambda each: each.id) == [entry(1), entry(2, "org_2")]
        async with asyncio.timeout(5):
            while await left(documents):  # noqa: ASYNC110 - a store has no event to set
                await asyncio.sleep(0.01)


async def test_what_one_process_left_the_next_one_delivers(tmp_path: Path, log: Log):
    async with mesh_to(log) as mesh, open_documents_in(tmp_path, [AUDIT_OUTBOX]) as documents:
        await AuditOutbox(documents, mesh).add(entry(1))
        async with AuditOutbox.running(documents, mesh):
            await reached(log, 1)


async def test_an_entry_waits_for_a_log_that_is_down(tmp_path: Path, log: Log):
    log.is_down = True
    async with mesh_to(log) as mesh, open_documents_in(tmp_path, [AUDIT_OUTBOX]) as documents:
        async with AuditOutbox.running(documents, mesh) as outbox:
            await outbox.add(entry(1))
            await asyncio.sleep(0.3)
        assert not log.entries
        assert await documents.count("org_1", AUDIT_OUTBOX) == 1


async def test_a_process_without_a_store_delivers_before_it_ends(log: Log):
    async with mesh_to(log) as mesh, DirectAudit.running(mesh) as audit:
        for number in range(20):
            await audit.add(entry(number))
    assert len(log.entries) == 20


async def test_a_process_without_a_store_keeps_a_bounded_number(log: Log):
    async with mesh_to(log) as mesh:
        audit = DirectAudit(mesh)
        for number in range(1000):
            await audit.add(entry(number))
        with pytest.raises(ResourceExhausted):
            await audit.add(entry(1000))


async def test_an_entry_the_log_refuses_keeps_no_other_waiting(tmp_path: Path, log: Log):
    log.refused = {"audit_1"}
    async with (
        mesh_to(log) as mesh,
        open_documents_in(tmp_path, [AUDIT_OUTBOX]) as documents,
        AuditOutbox.running(documents, mesh) as outbox,
        DirectAudit.running(mesh) as audit,
    ):
        for number in (1, 2):
            await outbox.add(entry(number))
            await audit.add(entry(number, "org_2"))
        await reached(log, 2)
        assert {each.id for each in log.entries} == {"audit_2"}
        assert await documents.count("org_1", AUDIT_OUTBOX) >= 1
