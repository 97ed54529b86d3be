"""Invitations bring in exactly whom they were made for, once, in time."""

import pytest

from voicera.auth.v1 import auth_service_pb2 as auth_pb
from voicera.auth.v1 import member_service_pb2 as pb
from voicera.auth.v1 import role_pb2
from voicera_auth.audit.store import ChainStore
from voicera_auth.link.token import LinkToken
from voicera_auth.member.invitations import INVITATIONS
from voicera_kit.errors import AlreadyExists, FailedPrecondition, InvalidArgument, NotFound, PermissionDenied
from voicera_kit.identity import Identity, permissions_of

VIEWER, ADMIN = role_pb2.ROLE_VIEWER, role_pb2.ROLE_ADMIN
PASSWORD = "seven mangoes"


async def invite(
    auth, caller: Identity, email: str = "New@Example.com", role=VIEWER
) -> pb.InviteMemberResponse:
    request = pb.InviteMemberRequest(email=email, role=role)
    return await auth.members.InviteMember(request, metadata=auth.mesh.forward(caller))


async def accept(auth, token: str, **changes: str) -> Identity:
    request = auth_pb.AcceptInvitationRequest(token=token, **{"password": PASSWORD} | changes)
    return auth.who_is(await auth.accounts.AcceptInvitation(request, metadata=auth.anonymous()))


async def invitations(auth, caller: Identity) -> list[pb.Invitation]:
    request = pb.ListInvitationsRequest()
    listing = await auth.members.ListInvitations(request, metadata=auth.mesh.forward(caller))
    return list(listing.invitations)


def token_in(link: pb.Link) -> str:
    page, _, token = link.url.partition("#token=")
    assert page == "http://127.0.0.1:3000/invitation"
    return token


async def require_invalid(auth, token: str) -> None:
    with pytest.raises(FailedPrecondition) as refusal:
        await accept(auth, token)
    assert refusal.value.reason == "LINK_INVALID"


async def test_without_mail_the_link_is_handed_over_and_brings_the_person_in(auth):
    owner = await auth.sign_in()
    made = await invite(auth, owner)
    assert (made.invitation.email, made.invitation.invited_by) == ("new@example.com", owner.subject)
    assert (made.link.mailed, made.link.expires_at) == (False, made.invitation.expires_at)
    assert made.link.expires_at.seconds - made.invitation.created_at.seconds == 7 * 24 * 3600
    person = await accept(auth, token_in(made.link), display_name="Asha Rao")
    assert (person.organization_id, person.role) == (auth.organization_id, "viewer")
    assert await auth.sign_in("new@example.com", PASSWORD)
    assert await invitations(auth, owner) == []
    await require_invalid(auth, token_in(made.link))


async def test_a_second_invitation_replaces_the_first(auth):
    owner = await auth.sign_in()
    first, second = await invite(auth, owner), await invite(auth, owner, "new@example.com", ADMIN)
    assert await invitations(auth, owner) == [second.invitation]
    await require_invalid(auth, token_in(first.link))
    assert (await accept(auth, token_in(second.link))).role == "admin"


async def test_a_revoked_invitation_is_useless(auth):
    owner = await auth.sign_in()
    made = await invite(auth, owner)
    request = pb.RevokeInvitationRequest(id=made.invitation.id)
    await auth.members.RevokeInvitation(request, metadata=auth.mesh.forward(owner))
    await require_invalid(auth, token_in(made.link))
    with pytest.raises(NotFound):
        await auth.members.RevokeInvitation(request, metadata=auth.mesh.forward(owner))


async def test_an_expired_invitation_is_useless_and_not_listed(auth):
    made, link = await auth.app.accounts.inviting.invite(await auth.sign_in(), "new@example.com", "viewer")
    shorter = auth.app.accounts.inviting._invitations
    body = await shorter._documents.get(auth.organization_id, INVITATIONS, made.id)
    expired = {**body.body, "expires_at": auth.clock.now().isoformat()}
    await shorter._documents.replace(
        auth.organization_id, INVITATIONS, made.id, expired, if_revision=body.revision
    )
    assert await invitations(auth, await auth.sign_in()) == []
    await require_invalid(auth, link.url.partition("#token=")[2])


async def test_a_weak_password_does_not_use_the_link_up(auth):
    made = await invite(auth, await auth.sign_in())
    for password in ("short", "new@example.com", "sunrise clinic"):
        with pytest.raises(InvalidArgument) as refusal:
            await accept(auth, token_in(made.link), password=password)
        assert refusal.value.violations[0].field == "password"
    assert await accept(auth, token_in(made.link))


@pytest.mark.parametrize("forge", ["secret", "id", "organization", "version", "nonsense", "empty"])
async def test_a_forged_link_is_invalid(auth, forge):
    made = await invite(auth, await auth.sign_in())
    version, organization_id, id_, secret = token_in(made.link).split(".")
    other = LinkToken.issue("org_other", "inv_other")
    forged = {
        "secret": f"{version}.{organization_id}.{id_}.{other.secret}",
        "id": f"{version}.{organization_id}.{other.id}.{secret}",
        "organization": f"{version}.org_other.{id_}.{secret}",
        "version": f"vl9.{organization_id}.{id_}.{secret}",
        "nonsense": "…",
        "empty": "",
    }
    await require_invalid(auth, forged[forge])


