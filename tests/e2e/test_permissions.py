"""Every RPC against every role and every scope of an API key, generated from the contracts: none can be forgotten."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import pytest

from tests.e2e.belongings import joined
from tests.e2e.contracts import Caller, Rpc, every_rpc, rpc_named
from tests.e2e.mesh import Account, Mesh
from voicera.auth.v1.token_service_pb2 import ExchangeApiKeyRequest
from voicera_kit.errors import Internal, PermissionDenied, ServiceError, Unauthenticated, Unavailable
from voicera_kit.identity import PERMISSIONS, ROLES

RPCS = sorted(every_rpc(), key=lambda rpc: (not rpc.access.permission, rpc.name.endswith("Everywhere")))
"""What acts on the caller's own session comes last."""
GUARDED = [rpc for rpc in RPCS if not rpc.is_public]
AT_ONCE = 4


@pytest.fixture(scope="module")
def tokens(mesh: Mesh) -> dict[str, str]:
    """A token of each role, in an organization of its own."""
    owner = mesh.new_organization("permissions")
    members = {role: joined(mesh, owner, role) for role in ("viewer", "operator", "admin")}
    return {name: account.token for name, account in (members | {"owner": owner}).items()}


@pytest.fixture(scope="module")
def program(mesh: Mesh) -> Account:
    """The owner of the organization whose API keys are tried."""
    return mesh.new_organization("program")


def test_every_rpc_admits_exactly_the_roles_that_have_its_permission(caller, tokens, counts):
    walk = walked(caller, RPCS, ROLES, tokens.__getitem__)
    counts["permissions"] = f"{walk.covered} of {len(RPCS)} RPCs x {len(ROLES)} roles"
    assert not walk.wrong, "\n".join(walk.wrong)
    assert walk.covered == len(RPCS)


@pytest.mark.timeout(600)
def test_every_rpc_admits_exactly_the_api_keys_whose_scope_is_its_permission(caller, program, counts):
    scopes = {scope: {scope} for scope in sorted(PERMISSIONS)}
    walk = walked(caller, GUARDED, scopes, lambda scope: token_of_key(caller, program, scope), AT_ONCE)
    counts["API keys"] = f"{walk.covered} of {len(GUARDED)} RPCs x {len(scopes)} scopes"
    assert not walk.wrong, "\n".join(walk.wrong)
    assert walk.covered == len(GUARDED)


class Walk(NamedTuple):
    """The answers that were wrong, and how many RPCs everybody asked."""

    wrong: list[str]
    covered: int


def walked(
    caller: Caller,
    rpcs: Sequence[Rpc],
    permissions: Mapping[str, Collection[str]],
    token_of: Callable[[str], str],
    at_once: int = 1,
) -> Walk:
    """Let everybody with these permissions ask every RPC."""
    wrong, asked = [], Counter[str]()
    for who, permitted in permissions.items():
        for rpc, refusal in refusals(caller, rpcs, token_of(who), at_once):
            asked[rpc.name] += 1
            wrong += [f"{who} {rpc.name}: {fault}" for fault in faults(rpc, permitted, refusal)]
    return Walk(wrong, sum(times == len(permissions) for times in asked.values()))


def refusals(
    caller: Caller, rpcs: Sequence[Rpc], token: str, at_once: int = 1
) -> Iterator[tuple[Rpc, ServiceError | None]]:
    """How each RPC refuses a token, if it does."""
    with ThreadPoolExecutor(at_once) as pool:
        answers = pool.map(lambda rpc: caller.ask(rpc, rpc.request(), token), rpcs)
        for rpc, answer in zip(rpcs, answers, strict=True):
            yield rpc, answer.refusal


def faults(rpc: Rpc, permitted: Collection[str], refusal: ServiceError | None) -> Iterator[str]:
    """What is wrong with how somebody with these permissions was answered."""
    is_denied = isinstance(refusal, PermissionDenied)
    if is_denied is is_granted(rpc, permitted):
        yield f"{'denied' if is_denied else 'admitted'}: {refusal}"
    elif isinstance(refusal, Internal | Unavailable) or is_turned_away(rpc, refusal):
        yield f"not an answer: {refusal}"
    elif is_denied and rpc.is_for_members and refusal.metadata.get("permission") != rpc.access.permission:
        yield f"another permission is named: {refusal}"


def is_turned_away(rpc: Rpc, refusal: ServiceError | None) -> bool:
    """Whether it was the token that was not taken."""
    return isinstance(refusal, Unauthenticated) and not rpc.is_public


def is_granted(rpc: Rpc, permitted: Collection[str]) -> bool:
    if rpc.is_for_services:
        return False
    return rpc.is_public or not rpc.access.permission or rpc.access.permission in permitted


def token_of_key(caller: Caller, owner: Account, scope: str) -> str:
    """What a new key with one scope is exchanged for, as the gateway does; it lasts a minute."""
    secret = owner.post("/v1/apiKeys", {"display_name": scope, "scopes": [scope]})["secret"]
    exchange = rpc_named("auth.v1.TokenService/ExchangeApiKey")
    answer = caller.ask(exchange, ExchangeApiKeyRequest(api_key=secret), caller.service_token())
    exchanged: Any = answer.messages[0]
    return str(exchanged.access_token)


def test_where_no_permission_is_asked_for_an_api_key_is_not_taken_for_a_person(caller, program):
    own = [rpc for rpc in GUARDED if rpc.is_for_members and not rpc.access.permission]
    refused = refusals(caller, own, token_of_key(caller, program, "calls.read"))
    assert {refusal.reason for _, refusal in refused} == {"NOT_A_MEMBER"}


def test_over_rest_an_api_key_reads_what_its_scope_permits_and_nothing_else(mesh, program):
    client = mesh.client(mesh.public_url)
    wish = {"display_name": "reads calls", "scopes": ["calls.read"]}
    client.headers["authorization"] = f"Bearer {program.post('/v1/apiKeys', wish)['secret']}"
    pages = {
        rpc.http.get: rpc
        for rpc in GUARDED
        if rpc.http.get and "{" not in rpc.http.get and not rpc.is_endless
    }
    answers = {path: client.get(path).status_code for path in pages}
    assert answers == {path: REST_STATUS.get(rpc.access.permission, 403) for path, rpc in pages.items()}


REST_STATUS = {"calls.read": 200, "": 400}
"""What a key that reads calls is told, by the permission that is asked for; it has no profile."""


def test_without_a_token_only_public_rpcs_answer(caller):
    wrong = [
        rpc.name for rpc, refusal in refusals(caller, RPCS, "") if _asks_for_a_token(refusal) is rpc.is_public
    ]
    assert not wrong


def _asks_for_a_token(refusal: ServiceError | None) -> bool:
    return isinstance(refusal, Unauthenticated) and refusal.message == "an access token is needed"


def test_every_public_rpc_over_rest_is_meant_to_be():
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
    ] + ["auth.v1.TokenService/GetJwks", "media.v1.ShareService/OpenShare"]
