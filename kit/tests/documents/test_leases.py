import asyncio

import pytest

from voicera_kit.clock import VirtualClock
from voicera_kit.documents import EVERY_ORGANIZATION, Collection, DocumentStore, equals
from voicera_kit.errors import RevisionConflict

DUE = (equals("status", "due"),)


async def test_a_claimed_document_is_free_again_when_the_lease_ends(
    store: DocumentStore, agents: Collection, clock: VirtualClock
) -> None:
    await store.insert("org_1", agents, "agent_1", {"status": "due"})
    assert await store.claim("org_1", agents, DUE, owner="a", lease_s=10) is not None
    await clock.advance(9)
    assert await store.claim("org_1", agents, DUE, owner="b", lease_s=10) is None
    await clock.advance(1)
    assert await store.claim("org_1", agents, DUE, owner="b", lease_s=10) is not None


async def test_claims_may_span_organizations(store: DocumentStore, agents: Collection) -> None:
    await store.insert("org_1", agents, "agent_1", {"status": "due"})
    await store.insert("org_2", agents, "agent_1", {"status": "due"})
    await store.insert("org_3", agents, "agent_1", {"status": "done"})
    claimed = [await store.claim(EVERY_ORGANIZATION, agents, DUE, owner="a", lease_s=10) for _ in range(3)]
    assert sorted(each.organization_id for each in claimed if each) == ["org_1", "org_2"]


async def test_racing_claims_never_share_a_document(store: DocumentStore, agents: Collection) -> None:
    for number in range(20):
        await store.insert("org_1", agents, f"agent_{number}", {"status": "due"})
    claimed = await asyncio.gather(
        *(store.claim(EVERY_ORGANIZATION, agents, DUE, owner=f"{n}", lease_s=10) for n in range(50))
    )
    ids = [each.id for each in claimed if each]
    assert len(ids) == len(set(ids)) == 20


async def test_whoever_lost_the_lease_cannot_replace(
    store: DocumentStore, agents: Collection, clock: VirtualClock
) -> None:
    await store.insert("org_1", agents, "agent_1", {"status": "due"})
    slow = await store.claim("org_1", agents, DUE, owner="slow", lease_s=10)
    await clock.advance(11)
    fast = await store.claim("org_1", agents, DUE, owner="fast", lease_s=10)
    assert slow is not None
    assert fast is not None
    with pytest.raises(RevisionConflict):
        await store.replace("org_1", agents, "agent_1", {"status": "done"}, if_revision=slow.revision)
    await store.replace("org_1", agents, "agent_1", {"status": "done"}, if_revision=fast.revision)


async def test_a_lease_can_be_renewed_until_it_is_lost(
    store: DocumentStore, agents: Collection, clock: VirtualClock
) -> None:
    await store.insert("org_1", agents, "agent_1", {"status": "due"})
    await store.claim("org_1", agents, DUE, owner="a", lease_s=10)
    await clock.advance(9)
    assert await store.renew("org_1", agents, "agent_1", owner="a", lease_s=10)
    await clock.advance(9)
    assert await store.claim("org_1", agents, DUE, owner="b", lease_s=10) is None
    assert not await store.renew("org_1", agents, "agent_1", owner="b", lease_s=10)
    await clock.advance(2)
    assert not await store.renew("org_1", agents, "agent_1", owner="a", lease_s=10)


async def test_only_the_owner_gives_a_lease_up(store: DocumentStore, agents: Collection) -> None:
    await store.insert("org_1", agents, "agent_1", {"status": "due"})
    await store.claim("org_1", agents, DUE, owner="a", lease_s=10)
    await store.release("org_1", agents, "agent_1", owner="b")
    assert await store.claim("org_1", agents, DUE, owner="b", lease_s=10) is None
    await store.release("org_1", agents, "agent_1", owner="a")
    assert await store.claim("org_1", agents, DUE, owner="b", lease_s=10) is not None


async def test_the_longest_untouched_document_comes_first(
    store: DocumentStore, agents: Collection, clock: VirtualClock
) -> None:
    for number in (1, 2):
        await store.insert("org_1", agents, f"agent_{number}", {"status": "due"})
        await clock.advance(1)
    order = []
    for _ in range(4):
        claimed = await store.claim("org_1", agents, DUE, owner="a", lease_s=0.5)
        assert claimed is not None
        order.append(claimed.id)
        await clock.advance(1)
    assert order == ["agent_1", "agent_2", "agent_1", "agent_2"]
