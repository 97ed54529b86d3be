import base64

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from voicera.auth.v1 import token_service_pb2 as pb
from voicera.auth.v1 import token_service_pb2_grpc
from voicera_auth.app import open_app
from voicera_auth.settings import AuthSettings
from voicera_kit.errors import InvalidArgument, Unauthenticated

SECRET = AuthSettings().service_secret.get_secret_value()


def tokens(auth) -> token_service_pb2_grpc.TokenServiceStub:
    return auth.mesh.stub(token_service_pb2_grpc.TokenServiceStub)


async def issue(auth, secret: str = SECRET, name: str = "gateway") -> str:
    request = pb.IssueServiceTokenRequest(
        service_name=name, service_secret=secret, organization_id=auth.organization_id
    )
    return (await tokens(auth).IssueServiceToken(request, metadata=auth.mesh.anonymous())).access_token


async def test_published_keys_verify_issued_tokens(auth):
    jwks = await tokens(auth).GetJwks(pb.GetJwksRequest(), metadata=auth.mesh.anonymous())
    [key] = jwks.keys
    public = Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(key.x + "=" * (-len(key.x) % 4)))
    options = {"verify_exp": False, "verify_iat": False}
    claims = jwt.decode(
        await issue(auth), public, algorithms=["EdDSA"], audience="voicera", issuer="voicera", options=options
    )
    assert (claims["sub"], claims["kind"], claims["org"]) == (
        "service:gateway",
        "service",
        auth.organization_id,
    )
    assert (key.kty, key.crv, key.alg, key.use) == ("OKP", "Ed25519", "EdDSA", "sig")


@pytest.mark.parametrize("secret", ["", "wrong", SECRET + "x"])
async def test_wrong_service_secret_is_refused(auth, secret):
    with pytest.raises(Unauthenticated):
        await issue(auth, secret)


async def test_a_service_must_say_its_name(auth):
    with pytest.raises(InvalidArgument) as refusal:
        await issue(auth, name="")
    assert refusal.value.violations[0].field == "service_name"


async def test_the_signing_key_survives_a_restart(auth, tmp_path):
    async with open_app(AuthSettings(data_dir=tmp_path)) as again:
        assert set(await again.keys.keys()) == set(await auth.app.keys.keys())


async def test_lifetimes_follow_the_settings(tmp_path):
    settings = AuthSettings(data_dir=tmp_path, access_token_s=60, service_token_s=120, refresh_token_s=3600)
    async with open_app(settings) as app:
        _, password = await app.organizations.create("Short", "short@example.com")
        session = await app.sessions.sign_in("short@example.com", password)
        assert session.access_expires_in_s == 60
        claims = jwt.decode(session.access_token, options={"verify_signature": False})
        assert claims["exp"] - claims["iat"] == pytest.approx(60, abs=1)
        assert 3590 < session.refresh_expires_at.timestamp() - claims["iat"] < 3602
