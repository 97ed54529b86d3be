"""What people see and change of their own account, and where they are signed in."""

import asyncio

import pytest

from voicera.auth.v1 import auth_service_pb2 as auth_pb
from voicera.auth.v1 import member_service_pb2 as member_pb
from voicera.auth.v1 import profile_service_pb2 as pb
from voicera_kit.errors import FailedPrecondition, InvalidArgument, NotFound, Unauthenticated
from voicera_kit.identity import Identity

PASSWORD = "seven mangoes"


async def sessions_of(auth, who: Identity, **page) -> pb.ListSessionsResponse:
    return await auth.profiles.ListSessions(pb.ListSessionsRequest(**page), metadata=auth.mesh.forward(who))


async def end(auth, who: Identity, session_id: str) -> None:
    await auth.profiles.EndSession(pb.EndSessionRequest(id=session_id), metadata=auth.mesh.forward(who))


async def change_password(auth, who: Identity, current: str, following: str) -> None:
    request = pb.ChangePasswordRequest(current_password=current, new_password=following)
    await auth.profiles.ChangePassword(request, metadata=auth.mesh.forward(who))


async def is_let_in(auth, who: Identity) -> bool:
    try:
        await auth.profiles.GetProfile(pb.GetProfileRequest(), metadata=auth.mesh.forward(who))
    except Unauthenticated as refusal:
        assert refusal.reason == "SESSION_ENDED"  # noqa: PT017 - or the person is let in
        return False
    return True


async def until_refused(auth, who: Identity) -> None:
    """The service reads its own revocations every few seconds; virtual time does not wait for its store."""
    async with asyncio.timeout(10):
        while await is_let_in(auth, who):
            await auth.clock.advance(auth.app.settings.revocations_poll_s)


async def test_a_new_name_shows_in_the_profile_and_among_the_members(auth):
    owner = await auth.sign_in()
    request = pb.UpdateProfileRequest(display_name="Asha Rao")
    changed = await auth.profiles.UpdateProfile(request, metadata=auth.mesh.forward(owner))
    listing = await auth.members.ListMembers(
        member_pb.ListMembersRequest(), metadata=auth.mesh.forward(owner)
    )
    assert [changed.display_name, listing.members[0].display_name] == ["Asha Rao"] * 2
    for name in ("", "x" * 121, "two\nlines"):
        with pytest.raises(InvalidArgument) as refusal:
            await auth.profiles.UpdateProfile(
                pb.UpdateProfileRequest(display_name=name), metadata=auth.mesh.forward(owner)
            )
        assert refusal.value.violations[0].field == "display_name"


async def test_sessions_say_where_and_when_newest_first(auth):
    first = await auth.sign_in(x_forwarded_for="9.9.9.9, 198.51.100.7", x_forwarded_user_agent="Firefox")
    began = auth.clock.now()
    await auth.clock.advance(60)
    second = await auth.sign_in()
    listing = await sessions_of(auth, first)
    assert [each.id for each in listing.sessions] == [second.session_id, first.session_id]
    newest, oldest = listing.sessions
    assert (oldest.user_agent, oldest.address, oldest.is_current) == ("Firefox", "198.51.100.7", True)
    assert (newest.address, newest.is_current) == ("", False)
    assert oldest.created_at.ToSeconds() == oldest.last_used_at.ToSeconds() == int(began.timestamp())


async def test_a_renewed_session_says_from_where(auth):
    session = await auth.app.sessions.sign_in(auth.email, auth.password)
    await auth.clock.advance(60)
    request = auth_pb.RefreshSessionRequest(refresh_token=session.refresh_token)
    headers = auth.anonymous(x_forwarded_for="198.51.100.9", x_forwarded_user_agent="x" * 1000)
    who = auth.who_is(await auth.accounts.RefreshSession(request, metadata=headers))
    [renewed] = (await sessions_of(auth, who)).sessions
    assert (renewed.address, len(renewed.user_agent), renewed.is_current) == ("198.51.100.9", 256, True)
    assert renewed.last_used_at.seconds - renewed.created_at.seconds == 60


async def test_sessions_come_in_pages(auth):
    who, *_ = [await auth.sign_in() for _ in range(3)]
    first = await sessions_of(auth, who, page_size=2)
    second = await sessions_of(auth, who, page_size=2, page_token=first.next_page_token)
    assert (len(first.sessions), len(second.sessions), second.next_page_token) == (2, 1, "")


async def test_an_ended_session_is_gone_and_its_tokens_soon_too(auth):
    here, there = await auth.sign_in(), await auth.sign_in()
    await auth.clock.advance(1)
    for _ in range(2):  # it may be repeated
        await end(auth, here, there.session_id)
    assert [each.id for each in (await sessions_of(auth, here)).sessions] == [here.session_id]
    await until_refused(auth, there)
    assert await is_let_in(auth, here)


async def test_sessions_of_others_are_not_found(auth):
    owner, viewer = await auth.sign_in(), await auth.member("viewer")
    with pytest.raises(NotFound):
        await end(auth, owner, viewer.session_id)
    assert len((await sessions_of(auth, viewer)).sessions) == 1


async def test_signing_out_everywhere_ends_this_session_too(auth):
    here, there, other = await auth.sign_in(), await auth.sign_in(), await auth.member("viewer")
    await auth.clock.advance(1)
    ended = await auth.profiles.SignOutEverywhere(
        pb.SignOutEverywhereRequest(), metadata=auth.mesh.forward(here)
    )
    assert ended.sessions_ended == 2
    await until_refused(auth, here)
    assert not await is_let_in(auth, there)
    assert await is_let_in(auth, other)
    assert await auth.sign_in()


async def test_a_changed_password_ends_every_other_session(auth):
    here, there = await auth.sign_in(), await auth.sign_in()
    await auth.clock.advance(1)
    await change_password(auth, here, auth.password, PASSWORD)
    assert [each.id for each in (await sessions_of(auth, here)).sessions] == [here.session_id]
    await until_refused(auth, there)
    assert await is_let_in(auth, here)
    assert await auth.sign_in(password=PASSWORD)


async def test_a_password_is_changed_only_by_whoever_knows_it_and_for_a_good_one(auth):
    owner = await auth.sign_in()
    with pytest.raises(FailedPrecondition) as wrong:
        await change_password(auth, owner, "wrong password", PASSWORD)
    assert wrong.value.reason == "PASSWORD_WRONG"
    for weak in ("short", "password123", "Owner@example.com", "Sunrise Clinic"):
        with pytest.raises(InvalidArgument) as refusal:
            await change_password(auth, owner, auth.password, weak)
        assert refusal.value.violations[0].field == "new_password"
    assert await auth.sign_in()


async def test_a_reused_refresh_token_ends_the_access_tokens_too(auth):
    first = await auth.app.sessions.sign_in(auth.email, auth.password)
    second = await auth.app.sessions.refresh(first.refresh_token)
    await auth.clock.advance(5)
    with pytest.raises(Unauthenticated):
        await auth.app.sessions.refresh(first.refresh_token)
    await until_refused(auth, auth.who_is(second))
