"""Keys end with the right of whoever holds their secrets."""

import pytest

from voicera.auth.v1 import member_service_pb2 as pb
from voicera.auth.v1 import role_pb2
from voicera_auth.api_key.ending import ACTION
from voicera_auth.api_key.service import ShownKey
from voicera_auth.audit.store import ChainStore
from voicera_auth.organization.store import OrganizationStore
from voicera_kit.audit import AuditEntry
from voicera_kit.errors import Unauthenticated
from voicera_kit.identity import Identity

MAY_ALL = ("api_keys.write", "calls.read", "members.write")


async def make(auth, by: Identity, *scopes: str) -> ShownKey:
    return await auth.app.api_keys.create(by, "Reports", scopes or MAY_ALL, None)


def program(auth, shown: ShownKey) -> Identity:
    """Who acts with the key."""
    scopes = frozenset(shown.key.scopes)
    return Identity(auth.organization_id, shown.key.id, "api_key", None, "", scopes)


async def works(auth, shown: ShownKey) -> bool:
    try:
        await auth.app.api_keys.exchange(shown.secret.text)
    except Unauthenticated:
        return False
    return True


async def remove(auth, user_id: str) -> None:
    request = pb.RemoveMemberRequest(user_id=user_id)
    await auth.members.RemoveMember(request, metadata=auth.mesh.forward(await auth.sign_in()))


async def demote(auth, user_id: str, role: role_pb2.Role) -> None:
    request = pb.ChangeMemberRoleRequest(user_id=user_id, role=role)
    await auth.members.ChangeMemberRole(request, metadata=auth.mesh.forward(await auth.sign_in()))


async def entries(auth) -> list[AuditEntry]:
    chain = ChainStore(auth.app.documents)
    return [link.entry async for link in chain.oldest_first(auth.organization_id)]


async def test_a_removed_member_s_keys_end_and_nobody_else_s(auth):
    leaving, staying = await auth.member("admin"), await auth.member("admin", "stays@example.com")
    theirs, other = await make(auth, leaving), await make(auth, staying)
    grandchild = await make(auth, program(auth, await make(auth, program(auth, theirs))), "calls.read")
    assert await works(auth, grandchild)
    await remove(auth, leaving.subject)
    assert [await works(auth, each) for each in (theirs, grandchild, other)] == [False, False, True]
    ended = {each.subject for each in (await auth.app.revocations.since("")).revocations}
    assert {theirs.key.id, grandchild.key.id} <= ended
    assert other.key.id not in ended


async def test_a_key_ends_with_who_was_shown_its_present_secret(auth):
    leaving, owner = await auth.member("admin"), await auth.sign_in()
    made = await make(auth, owner)
    rotated = await auth.app.api_keys.rotate(leaving, made.key.id, 60)
    await remove(auth, leaving.subject)
    assert [await works(auth, each) for each in (made, rotated)] == [False, False]


async def test_keys_that_rotated_each_other_end(auth):
    leaving = await auth.member("admin")
    first = await make(auth, leaving)
    second = await make(auth, program(auth, first))
    first = await auth.app.api_keys.rotate(program(auth, second), first.key.id, 0)
    await remove(auth, leaving.subject)
    assert [await works(auth, each) for each in (first, second)] == [False, False]


@pytest.mark.parametrize(
    ("role", "left"),
    [(role_pb2.ROLE_VIEWER, [True, False, False]), (role_pb2.ROLE_OPERATOR, [True, True, False])],
)
async def test_with_a_lower_role_those_keys_end_that_may_more(auth, role, left):
    admin = await auth.member("admin")
    made = [
        await make(auth, admin, "calls.read"),
        await make(auth, admin, "calls.read", "calls.place"),
        await make(auth, admin, "agents.write"),
    ]
    await demote(auth, admin.subject, role)
    assert [await works(auth, each) for each in made] == left


async def test_a_higher_role_ends_no_key(auth):
    viewer = await auth.member("viewer")
    made = await make(auth, viewer, "calls.read")
    await demote(auth, viewer.subject, role_pb2.ROLE_ADMIN)
    assert await works(auth, made)


async def test_who_hands_ownership_over_keeps_what_an_administrator_may(auth):
    owner, heir = await auth.sign_in(), await auth.member("admin")
    made = [await make(auth, owner, scope) for scope in ("members.write", "organization.write")]
    await auth.members.TransferOwnership(
        pb.TransferOwnershipRequest(user_id=heir.subject), metadata=auth.mesh.forward(owner)
    )
    assert [await works(auth, each) for each in made] == [True, False]


async def test_the_audit_log_says_which_keys_ended_and_because_of_whom(auth):
    leaving = await auth.member("admin")
    made = await make(auth, leaving)
    owner = await auth.sign_in()
    await remove(auth, leaving.subject)
    [entry] = await entries(auth)
    assert (entry.action, entry.object_id, entry.outcome) == (ACTION, made.key.id, "OK")
    assert (entry.actor_id, entry.details) == (owner.subject, {"because_of": leaving.subject})


async def test_a_removal_that_was_cut_short_ends_the_keys_when_it_is_repeated(auth):
    leaving = await auth.member("admin")
    made = await make(auth, leaving)
    organizations = OrganizationStore(auth.app.documents)
    await organizations.remove_member(
        auth.organization_id, await organizations.member(auth.organization_id, leaving.subject)
    )
    assert await works(auth, made)
    await remove(auth, leaving.subject)
    assert not await works(auth, made)
