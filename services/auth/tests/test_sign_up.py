"""Whoever signs up gets an organization of their own, where the installation lets them."""

import pytest

from voicera.auth.v1 import auth_service_pb2 as pb
from voicera.auth.v1 import profile_service_pb2 as profile_pb
from voicera_auth.settings import AuthSettings
from voicera_kit.clock import VirtualClock
from voicera_kit.errors import AlreadyExists, FailedPrecondition, InvalidArgument

WISH = {
    "email": "Asha@Example.com",
    "password": "seven mangoes",
    "display_name": "Asha Rao",
    "organization_name": "Moonrise Clinic",
}


async def sign_up(auth, **changes: str) -> pb.Session:
    return await auth.accounts.SignUp(pb.SignUpRequest(**WISH | changes), metadata=auth.anonymous())


async def test_who_signs_up_owns_a_new_organization(auth):
    owner = auth.who_is(await sign_up(auth))
    profile = await auth.profiles.GetProfile(
        profile_pb.GetProfileRequest(), metadata=auth.mesh.forward(owner)
    )
    assert (profile.email, profile.display_name) == ("asha@example.com", "Asha Rao")
    assert profile.organization_name == "Moonrise Clinic"
    assert (owner.role, profile.has_password, profile.has_second_factor) == ("owner", True, False)
    assert owner.organization_id != auth.organization_id
    assert await auth.sign_in("asha@example.com", "seven mangoes")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "no address"}, "email"),
        ({"email": "a@example.com\nBcc: b@example.com"}, "email"),
        ({"email": "<a@example.com>"}, "email"),
        ({"email": f"{'x' * 250}@example.com"}, "email"),
        ({"organization_name": ""}, "organization_name"),
        ({"organization_name": "two\nlines"}, "organization_name"),
        ({"display_name": "x" * 121}, "display_name"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"password": "too short"}, "password"),
        ({"password": "x" * 257}, "password"),
        ({"password": "Password123"}, "password"),
        ({"password": "abababababab"}, "password"),
        ({"password": "ASHA@example.com"}, "password"),
        ({"password": "moonrise clinic"}, "password"),
    ],
)
async def test_a_bad_wish_names_its_field(auth, changes, field):
    with pytest.raises(InvalidArgument) as refusal:
        await sign_up(auth, **changes)
    assert [each.field for each in refusal.value.violations] == [field]


async def test_an_address_has_one_account(auth):
    with pytest.raises(AlreadyExists) as refusal:
        await sign_up(auth, email=" OWNER@example.com")
    assert refusal.value.metadata == {"kind": "user", "id": "", "field": "email"}


async def test_a_closed_installation_says_so(running_auth, tmp_path, clock: VirtualClock):
    async with running_auth(AuthSettings(data_dir=tmp_path, sign_up="closed"), clock) as auth:
        options = await auth.accounts.GetSignInOptions(
            pb.GetSignInOptionsRequest(), metadata=auth.anonymous()
        )
        assert (options.sign_up_open, options.mails_links) == (False, False)
        with pytest.raises(FailedPrecondition) as refusal:
            await sign_up(auth)
        assert refusal.value.reason == "SIGN_UP_CLOSED"


@pytest.mark.parametrize(
    ("mode", "wish", "is_open"),
    [
        ("local", None, True),
        ("local", "closed", False),
        ("production", None, False),
        ("production", "open", True),
    ],
)
def test_production_is_closed_unless_it_says_otherwise(mode, wish, is_open):
    rest = {"service_secret": "ours", "sealing_keys": "k1:" + "A" * 43 + "="} if mode == "production" else {}
    settings = AuthSettings.model_construct(mode=mode, sign_up=wish, **rest)
    assert settings.sign_up_open is is_open
