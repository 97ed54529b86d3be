import asyncio

import jwt
import pytest

from voicera.auth.v1 import auth_service_pb2 as pb
from voicera.auth.v1 import auth_service_pb2_grpc, profile_service_pb2, profile_service_pb2_grpc
from voicera_auth.account.model import User
from voicera_auth.settings import AuthSettings
from voicera_kit.errors import ServiceError, Unauthenticated
from voicera_kit.identity import Identity


def sessions(auth) -> auth_service_pb2_grpc.AuthServiceStub:
    return auth.mesh.stub(auth_service_pb2_grpc.AuthServiceStub)


async def sign_in(auth, email: str = "", password: str = "") -> pb.Session:
    request = pb.SignInRequest(email=email or auth.email, password=password or auth.password)
    return await sessions(auth).SignIn(request, metadata=auth.mesh.anonymous())


async def refresh(auth, token: str) -> pb.Session:
    request = pb.RefreshSessionRequest(refresh_token=token)
    return await sessions(auth).RefreshSession(request, metadata=auth.mesh.anonymous())


async def refusal(auth, token: str) -> str:
    with pytest.raises(Unauthenticated) as refused:
        await refresh(auth, token)
    return refused.value.reason


async def sign_out(auth, token: str) -> None:
    request = pb.SignOutRequest(refresh_token=token)
    await sessions(auth).SignOut(request, metadata=auth.mesh.anonymous())


def person(auth, session: pb.Session) -> Identity:
    return Identity(auth.organization_id, "", "member", "owner", session.access_token)


async def test_owner_signs_in_whatever_the_case_of_the_address(auth):
    session = await sign_in(auth, email=" OWNER@example.COM ")
    claims = jwt.decode(session.access_token, options={"verify_signature": False})
    assert claims["org"] == auth.organization_id
    assert (claims["kind"], claims["role"]) == ("member", "owner")
    assert claims["exp"] - claims["iat"] == session.expires_in_s == 900


@pytest.mark.parametrize(
    ("email", "password"), [("owner@example.com", "wrong password"), ("nobody@example.com", "wrong password")]
)
async def test_wrong_password_and_unknown_address_get_the_same_answer(auth, email, password):
    with pytest.raises(Unauthenticated) as refusal:
        await sign_in(auth, email, password)
    assert refusal.value.reason == "SIGN_IN_FAILED"
    assert refusal.value.message == "the e-mail address or the password is wrong"


def profiles(auth) -> profile_service_pb2_grpc.ProfileServiceStub:
    return auth.mesh.stub(profile_service_pb2_grpc.ProfileServiceStub)


async def test_profile_names_the_person_the_role_and_what_it_permits(auth):
    session = await sign_in(auth)
    profile = await profiles(auth).GetProfile(
        profile_service_pb2.GetProfileRequest(), metadata=auth.mesh.forward(person(auth, session))
    )
    assert profile.email == "owner@example.com"
    assert profile.organization_name == "Sunrise Clinic"
    assert "organization.write" in profile.permissions


async def test_profile_without_a_token_is_refused(auth):
    with pytest.raises(Unauthenticated):
        await profiles(auth).GetProfile(
            profile_service_pb2.GetProfileRequest(), metadata=auth.mesh.anonymous()
        )


async def test_access_token_expires(auth):
    session = await sign_in(auth)
    await auth.clock.advance(901 + 60)
    with pytest.raises(Unauthenticated) as refusal:
        await profiles(auth).GetProfile(
            profile_service_pb2.GetProfileRequest(), metadata=auth.mesh.forward(person(auth, session))
        )
    assert refusal.value.reason == "TOKEN_EXPIRED"


async def test_refresh_gives_a_new_pair_of_tokens(auth):
    first = await sign_in(auth)
    second = await refresh(auth, first.refresh_token)
    assert second.refresh_token != first.refresh_token
    third = await refresh(auth, second.refresh_token)
    assert third.access_token


async def test_a_refresh_token_used_twice_ends_the_family(auth):
    first = await sign_in(auth)
    second = await refresh(auth, first.refresh_token)
    await auth.clock.advance(5)
    with pytest.raises(Unauthenticated) as reuse:
        await refresh(auth, first.refresh_token)
    assert reuse.value.reason == "REFRESH_TOKEN_REUSED"
    with pytest.raises(Unauthenticated) as ended:
        await refresh(auth, second.refresh_token)
    assert ended.value.reason == "SESSION_ENDED"


