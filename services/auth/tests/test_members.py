"""Who may change, remove and replace whom."""

import asyncio

import pytest

from voicera.auth.v1 import member_service_pb2 as pb
from voicera.auth.v1 import profile_service_pb2 as profile_pb
from voicera.auth.v1 import role_pb2
from voicera_auth.account.store import UserStore
from voicera_auth.keys.ring import Claims
from voicera_auth.member.service import MemberService
from voicera_auth.organization.store import OrganizationStore
from voicera_kit.errors import (
    FailedPrecondition,
    InvalidArgument,
    NotFound,
    PermissionDenied,
    RevisionConflict,
    Unauthenticated,
)
from voicera_kit.identity import Identity
from voicera_kit.paging import FIRST_PAGE

VIEWER, OPERATOR, ADMIN, OWNER = (
    role_pb2.ROLE_VIEWER,
    role_pb2.ROLE_OPERATOR,
    role_pb2.ROLE_ADMIN,
    role_pb2.ROLE_OWNER,
)


async def change(auth, caller: Identity, user_id: str, role: role_pb2.Role) -> pb.Member:
    request = pb.ChangeMemberRoleRequest(user_id=user_id, role=role)
    return await auth.members.ChangeMemberRole(request, metadata=auth.mesh.forward(caller))


async def remove(auth, caller: Identity, user_id: str) -> None:
    request = pb.RemoveMemberRequest(user_id=user_id)
    await auth.members.RemoveMember(request, metadata=auth.mesh.forward(caller))


async def transfer(auth, caller: Identity, user_id: str) -> pb.Member:
    request = pb.TransferOwnershipRequest(user_id=user_id)
    return await auth.members.TransferOwnership(request, metadata=auth.mesh.forward(caller))


async def roles(auth) -> dict[str, str]:
    organizations = OrganizationStore(documents_of(auth))
    members = [await organizations.member(auth.organization_id, user_id) for user_id in await user_ids(auth)]
    return {member.email.partition("@")[0]: member.role for member in members}


async def user_ids(auth) -> list[str]:
    listing = await auth.app.accounts.members.members(auth.organization_id, FIRST_PAGE)
    return [member.user_id for member in listing.items]


def documents_of(auth):
    return auth.app.organizations._organizations._documents


def members_over(auth, organizations: OrganizationStore) -> MemberService:
    people, users = auth.app.accounts, UserStore(documents_of(auth))
    return MemberService(
        organizations,
        users,
        people.recovery,
        people.ending,
        people.second_factors,
        people.members._keys,
        people.members._invitations,
    )


async def profile(auth, who: Identity) -> profile_pb.Profile:
    return await auth.profiles.GetProfile(profile_pb.GetProfileRequest(), metadata=auth.mesh.forward(who))


async def until_refused(auth, who: Identity) -> None:
    """The service reads its own revocations every few seconds; virtual time does not wait for its store."""
    async with asyncio.timeout(10):
        while True:
            await auth.clock.advance(auth.app.settings.revocations_poll_s)
            try:
                await profile(auth, who)
            except NotFound:
                continue  # let in, and not there any more
            except Unauthenticated as refusal:
                assert refusal.reason == "SESSION_ENDED"  # noqa: PT017 - until it is refused
                return


async def test_a_changed_role_counts_from_the_next_token_on(auth):
    owner, viewer = await auth.sign_in(), await auth.member("viewer")
    await auth.clock.advance(1)
    changed = await change(auth, owner, viewer.subject, OPERATOR)
    assert (changed.email, changed.role) == ("viewer@example.com", OPERATOR)
    await until_refused(auth, viewer)


async def test_an_administrator_changes_and_removes_other_administrators(auth):
    first, second = (
        await auth.member("admin", "one@example.com"),
        await auth.member("admin", "two@example.com"),
    )
    assert (await change(auth, first, second.subject, VIEWER)).role == VIEWER
    await remove(auth, first, second.subject)
    assert await roles(auth) == {"owner": "owner", "one": "admin"}


