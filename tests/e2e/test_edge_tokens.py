"""Who gets through to the services: tokens, permissions, and what is open to nobody."""

import base64
import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.e2e.edge_rig import Rig, running_edge
from tests.e2e.fakes.edge import ORGANIZATION
from voicera_kit.testing import Signer
from voicera_local.envoy import DESCRIPTORS, methods


@pytest.fixture(scope="module")
def edge(tmp_path_factory):
    with running_edge(tmp_path_factory.mktemp("edge")) as rig:
        yield rig


@pytest.fixture(scope="module")
def client(edge: Rig):
    with edge.client() as opened:
        yield opened


def token(signer: Signer, **claims: object) -> str:
    return signer.sign(**{"sub": "user_1", "org": ORGANIZATION, "kind": "member", "role": "owner"} | claims)


def without_signature(valid: str) -> str:
    header = base64.urlsafe_b64encode(json.dumps({"alg": "none", "typ": "JWT"}).encode()).decode().rstrip("=")
    return f"{header}.{valid.split('.')[1]}."


def with_another_payload(valid: str) -> str:
    header, payload, signature = valid.split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    changed = base64.urlsafe_b64encode(json.dumps(claims | {"org": "org_2"}).encode()).decode().rstrip("=")
    return f"{header}.{changed}.{signature}"


HOUR = timedelta(hours=1)
BAD = {
    "short": lambda _: "x",
    "nonsense": lambda _: "nonsense",
    "expired": lambda signer: token(signer, exp=datetime.now(UTC) - HOUR, iat=datetime.now(UTC) - 2 * HOUR),
    "of another signer": lambda _: token(Signer()),
    "without a signature": lambda signer: without_signature(token(signer)),
    "with another payload": lambda signer: with_another_payload(token(signer)),
    "of another issuer": lambda signer: token(signer, iss="somebody"),
    "for another audience": lambda signer: token(signer, aud="somebody"),
}


@pytest.mark.parametrize("make", BAD.values(), ids=BAD.keys())
@pytest.mark.parametrize("carrier", ["header", "cookie"])
def test_a_bad_token_is_refused_with_json(edge: Rig, client: httpx.Client, make, carrier: str):
    bad = make(edge.signer)
    headers = (
        {"authorization": f"Bearer {bad}"} if carrier == "header" else {"cookie": f"voicera_access={bad}"}
    )
    answer = client.get("/v1/agents", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["code"] == 16
    assert answer.json()["details"][0]["reason"] == "UNAUTHENTICATED"


def test_a_good_token_gets_through(edge: Rig, client: httpx.Client):
    answer = client.get("/v1/agents", headers=edge.bearer())
    assert answer.json()["agents"][0]["display_name"] == ORGANIZATION


def test_a_missing_permission_is_named(edge: Rig, client: httpx.Client):
    answer = client.post("/v1/agents", json={"display_name": "x"}, headers=edge.bearer(role="viewer"))
    assert answer.status_code == 403
    assert answer.json()["details"][0]["metadata"] == {"permission": "agents.write"}


def test_no_rpc_is_reachable_by_its_own_name(client: httpx.Client):
    known = list(methods(DESCRIPTORS.read_bytes()))
    assert known
    for method in known:
        for content_type in ("application/grpc", "application/json"):
            answer = client.post(method.path, headers={"content-type": content_type})
            refusal = answer.headers.get("grpc-status") == "7" or answer.status_code == 403
            assert refusal, f"{method.path}: {answer.status_code}"


@pytest.mark.parametrize(
    "path", ["//voicera.", "/./voicera.", "/v1/../voicera.", "/%76oicera.", "/x/..%2fvoicera."]
)
def test_no_spelling_of_a_path_leads_around_that(edge: Rig, path: str):
    rest = "auth.v1.TokenService/IssueServiceToken"
    answer = httpx.post(edge.url + path + rest, headers={"content-type": "application/grpc"}, timeout=5)
    assert answer.headers.get("grpc-status") in {"7", "12", "13"} or answer.status_code in {400, 403, 404}


def test_what_the_contracts_call_public_needs_no_token_and_nothing_else_does(client: httpx.Client):
    """Answers of missing services (503) and of bad requests (400) are not refusals for want of a token."""
    for method in methods(DESCRIPTORS.read_bytes()):
        for binding in method.rest:
            path = binding.template.replace("{", "").replace("}", "")
            answer = client.request(binding.verb.upper(), path)
            wants_token = (
                answer.status_code == 401 and answer.json()["details"][0]["reason"] == "UNAUTHENTICATED"
            )
            assert wants_token is not method.public, f"{path}: {answer.status_code} {answer.text}"


@pytest.mark.parametrize(
    "path", ["/internal/authorize", "/internal/check/v1/agents", "/v1/../internal/authorize"]
)
def test_what_envoy_asks_nobody_else_can(client: httpx.Client, path: str):
    answer = client.post(path, headers={"authorization": "Bearer x"}, json={})
    assert answer.status_code == 404
