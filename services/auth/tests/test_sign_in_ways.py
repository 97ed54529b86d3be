"""Signing in over the contract with a second factor, and at an identity provider."""

import pyotp
import pytest

from voicera.auth.v1 import auth_service_pb2 as pb
from voicera.auth.v1 import auth_service_pb2_grpc, profile_service_pb2_grpc
from voicera.auth.v1 import profile_service_pb2 as profiles
from voicera_auth.__main__ import reseal, stop_second_factor
from voicera_auth.account.lockout import ONE_GUESSER
from voicera_auth.app import open_app
from voicera_auth.settings import AuthSettings
from voicera_kit.client import Mesh, open_channel
from voicera_kit.errors import FailedPrecondition, ResourceExhausted, Unauthenticated
from voicera_kit.identity import Identity
from voicera_kit.server import running_server
from voicera_kit.testing import Signer

from .conftest import Auth
from .fakes.provider import CLIENT_ID, CLIENT_SECRET, FakeProvider, rsa_key, running_provider


def signed_in(auth: Auth, session: pb.Session) -> tuple:
    somebody = Identity(auth.organization_id, "", "member", "owner", session.access_token)
    return auth.mesh.stub(profile_service_pb2_grpc.ProfileServiceStub), auth.mesh.forward(somebody)


async def sign_in(auth: Auth, code: str = "") -> pb.Session:
    stub = auth.mesh.stub(auth_service_pb2_grpc.AuthServiceStub)
    request = pb.SignInRequest(email=auth.email, password=auth.password, code=code)
    return await stub.SignIn(request, metadata=auth.mesh.anonymous())


async def refusal(auth: Auth, code: str) -> str:
    with pytest.raises(Unauthenticated) as refused:
        await sign_in(auth, code)
    return refused.value.reason


@pytest.fixture
async def secured(auth: Auth):
    """The owner's authenticator app and recovery codes."""
    stub, me = signed_in(auth, await sign_in(auth))
    request = profiles.StartSecondFactorRequest(password=auth.password)
    app = pyotp.TOTP((await stub.StartSecondFactor(request, metadata=me)).secret)
    confirm = profiles.ConfirmSecondFactorRequest(code=app.at(auth.clock.now()))
    codes = (await stub.ConfirmSecondFactor(confirm, metadata=me)).recovery_codes
    await auth.clock.advance(60)
    return app, codes


async def test_with_a_second_factor_a_sign_in_needs_the_apps_code(auth, secured):
    app, recovery = secured
    assert await refusal(auth, "") == "SECOND_FACTOR_NEEDED"
    session = await sign_in(auth, app.at(auth.clock.now()))
    stub, me = signed_in(auth, session)
    assert (await stub.GetProfile(profiles.GetProfileRequest(), metadata=me)).has_second_factor
    assert await refusal(auth, app.at(auth.clock.now())) == "SIGN_IN_FAILED"
    assert (await sign_in(auth, recovery[3])).access_token


async def test_without_the_password_nobody_learns_that_a_code_is_needed(auth, secured):
    stub = auth.mesh.stub(auth_service_pb2_grpc.AuthServiceStub)
    request = pb.SignInRequest(email=auth.email, password="wrong password")
    with pytest.raises(Unauthenticated) as refused:
        await stub.SignIn(request, metadata=auth.mesh.anonymous())
    assert refused.value.reason == "SIGN_IN_FAILED"


async def test_wrong_codes_lock_the_account_and_missing_ones_do_not(auth, secured):
    for _ in range(2):
        assert await refusal(auth, "") == "SECOND_FACTOR_NEEDED"
    for _ in range(ONE_GUESSER.free):
        assert await refusal(auth, "000000") == "SIGN_IN_FAILED"
    with pytest.raises(ResourceExhausted) as locked:
        await sign_in(auth, "000000")
    assert locked.value.reason == "TOO_MANY_ATTEMPTS"