@pytest.mark.parametrize("act", ["change", "remove"])
async def test_the_owner_is_changed_by_nobody(auth, act):
    owner, admin = await auth.sign_in(), await auth.member("admin")
    for caller in (owner, admin):
        with pytest.raises(FailedPrecondition) as refusal:
            await (
                change(auth, caller, owner.subject, VIEWER)
                if act == "change"
                else remove(auth, caller, owner.subject)
            )
        assert refusal.value.reason == "OWNER_NEEDED"


@pytest.mark.parametrize("role", [OWNER, role_pb2.ROLE_UNSPECIFIED])
async def test_ownership_is_not_granted_by_a_change(auth, role):
    owner, viewer = await auth.sign_in(), await auth.member("viewer")
    with pytest.raises(InvalidArgument) as refusal:
        await change(auth, owner, viewer.subject, role)
    assert refusal.value.violations[0].field == "role"


async def test_an_api_key_grants_no_more_than_it_may_do_itself(auth):
    owner, viewer, admin = await auth.sign_in(), await auth.member("viewer"), await auth.member("admin")
    scopes = ("members.read", "members.write", "agents.read", "calls.read", "integrations.read")
    scopes += ("numbers.read", "organization.read", "recordings.read", "storage.read")
    token = auth.app.keys.sign(Claims("key_1", auth.organization_id, "api_key", scopes=scopes), 60)
    key = Identity(auth.organization_id, "key_1", "api_key", None, token, frozenset(scopes))
    with pytest.raises(PermissionDenied) as refusal:
        await change(auth, key, viewer.subject, OPERATOR)
    assert refusal.value.metadata["permission"] == "callers.read"
    with pytest.raises(PermissionDenied):
        await remove(auth, key, admin.subject)
    await remove(auth, key, viewer.subject)
    with pytest.raises(PermissionDenied):
        await transfer(auth, key, admin.subject)
    assert owner.subject in await user_ids(auth)


async def test_who_is_removed_is_out_and_their_address_is_free(auth):
    owner, viewer = await auth.sign_in(), await auth.member("viewer")
    await auth.clock.advance(1)
    await remove(auth, owner, viewer.subject)
    await until_refused(auth, viewer)
    with pytest.raises(NotFound):
        await remove(auth, owner, viewer.subject)
    assert (await auth.member("viewer")).subject != viewer.subject


async def test_a_removed_member_gets_no_further_token(auth):
    password = await auth.app.organizations.add_person(auth.organization_id, "v@example.com", "viewer")
    session = await auth.app.sessions.sign_in("v@example.com", password)
    owner = await auth.sign_in()
    await remove(auth, owner, auth.who_is(session).subject)
    with pytest.raises(Unauthenticated) as refusal:
        await auth.app.sessions.refresh(session.refresh_token)
    assert refusal.value.reason == "SESSION_ENDED"


async def test_a_removal_that_was_cut_short_is_finished_by_its_repetition(auth):
    owner, viewer = await auth.sign_in(), await auth.member("viewer")
    organizations, users = OrganizationStore(documents_of(auth)), UserStore(documents_of(auth))
    await auth.clock.advance(1)
    member = await organizations.member(auth.organization_id, viewer.subject)
    await organizations.remove_member(auth.organization_id, member)
    await remove(auth, owner, viewer.subject)
    assert await roles(auth) == {"owner": "owner"}
    assert await users.find("viewer@example.com") is None
    await until_refused(auth, viewer)


async def test_an_account_of_others_is_not_left_over(auth):
    _, password = await auth.app.organizations.create("Other", "other@example.com")
    stranger = await auth.sign_in("other@example.com", password)
    with pytest.raises(NotFound):
        await remove(auth, await auth.sign_in(), stranger.subject)
    assert await auth.sign_in("other@example.com", password)


class Overtaken(OrganizationStore):
    """A store in which the member becomes the owner between the look at them and their removal."""

    async def remove_member(self, organization_id, member):
        await super().set_role(organization_id, member, "owner")
        await super().remove_member(organization_id, member)


async def test_who_becomes_the_owner_at_this_moment_is_not_removed(auth):
    owner, viewer = await auth.sign_in(), await auth.member("viewer")
    slow = members_over(auth, Overtaken(documents_of(auth)))
    with pytest.raises(RevisionConflict):
        await slow.remove(owner, viewer.subject)
    assert await roles(auth) == {"owner": "owner", "viewer": "owner"}
    assert await profile(auth, viewer)


