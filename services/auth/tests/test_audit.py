"""The chain holds what happened, in order, and shows where somebody meddled with it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from voicera.auth.v1 import audit_service_pb2 as pb
from voicera.auth.v1 import audit_service_pb2_grpc
from voicera_auth.app import open_app
from voicera_auth.audit.chain import AuditChain
from voicera_auth.audit.key import AUDIT_KEYS, AuditKey
from voicera_auth.audit.model import Head, Link
from voicera_auth.audit.servicer import AuditServicer
from voicera_auth.audit.store import AUDIT_ENTRIES, AUDIT_HEADS, ChainStore
from voicera_auth.sealing import rotate_sealing
from voicera_auth.settings import AuthSettings
from voicera_kit.audit import AuditEntry
from voicera_kit.client import Mesh
from voicera_kit.documents import DocumentStore
from voicera_kit.errors import InvalidArgument, PermissionDenied
from voicera_kit.identity import Identity
from voicera_kit.sealing import SealingKey
from voicera_kit.testing import Signer, open_documents_in, running_mesh

KEY, ANOTHER = AuditKey(b"k" * 32), AuditKey(b"a" * 32)
NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)
AGENTS, KEYS = "agents.v1.AgentService", "auth.v1.ApiKeyService"


@dataclass
class Log:
    documents: DocumentStore
    mesh: Mesh
    signer: Signer


@pytest.fixture
async def log(tmp_path: Path) -> AsyncIterator[Log]:
    signer = Signer()
    async with open_documents_in(tmp_path, [AUDIT_ENTRIES, AUDIT_HEADS]) as documents:
        store = ChainStore(documents)
        servicer = AuditServicer(AuditChain(store, KEY), store)
        async with running_mesh(
            lambda server: audit_service_pb2_grpc.add_AuditServiceServicer_to_server(servicer, server), signer
        ) as mesh:
            yield Log(documents, mesh, signer)


def entry(
    number: int, *, actor_id: str = "user_1", object_id: str = "", action: str = f"{AGENTS}/UpdateAgent"
) -> AuditEntry:
    at = NOON + timedelta(minutes=number)
    details = {"request": {"display_name": "Réception", "pages": 3.0}}
    return AuditEntry(
        f"audit_{number}",
        "org_1",
        at,
        actor_id,
        "member",
        action,
        object_id,
        "OK",
        "203.0.113.7",
        "t",
        details,
    )


def audit(log) -> audit_service_pb2_grpc.AuditServiceStub:
    return log.mesh.stub(audit_service_pb2_grpc.AuditServiceStub)


def admin(log, organization_id: str = "org_1", role: str = "admin") -> Identity:
    return log.signer.member(organization_id, role)


async def record(log, *entries: AuditEntry, organization_id: str = "org_1") -> None:
    service = log.signer.service("agents", organization_id)
    request = pb.RecordAuditEntriesRequest(entries=[each.message() for each in entries])
    await audit(log).RecordAuditEntries(request, metadata=log.mesh.forward(service))


async def listed(log, **filters) -> list[str]:
    answer = await audit(log).ListAuditEntries(
        pb.ListAuditEntriesRequest(**filters), metadata=log.mesh.forward(admin(log))
    )
    return [each.id for each in answer.entries]


async def verify(log) -> pb.VerifyAuditChainResponse:
    return await audit(log).VerifyAuditChain(
        pb.VerifyAuditChainRequest(), metadata=log.mesh.forward(admin(log))
    )


async def test_entries_are_listed_newest_first_and_page_by_page(log):
    await record(log, *(entry(number) for number in range(5)))
    metadata = log.mesh.forward(admin(log))
    first = await audit(log).ListAuditEntries(pb.ListAuditEntriesRequest(page_size=3), metadata=metadata)
    rest = await audit(log).ListAuditEntries(
        pb.ListAuditEntriesRequest(page_size=3, page_token=first.next_page_token), metadata=metadata
    )
    assert [each.sequence for each in (*first.entries, *rest.entries)] == [5, 4, 3, 2, 1]
    assert first.entries[0].details["request"]["display_name"] == "Réception"
    assert not rest.next_page_token


async def test_filters(log):
    await record(
        log,
        entry(1, actor_id="user_2"),
        entry(2, object_id="agent_7"),
        entry(3, action=f"{KEYS}/CreateApiKey"),
        entry(4, action=f"{KEYS}/RevokeApiKey"),
    )
    after = pb.ListAuditEntriesRequest()
    after.since.FromDatetime(NOON + timedelta(minutes=2))
    after.until.FromDatetime(NOON + timedelta(minutes=4))
    assert await listed(log, actor_id="user_2") == ["audit_1"]
    assert await listed(log, object_id="agent_7") == ["audit_2"]
    assert await listed(log, action=KEYS) == ["audit_4", "audit_3"]
    assert await listed(log, action=f"{KEYS}/CreateApiKey") == ["audit_3"]
    assert await listed(log, since=after.since, until=after.until) == ["audit_3", "audit_2"]


async def test_an_entry_told_twice_is_kept_once(log):
    await record(log, entry(1))
    await record(log, entry(1), entry(2))
    assert await listed(log) == ["audit_2", "audit_1"]


async def test_two_replicas_append_at_once_and_lose_nothing(log):
    chains = [AuditChain(ChainStore(log.documents), KEY) for _ in range(2)]
    await asyncio.gather(*(chains[number % 2].add(entry(number)) for number in range(100)))
    verdict = await verify(log)
    assert (verdict.entries, verdict.broken_at) == (100, 0)


async def test_a_rewritten_end_shows(log):
    await record(log, *(entry(number) for number in range(1, 4)))
    last = await ChainStore(log.documents).get("org_1", "audit_3")
    before = await ChainStore(log.documents).get("org_1", "audit_2")
    forged = Link.after(before, replace(last.entry, actor_id="user_9"), KEY)
    await edit(log, "audit_3", actor_id="user_9", hash=forged.hash)
    assert (await verify(log)).broken_at == 3


async def test_a_chain_is_whole_while_it_grows(log):
    growing = asyncio.gather(*(record(log, entry(number)) for number in range(20)))
    while not growing.done():
        assert (await verify(log)).broken_at == 0
    assert (await verify(log)).entries == 20


async def test_many_at_once_make_one_chain(log):
    await asyncio.gather(*(record(log, entry(number)) for number in range(20)))
    verdict = await verify(log)
    assert (verdict.entries, verdict.broken_at) == (20, 0)


async def test_an_export_is_oldest_first(log):
    await record(log, *(entry(number) for number in range(70)))
    request = pb.ExportAuditEntriesRequest()
    request.since.FromDatetime(NOON + timedelta(minutes=60))
    exported = audit(log).ExportAuditEntries(request, metadata=log.mesh.forward(admin(log)))
    assert [each.id async for each in exported] == [f"audit_{number}" for number in range(60, 70)]


async def edit(log, name: str, **changes) -> None:
    document = await log.documents.get("org_1", AUDIT_ENTRIES, name)
    await log.documents.replace(
        "org_1", AUDIT_ENTRIES, name, {**document.body, **changes}, if_revision=document.revision
    )


@pytest.mark.parametrize(
    "change", [{"actor_id": "user_9"}, {"outcome": "CANCELLED"}, {"details": {}}, {"hash": "0" * 64}]
)
async def test_an_edited_entry_shows(log, change):
    await record(log, *(entry(number) for number in range(1, 6)))
    assert (await verify(log)).broken_at == 0
    await edit(log, "audit_3", **change)
    assert (await verify(log)).broken_at == 3


@pytest.mark.parametrize("number", [1, 3, 5])
async def test_a_missing_entry_shows_wherever_it_stood(log, number):
    await record(log, *(entry(each) for each in range(1, 6)))
    await log.documents.delete("org_1", AUDIT_ENTRIES, f"audit_{number}")
    assert (await verify(log)).broken_at == number


async def cut(log, *numbers: int) -> None:
    for number in numbers:
        await log.documents.delete("org_1", AUDIT_ENTRIES, f"audit_{number}")


async def test_a_cut_end_shows_also_when_the_head_goes_with_it(log):
    await record(log, *(entry(number) for number in range(1, 6)))
    await cut(log, 4, 5)
    await log.documents.delete("org_1", AUDIT_HEADS, "org_1")
    assert (await verify(log)).broken_at == 4
    await record(log, *(entry(number) for number in range(6, 12)))
    assert (await verify(log)).broken_at == 10


async def test_entries_after_a_cut_do_not_cover_it(log):
    await record(log, *(entry(number) for number in range(1, 6)))
    await cut(log, 4, 5)
    assert (await verify(log)).broken_at == 4
    await record(log, *(entry(number) for number in range(6, 12)))
    assert (await verify(log)).broken_at == 5


async def test_a_head_that_was_made_for_what_is_left_shows(log):
    await record(log, *(entry(number) for number in range(1, 6)))
    await cut(log, 4, 5)
    left = await ChainStore(log.documents).get("org_1", "audit_3")
    noted = await ChainStore(log.documents).head("org_1")
    for forged in (Head.of("org_1", 3, left.hash, ANOTHER), replace(noted, sequence=3, hash=left.hash)):
        await ChainStore(log.documents).advance(await ChainStore(log.documents).head("org_1"), forged)
        assert (await verify(log)).broken_at == 4


async def test_a_first_entry_whose_writer_died_is_whole(log):
    chain = AuditChain(Dying(log.documents), KEY)
    with pytest.raises(ConnectionError):
        await chain.add(entry(1))
    assert (await verify(log)).broken_at == 0
    await record(log, entry(1), entry(2))
    verdict = await verify(log)
    assert (verdict.entries, verdict.broken_at) == (2, 0)


class Dying(ChainStore):
    """Keeps an entry and dies before it notes the head."""

    async def advance(self, noted, head):
        raise ConnectionError


async def test_a_chain_recomputed_without_the_key_shows(log):
    await record(log, *(entry(number) for number in range(1, 4)))
    forged: Link | None = None
    for number in range(1, 4):
        forged = Link.after(forged, replace(entry(number), actor_id="user_9"), ANOTHER)
        await edit(log, f"audit_{number}", actor_id="user_9", hash=forged.hash)
    head = Head.of("org_1", forged.sequence, forged.hash, ANOTHER)
    await ChainStore(log.documents).advance(await ChainStore(log.documents).head("org_1"), head)
    assert (await verify(log)).broken_at == 1


async def test_the_key_is_kept_sealed_and_outlives_the_sealing_key(tmp_path):
    old, new = SealingKey.generate(), SealingKey.generate()
    await chained(AuthSettings(data_dir=tmp_path, sealing_keys=old.line()), entry(1))
    both = AuthSettings(data_dir=tmp_path, sealing_keys=f"{new.line()},{old.line()}")
    assert await rotate_sealing(both)
    verdict = await chained(AuthSettings(data_dir=tmp_path, sealing_keys=new.line()), entry(2))
    assert (verdict.entries, verdict.broken_at) == (2, 0)


async def chained(settings: AuthSettings, added: AuditEntry):
    """What the service says of the chain after another entry."""
    async with open_app(settings) as app:
        await app.audit.add(added)
        [document] = (await app.documents.find("system", AUDIT_KEYS)).items
        assert document.body["sealed"].startswith("v1.")
        assert set(document.body) == {"sealed", "sealing_key_id"}
        return await app.audit.verify(added.organization_id)


async def test_a_chain_that_has_not_begun_is_whole(log):
    verdict = await verify(log)
    assert (verdict.entries, verdict.broken_at) == (0, 0)


async def test_organizations_have_chains_of_their_own(log):
    await record(log, entry(1))
    await record(log, entry(2), organization_id="org_2")
    assert await listed(log) == ["audit_1"]
    assert (await verify(log)).entries == 1


async def test_only_services_record_and_only_admins_read(log):
    request = pb.RecordAuditEntriesRequest(entries=[entry(1).message()])
    with pytest.raises(PermissionDenied):
        await audit(log).RecordAuditEntries(request, metadata=log.mesh.forward(admin(log, role="owner")))
    with pytest.raises(PermissionDenied) as refusal:
        await audit(log).ListAuditEntries(
            pb.ListAuditEntriesRequest(), metadata=log.mesh.forward(admin(log, role="operator"))
        )
    assert refusal.value.metadata["permission"] == "audit.read"


async def test_entries_without_an_id_are_refused(log):
    with pytest.raises(InvalidArgument) as refusal:
        await record(log, AuditEntry("", "org_1", NOON, "", "", "", "", "", "", ""))
    assert refusal.value.violations[0].field == "entries.id"
