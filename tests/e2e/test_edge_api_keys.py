"""API keys become tokens on their way in, and nothing else asks for that."""

import pytest

from tests.e2e.edge_rig import Rig, running_edge
from tests.e2e.fakes.edge import GOOD_KEY, ORGANIZATION


@pytest.fixture
def edge(tmp_path):
    with running_edge(tmp_path) as rig:
        rig.tokens.asked.clear()
        yield rig


def key(number: int = 0) -> dict[str, str]:
    return {"authorization": f"Bearer {GOOD_KEY}{number}"}


def test_a_key_is_exchanged_once_and_counts_as_its_token(edge: Rig):
    with edge.client() as client:
        for scheme in ("Bearer", "bearer"):
            answer = client.get("/v1/agents", headers={"authorization": f"{scheme} {GOOD_KEY}0"})
            [seen] = answer.json()["agents"]
            assert (seen["id"], seen["display_name"]) == ("api_key", ORGANIZATION)
    assert edge.tokens.asked == [f"{GOOD_KEY}0"]


def test_a_key_permits_its_scopes_only(edge: Rig):
    with edge.client(**key()) as client:
        answer = client.post("/v1/agents", json={"display_name": "x"})
        assert answer.status_code == 403
        assert answer.json()["details"][0]["metadata"] == {"permission": "agents.write"}


@pytest.mark.parametrize("bad", ["vek_" + "b" * 40, "vek_", "vek_short", "vek_" + "c" * 4000, "vek_a b"])
def test_a_key_that_is_none_is_refused(edge: Rig, bad: str):
    with edge.client(authorization=f"Bearer {bad}") as client:
        for _ in range(3):
            answer = client.get("/v1/agents")
            assert answer.status_code == 401
            assert answer.headers["content-type"] == "application/json"
            assert answer.json()["details"][0]["reason"] == "API_KEY_INVALID"
    assert len(edge.tokens.asked) == (1 if bad == "vek_" + "b" * 40 else 0)


def test_tokens_pass_without_the_gateway_and_keys_never_without_it(edge: Rig):
    edge.stop_gateway()
    with edge.client() as client:
        for _ in range(20):
            assert client.get("/v1/agents", headers=edge.bearer()).status_code == 200
            refused = client.get("/v1/agents", headers=key())
            assert refused.status_code == 503
            assert refused.json()["details"][0]["reason"] == "UNAVAILABLE"
        unchecked = client.post("/v1/agents", json={"display_name": "x"}, headers=edge.bearer())
        assert unchecked.status_code == 503