@pytest.mark.parametrize("transfer_begins", [True, False])
async def test_a_transfer_and_a_removal_at_once_leave_an_owner(auth, transfer_begins):
    owner, admin, heir = await auth.sign_in(), await auth.member("admin"), await auth.member("viewer")
    members = auth.app.accounts.members
    both = [
        members.transfer_ownership(owner, heir.subject),
        members.remove(admin, heir.subject),
    ]
    await asyncio.gather(*(both if transfer_begins else reversed(both)), return_exceptions=True)
    left = await roles(auth)
    assert list(left.values()).count("owner") == 1
    assert len(left) == (3 if left["owner"] == "admin" else 2)


async def test_members_of_others_are_not_found(auth):
    _, password = await auth.app.organizations.create("Other", "other@example.com")
    stranger, viewer = await auth.sign_in("other@example.com", password), await auth.member("viewer")
    with pytest.raises(NotFound):
        await change(auth, stranger, viewer.subject, OPERATOR)
    with pytest.raises(NotFound):
        await remove(auth, stranger, viewer.subject)
    with pytest.raises(NotFound):
        await transfer(auth, stranger, viewer.subject)
    with pytest.raises(NotFound):
        await auth.members.CreatePasswordResetLink(
            pb.CreatePasswordResetLinkRequest(user_id=viewer.subject), metadata=auth.mesh.forward(stranger)
        )


async def test_the_owner_hands_ownership_over(auth):
    owner, viewer = await auth.sign_in(), await auth.member("viewer")
    assert (await transfer(auth, owner, viewer.subject)).role == OWNER
    assert await roles(auth) == {"owner": "admin", "viewer": "owner"}
    with pytest.raises(PermissionDenied):
        await transfer(auth, owner, viewer.subject)


@pytest.mark.parametrize("role", ["admin", "viewer"])
async def test_nobody_else_hands_ownership_over(auth, role):
    member = await auth.member(role)
    with pytest.raises(PermissionDenied) as refusal:
        await transfer(auth, member, member.subject)
    assert refusal.value.metadata["permission"] == "organization.write"


async def test_ownership_is_handed_to_somebody_else(auth):
    owner = await auth.sign_in()
    with pytest.raises(InvalidArgument):
        await transfer(auth, owner, owner.subject)


class CutShort(OrganizationStore):
    """A store whose process dies before anybody becomes an administrator."""

    async def set_role(self, organization_id, member, role):
        if role == "admin":
            raise ConnectionError
        return await super().set_role(organization_id, member, role)


async def test_a_transfer_that_was_cut_short_leaves_two_owners_and_its_repetition_one(auth):
    owner, viewer = await auth.sign_in(), await auth.member("viewer")
    dying = members_over(auth, CutShort(documents_of(auth)))
    with pytest.raises(ConnectionError):
        await dying.transfer_ownership(owner, viewer.subject)
    assert await roles(auth) == {"owner": "owner", "viewer": "owner"}
    await transfer(auth, owner, viewer.subject)
    assert await roles(auth) == {"owner": "admin", "viewer": "owner"}


async def test_two_transfers_at_once_make_one_owner(auth):
    owner = await auth.sign_in()
    others = [await auth.member("viewer", f"{name}@example.com") for name in ("one", "two")]
    await asyncio.gather(
        *(auth.app.accounts.members.transfer_ownership(owner, each.subject) for each in others),
        return_exceptions=True,
    )
    assert sorted((await roles(auth)).values()) in (
        ["admin", "owner", "viewer"],
        ["owner", "viewer", "viewer"],
    )


async def test_a_service_has_no_profile(auth):
    token = auth.app.keys.sign(Claims("service:media", auth.organization_id, "service"), 60)
    service = Identity(auth.organization_id, "service:media", "service", None, token)
    with pytest.raises(FailedPrecondition) as refusal:
        await profile(auth, service)
    assert refusal.value.reason == "NOT_A_MEMBER"
