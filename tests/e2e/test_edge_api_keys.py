"""API keys become tokens on their way in, and nothing else asks for that."""

import httpx
import pytest

from tests.e2e.edge_rig import Rig, running_edge
from tests.e2e.fakes.edge import ORGANIZATION, good_key
from voicera_auth.api_key.model import Secret
from voicera_gateway.edge.guesses import PER_MINUTE
from voicera_kit.ids import new_id
from voicera_local.edge import EdgeSettings


@pytest.fixture
def edge(tmp_path):
    with running_edge(tmp_path) as rig:
        rig.tokens.asked.clear()
        yield rig


def key(number: int = 0) -> dict[str, str]:
    return {"authorization": f"Bearer {good_key(number)}"}


def test_a_key_is_exchanged_once_and_counts_as_its_token(edge: Rig):
    with edge.client() as client:
        for scheme in ("Bearer", "bearer"):
            answer = client.get("/v1/agents", headers={"authorization": f"{scheme} {good_key()}"})
            [seen] = answer.json()["agents"]
            assert (seen["id"], seen["display_name"]) == ("api_key", ORGANIZATION)
    assert edge.tokens.asked == [good_key()]


def test_a_key_permits_its_scopes_only(edge: Rig):
    with edge.client(**key()) as client:
        answer = client.post("/v1/agents", json={"display_name": "x"})
        assert answer.status_code == 403
        assert answer.json()["details"][0]["metadata"] == {"permission": "agents.write"}


UNKNOWN = Secret.issue(new_id("key")).text
"""As auth issues them."""


@pytest.mark.parametrize("bad", [UNKNOWN, "vek_", "vek_" + "b" * 40, "vek_" + "c" * 4000, "vek_a b"])
def test_a_key_that_is_none_is_refused(edge: Rig, bad: str):
    with edge.client(authorization=f"Bearer {bad}") as client:
        for _ in range(3):
            answer = client.get("/v1/agents")
            assert answer.status_code == 401
            assert answer.headers["content-type"] == "application/json"
            assert answer.json()["details"][0]["reason"] == "API_KEY_INVALID"
    assert edge.tokens.asked == ([UNKNOWN] if bad == UNKNOWN else [])


def test_an_address_that_guesses_keys_is_stopped_by_itself(edge: Rig):
    with edge.client() as client:

        def show(text: str, client: httpx.Client = client) -> httpx.Response:
            claimed = {"x-forwarded-for": f"10.0.0.{len(edge.tokens.asked)}"}
            return client.get("/v1/agents", headers={"authorization": f"Bearer {text}", **claimed})

        assert show(good_key()).is_success
        answers = [show(Secret.issue(new_id("key")).text) for _ in range(PER_MINUTE + 5)]
        assert [each.status_code for each in answers] == [401] * PER_MINUTE + [429] * 5
        assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
        assert answers[-1].json()["details"][0]["reason"] == "RESOURCE_EXHAUSTED"
        assert show(good_key()).is_success
        transport = httpx.HTTPTransport(local_address="127.0.0.2")
        with httpx.Client(base_url=edge.url, transport=transport) as neighbour:
            assert show(good_key(1), neighbour).is_success


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


def test_behind_a_trusted_proxy_the_client_before_it_guesses(tmp_path):
    with running_edge(tmp_path, EdgeSettings(trusted_proxies=1)) as rig, rig.client() as proxy:

        def guess(client: str) -> int:
            unknown = f"Bearer {Secret.issue(new_id('key')).text}"
            told = {"authorization": unknown, "x-forwarded-for": f"10.0.0.1, {client}"}
            return proxy.get("/v1/agents", headers=told).status_code

        answers = [guess("198.51.100.7") for _ in range(PER_MINUTE + 1)]
        assert answers[-2:] == [401, 429]
        assert guess("198.51.100.8") == 401
