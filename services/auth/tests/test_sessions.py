import jwt
import pytest

from voicera.auth.v1 import auth_service_pb2 as pb
from voicera.auth.v1 import auth_service_pb2_grpc, profile_service_pb2, profile_service_pb2_grpc
from voicera_auth.account.model import User
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
    with pytest.raises(Unauthenticated) as reuse:
        await refresh(auth, first.refresh_token)
    assert reuse.value.reason == "REFRESH_TOKEN_REUSED"
    with pytest.raises(Unauthenticated) as ended:
        await refresh(auth, second.refresh_token)
    assert ended.value.reason == "SESSION_ENDED"


async def test_a_second_sign_in_is_a_family_of_its_own(auth):
    first, other = await sign_in(auth), await sign_in(auth)
    await refresh(auth, first.refresh_token)
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
        await sessions(auth).SignOut(
            pb.SignOutRequest(refresh_token=session.refresh_token), metadata=auth.mesh.anonymous()
        )
    with pytest.raises(Unauthenticated):
        await refresh(auth, session.refresh_token)


@pytest.mark.parametrize("token", ["", "x", "vr1..a.b", "vr1.a.b.c", "vr2.a.b.c", "vr1.a.b.c.d", "vr1.*.b.c"])
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