async def test_the_link_is_stored_as_a_hash_only(auth, tmp_path):
    made = await invite(auth, await auth.sign_in())
    secret = token_in(made.link).rpartition(".")[2].encode()
    assert len(secret) == 43
    assert not [path for path in tmp_path.rglob("*.db*") if secret in path.read_bytes()]


async def test_who_has_an_account_is_not_invited(auth):
    owner = await auth.sign_in()
    with pytest.raises(AlreadyExists):
        await invite(auth, owner, auth.email)


@pytest.mark.parametrize("role", [role_pb2.ROLE_OWNER, role_pb2.ROLE_UNSPECIFIED])
async def test_nobody_is_invited_as_owner(auth, role):
    with pytest.raises(InvalidArgument) as refusal:
        await invite(auth, await auth.sign_in(), role=role)
    assert refusal.value.violations[0].field == "role"


async def test_an_operator_invites_nobody(auth):
    operator = await auth.member("operator")
    with pytest.raises(PermissionDenied):
        await invite(auth, operator)
    assert await invitations(auth, operator) == []


async def test_invitations_of_others_are_not_found(auth):
    made = await invite(auth, await auth.sign_in())
    _, password = await auth.app.organizations.create("Other", "other@example.com")
    stranger = await auth.sign_in("other@example.com", password)
    assert await invitations(auth, stranger) == []
    with pytest.raises(NotFound):
        await auth.members.RevokeInvitation(
            pb.RevokeInvitationRequest(id=made.invitation.id), metadata=auth.mesh.forward(stranger)
        )


async def remove(auth, user_id: str) -> None:
    request = pb.RemoveMemberRequest(user_id=user_id)
    await auth.members.RemoveMember(request, metadata=auth.mesh.forward(await auth.sign_in()))


async def test_invitations_of_a_removed_admin_are_useless_and_nobody_else_s(auth):
    leaving, staying = await auth.member("admin"), await auth.member("admin", "stays@example.com")
    theirs = await invite(auth, leaving, "friend@example.com", ADMIN)
    other = await invite(auth, staying, "colleague@example.com", ADMIN)
    again = await invite(auth, leaving, "again@example.com")
    again = await invite(auth, staying, "again@example.com")
    await remove(auth, leaving.subject)
    await require_invalid(auth, token_in(theirs.link))
    assert await invitations(auth, staying) == [other.invitation, again.invitation]
    assert (await accept(auth, token_in(other.link))).role == "admin"
    assert await accept(auth, token_in(again.link))


async def test_invitations_by_a_removed_admin_s_key_are_useless(auth):
    leaving = await auth.member("admin")
    scopes = sorted(permissions_of("viewer") | {"members.write"})
    shown = await auth.app.api_keys.create(leaving, "Onboarding", scopes, None)
    key = Identity(auth.organization_id, shown.key.id, "api_key", None, "", frozenset(shown.key.scopes))
    _, link = await auth.app.accounts.inviting.invite(key, "friend@example.com", "viewer")
    await remove(auth, leaving.subject)
    await require_invalid(auth, token_in(link))


async def test_an_ended_invitation_is_in_the_audit_log_with_whose_removal_ended_it(auth):
    leaving = await auth.member("admin")
    made = await invite(auth, leaving)
    await remove(auth, leaving.subject)
    chain = ChainStore(auth.app.documents)
    entries = [link.entry async for link in chain.oldest_first(auth.organization_id)]
    [entry] = [each for each in entries if each.action == "auth.v1.MemberService/RevokeInvitation"]
    assert (entry.object_id, entry.details["because_of"]) == (made.invitation.id, leaving.subject)
    assert entry.actor_id == (await auth.sign_in()).subject


@pytest.mark.parametrize(("role", "left"), [(VIEWER, 0), (role_pb2.ROLE_OPERATOR, 0), (ADMIN, 1)])
async def test_with_a_role_that_may_not_invite_invitations_end(auth, role, left):
    admin = await auth.member("admin")
    await invite(auth, admin)
    request = pb.ChangeMemberRoleRequest(user_id=admin.subject, role=role)
    owner = await auth.sign_in()
    await auth.members.ChangeMemberRole(request, metadata=auth.mesh.forward(owner))
    assert len(await invitations(auth, owner)) == left


async def test_who_hands_ownership_over_keeps_their_invitations(auth):
    owner, heir = await auth.sign_in(), await auth.member("admin")
    made = await invite(auth, owner, role=ADMIN)
    request = pb.TransferOwnershipRequest(user_id=heir.subject)
    await auth.members.TransferOwnership(request, metadata=auth.mesh.forward(owner))
    assert (await accept(auth, token_in(made.link))).role == "admin"