async def test_the_password_switches_it_off(auth, secured):
    stub, me = signed_in(auth, await sign_in(auth, secured[1][0]))
    wrong = profiles.StopSecondFactorRequest(password="wrong password")
    with pytest.raises(FailedPrecondition) as refused:
        await stub.StopSecondFactor(wrong, metadata=me)
    assert refused.value.reason == "PASSWORD_WRONG"
    await stub.StopSecondFactor(profiles.StopSecondFactorRequest(password=auth.password), metadata=me)
    assert (await sign_in(auth)).access_token


async def test_starting_needs_the_password(auth):
    stub, me = signed_in(auth, await sign_in(auth))
    with pytest.raises(FailedPrecondition) as refused:
        await stub.StartSecondFactor(profiles.StartSecondFactorRequest(password="x"), metadata=me)
    assert refused.value.reason == "PASSWORD_WRONG"


async def test_an_administrator_lets_in_who_lost_their_codes(auth, secured, capsys):
    await stop_second_factor(auth.app.settings, "OWNER@example.com")
    assert (await sign_in(auth)).access_token
    assert "user_" in capsys.readouterr().out


async def test_secrets_stay_readable_when_the_sealing_key_changes(auth, secured, tmp_path, capsys):
    old = (tmp_path / "sealing.keys").read_text()
    (tmp_path / "sealing.keys").write_text(f"fresh:{'A' * 43}=\n{old}")
    await reseal(auth.app.settings)
    assert '"sealed": "3"' in capsys.readouterr().out
    (tmp_path / "sealing.keys").write_text(f"fresh:{'A' * 43}=\n")
    async with open_app(auth.app.settings, auth.clock) as again:
        assert set(await again.keys.keys()) == set(await auth.app.keys.keys())
        session = await again.sessions.sign_in(
            auth.email, auth.password, code=secured[0].at(auth.clock.now())
        )
    assert session.access_token


async def test_the_provider_the_settings_name_signs_people_in(tmp_path, clock, monkeypatch):
    with running_provider(FakeProvider(clock, rsa_key())) as provider:
        for name, value in (
            ("ISSUER", provider.issuer),
            ("CLIENT_ID", CLIENT_ID),
            ("CLIENT_SECRET", CLIENT_SECRET),
            ("DISPLAY_NAME", "Sunrise ID"),
        ):
            monkeypatch.setenv(f"VOICERA_OIDC_{name}", value)
        monkeypatch.setenv("VOICERA_PUBLIC_URL", "https://voice.example.com/")
        settings = AuthSettings(data_dir=tmp_path)
        async with open_app(settings, clock) as app:
            organization, _ = await app.organizations.create("Sunrise Clinic", "owner@example.com")
            users = app.organizations._users
            await users.replace((await users.find("owner@example.com")).with_verified_email())
            async with (
                running_server(app.register, settings, verifier=app.verifier(clock)) as server,
                Mesh(open_channel(f"127.0.0.1:{server.port}"), Signer().tokens("test")) as mesh,
            ):
                stub, anonymous = mesh.stub(auth_service_pb2_grpc.AuthServiceStub), mesh.anonymous()
                options = await stub.GetSignInOptions(pb.GetSignInOptionsRequest(), metadata=anonymous)
                assert options.oidc_display_name == "Sunrise ID"
                started = await stub.StartOidcSignIn(pb.StartOidcSignInRequest(), metadata=anonymous)
                assert "redirect_uri=https%3A%2F%2Fvoice.example.com%2Fsession" in started.authorization_url
                finish = pb.FinishOidcSignInRequest(
                    state=started.state, code=provider.sign_in(started.authorization_url)
                )
                session = await stub.FinishOidcSignIn(finish, metadata=anonymous)
            identity = await app.verifier(clock).verify(session.access_token)
            assert (identity.organization_id, identity.role) == (organization.id, "owner")


async def test_without_a_provider_the_sign_in_page_offers_none(auth):
    stub = auth.mesh.stub(auth_service_pb2_grpc.AuthServiceStub)
    options = await stub.GetSignInOptions(pb.GetSignInOptionsRequest(), metadata=auth.mesh.anonymous())
    assert options.oidc_display_name == ""
    with pytest.raises(FailedPrecondition) as refused:
        await stub.StartOidcSignIn(pb.StartOidcSignInRequest(), metadata=auth.mesh.anonymous())
    assert refused.value.reason == "OIDC_OFF"
