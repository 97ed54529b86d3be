"""Every RPC against every role, generated from the contracts and the table of roles: no RPC can be forgotten."""

import itertools
import time
from collections.abc import Iterator

import pytest

from tests.e2e.contracts import Caller, Rpc, every_rpc
from tests.e2e.mesh import Account, Mesh
from voicera_kit.errors import Internal, PermissionDenied, ServiceError, Unauthenticated, Unavailable
from voicera_kit.identity import ROLES

RPCS = sorted(every_rpc(), key=lambda rpc: (not rpc.access.permission, rpc.name.endswith("Everywhere")))
"""What acts on the caller's own session comes last."""


@pytest.fixture(scope="module")
def caller(mesh: Mesh) -> Iterator[Caller]:
    caller = Caller(mesh)
    yield caller
    caller.close()


@pytest.fixture(scope="module")
def tokens(mesh: Mesh) -> dict[str, str]:
    """A token of each role, in an organization of its own."""
    owner = mesh.new_organization("permissions")
    members = {role: invited(mesh, owner, role) for role in ("viewer", "operator", "admin")}
    return {name: account.token for name, account in (members | {"owner": owner}).items()}


def invited(mesh: Mesh, owner: Account, role: str) -> Account:
    email, password = f"{role}-{time.monotonic_ns()}@example.com", "a long enough phrase"
    invitation = owner.post("/v1/invitations", {"email": email, "role": f"ROLE_{role.upper()}"})
    token = invitation["link"]["url"].partition("token=")[2]
    client = mesh.client(mesh.public_url)
    accepted = client.post("/v1/auth:acceptInvitation", json={"token": token, "password": password})
    assert accepted.is_success, accepted.text
    return mesh.account(email, password)


def outcome(caller: Caller, rpc: Rpc, token: str) -> ServiceError | None:
    answer = caller.answer(rpc, rpc.request(), token)
    return answer if isinstance(answer, ServiceError) else None


def is_granted(rpc: Rpc, role: str) -> bool:
    if rpc.is_for_services:
        return False
    return rpc.is_public or not rpc.access.permission or rpc.access.permission in ROLES[role]


def test_every_rpc_admits_exactly_the_roles_that_have_its_permission(caller, tokens):
    wrong, tried = [], 0
    for role, rpc in itertools.product(ROLES, RPCS):
        refusal = outcome(caller, rpc, tokens[role])
        tried += 1
        is_denied = isinstance(refusal, PermissionDenied)
        if is_denied is is_granted(rpc, role):
            wrong.append(f"{role} {rpc.name}: {refusal}")
        elif isinstance(refusal, Internal | Unavailable) or _asks_for_a_token(refusal):
            wrong.append(f"{role} {rpc.name}: not an answer: {refusal}")
        elif is_denied and rpc.access.permission:
            assert refusal.metadata["permission"] == rpc.access.permission
    print(f"{len(RPCS)} RPCs x {len(ROLES)} roles: {tried} combinations tried")  # noqa: T201 - with pytest -s
    assert not wrong, "\n".join(wrong)
    assert tried == len(RPCS) * len(ROLES)


def test_without_a_token_only_public_rpcs_answer(caller):
    wrong = [rpc.name for rpc in RPCS if _asks_for_a_token(outcome(caller, rpc, "")) is rpc.is_public]
    assert not wrong


def _asks_for_a_token(refusal: ServiceError | None) -> bool:
    return isinstance(refusal, Unauthenticated) and refusal.message == "an access token is needed"


def test_an_api_key_without_scopes_may_nothing(mesh, caller):
    owner = mesh.new_organization("keys")
    secret = owner.post("/v1/apiKeys", {"display_name": "reads calls", "scopes": ["calls.read"]})["secret"]
    client = mesh.client(mesh.public_url)
    client.headers["authorization"] = f"Bearer {secret}"
    assert client.get("/v1/calls").status_code == 200
    for path in ("/v1/agents", "/v1/members", "/v1/apiKeys", "/v1/auditEntries", "/v1/credentials"):
        assert client.get(path).status_code == 403, path
    assert client.post("/v1/calls", json={}).status_code == 403
    assert client.get("/v1/me").status_code in {400, 403}


def test_every_public_rpc_over_rest_is_meant_to_be(caller):
    """Opening one more to everybody is a decision, made here too."""
    assert sorted(rpc.name for rpc in RPCS if rpc.is_public and rpc.has_rest) == [
        f"auth.v1.AuthService/{name}"
        for name in (
            "AcceptInvitation",
            "FinishOidcSignIn",
            "GetSignInOptions",
            "RefreshSession",
            "RequestPasswordReset",
            "ResetPassword",
            "SignIn",
            "SignOut",
            "SignUp",
            "StartOidcSignIn",
        )
    ] + ["auth.v1.TokenService/GetJwks"]