async def test_a_lost_answer_is_given_again(auth):
    first = await sign_in(auth)
    lost = await refresh(auth, first.refresh_token)
    await auth.clock.advance(4.9)
    again = await refresh(auth, first.refresh_token)
    assert again.refresh_token == lost.refresh_token
    assert again.access_token != lost.access_token
    assert await refresh(auth, again.refresh_token)


async def test_tabs_that_refresh_at_once_go_on_together(auth):
    session = await sign_in(auth)
    for _ in range(3):
        tabs = await asyncio.gather(*(refresh(auth, session.refresh_token) for _ in range(4)))
        assert len({tab.refresh_token for tab in tabs}) == 1
        session = tabs[0]
        await auth.clock.advance(600)


async def test_a_token_before_the_last_one_is_no_lost_answer(auth):
    first = await sign_in(auth)
    second = await refresh(auth, first.refresh_token)
    third = await refresh(auth, second.refresh_token)
    assert await refusal(auth, first.refresh_token) == "REFRESH_TOKEN_REUSED"
    assert await refusal(auth, third.refresh_token) == "SESSION_ENDED"


async def test_a_thief_is_found_out_however_often_they_refreshed(auth):
    stolen = await sign_in(auth)
    thief = stolen
    for _ in range(20):
        thief = await refresh(auth, thief.refresh_token)
    assert await refusal(auth, stolen.refresh_token) == "REFRESH_TOKEN_REUSED"
    assert await refusal(auth, thief.refresh_token) == "SESSION_ENDED"


async def test_who_knows_a_sessions_id_alone_ends_nothing(auth):
    session = await sign_in(auth)
    version, organization_id, session_id, *_ = session.refresh_token.split(".")
    made_up = f"{version}.{organization_id}.{session_id}.made-up.made-up"
    assert await refusal(auth, made_up) == "UNAUTHENTICATED"
    await sign_out(auth, made_up)
    assert await refresh(auth, session.refresh_token)


async def test_a_tab_that_is_behind_signs_out_all_the_same(auth):
    first = await sign_in(auth)
    second = await refresh(auth, first.refresh_token)
    await auth.clock.advance(60)
    await sign_out(auth, first.refresh_token)
    assert await refusal(auth, second.refresh_token) == "SESSION_ENDED"


async def test_without_a_grace_a_token_is_good_once(running_auth, tmp_path, clock, monkeypatch):
    monkeypatch.setenv("VOICERA_REFRESH_GRACE_S", "0")
    async with running_auth(AuthSettings(data_dir=tmp_path), clock) as strict:
        first = await sign_in(strict)
        await refresh(strict, first.refresh_token)
        assert await refusal(strict, first.refresh_token) == "REFRESH_TOKEN_REUSED"


async def test_a_second_sign_in_is_a_family_of_its_own(auth):
    first, other = await sign_in(auth), await sign_in(auth)
    await refresh(auth, first.refresh_token)
    await auth.clock.advance(5)
    with pytest.raises(Unauthenticated):
        await refresh(auth, first.refresh_token)
    assert (await refresh(auth, other.refresh_token)).access_token


async def test_refresh_token_expires(auth):
    session = await sign_in(auth)
    await auth.clock.advance(7201)
    with pytest.raises(Unauthenticated):
        await refresh(auth, session.refresh_token)


async def test_sign_out_ends_the_family_and_may_be_repeated(auth):
    session = await sign_in(auth)
    for _ in range(2):
        await sign_out(auth, session.refresh_token)
    with pytest.raises(Unauthenticated):
        await refresh(auth, session.refresh_token)


@pytest.mark.parametrize(
    "token", ["", "x", "vr1..a.b.c", "vr1.a.b.c.d", "vr2.a.b.c.d", "vr1.*.b.c.d", "vr1.org_a.sess_b.c"]
)
async def test_what_never_was_a_refresh_token_is_refused(auth, token):
    with pytest.raises(ServiceError) as refusal:
        await refresh(auth, token)
    assert refusal.value.code.name == "UNAUTHENTICATED"


async def test_a_user_without_an_organization_gets_the_same_answer(auth):
    hashed = await auth.app.organizations._passwords.hash("a long password")
    await auth.app.organizations._users.add(User("user_9", "lone@example.com", "lone", hashed, "org_gone"))
    with pytest.raises(Unauthenticated) as refusal:
        await sign_in(auth, "lone@example.com", "a long password")
    assert refusal.value.reason == "SIGN_IN_FAILED"
