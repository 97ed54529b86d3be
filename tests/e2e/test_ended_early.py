"""What is ended is refused by every service soon after, although its tokens have not expired."""

from collections.abc import Callable, Sequence

import httpx

from tests.e2e.mesh import Account, Mesh, wait_for

SOON_S = 40
"""The poll, and time for a busy machine."""
SERVED_BY = {"auth": "/v1/organization", "agents": "/v1/agents", "media": "/v1/calls"}


def reasons(client: httpx.Client) -> Sequence[str]:
    answers = [client.get(path) for path in SERVED_BY.values()]
    return ["" if each.is_success else each.json()["details"][0]["reason"] for each in answers]


def refused_with(client: httpx.Client, *expected: str) -> Callable[[], bool]:
    return lambda: all(reason in expected for reason in reasons(client))


def with_key(mesh: Mesh, secret: str) -> httpx.Client:
    client = mesh.client(mesh.public_url)
    client.headers["authorization"] = f"Bearer {secret}"
    return client


def key_of(owner: Account) -> dict:
    scopes = ["agents.read", "calls.read", "organization.read"]
    return owner.post("/v1/apiKeys", {"display_name": "Reports", "scopes": scopes})


def test_a_revoked_key_is_refused_everywhere(mesh: Mesh):
    owner = mesh.new_organization("revoking")
    made = key_of(owner)
    client = with_key(mesh, made["secret"])
    assert set(reasons(client)) == {""}
    owner.post(f"/v1/apiKeys/{made['api_key']['id']}:revoke")
    wait_for(refused_with(client, "SESSION_ENDED", "API_KEY_INVALID"), SOON_S)


def test_a_rotated_key_works_on_with_both_secrets(mesh: Mesh):
    owner = mesh.new_organization("rotating")
    made = key_of(owner)
    rotated = owner.post(f"/v1/apiKeys/{made['api_key']['id']}:rotate", {"overlap_s": 600})
    for secret in (made["secret"], rotated["secret"]):
        assert set(reasons(with_key(mesh, secret))) == {""}


def test_who_signs_out_everywhere_is_refused_everywhere_and_their_keys_are_not(mesh: Mesh):
    owner = mesh.new_organization("leaving")
    key = with_key(mesh, key_of(owner)["secret"])
    owner.post("/v1/me:signOutEverywhere")
    wait_for(refused_with(owner.http, "SESSION_ENDED"), SOON_S)
    assert set(reasons(key)) == {""}
