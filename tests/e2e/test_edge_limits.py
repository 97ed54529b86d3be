"""Floods are stopped at the edge, each by itself."""

import httpx
import pytest

from tests.e2e.edge_rig import Rig, running_edge
from tests.e2e.fakes.edge import ORGANIZATION, good_key
from voicera_local.edge import EdgeSettings

SIGN_INS = 5
REQUESTS = 20


@pytest.fixture
def edge(tmp_path):
    settings = EdgeSettings(rate_sign_in_per_minute=SIGN_INS, rate_organization_per_s=REQUESTS)
    with running_edge(tmp_path, settings) as rig:
        yield rig


def statuses(client: httpx.Client, count: int, path: str = "/v1/agents", **options) -> list[httpx.Response]:
    return [client.get(path, **options) for _ in range(count)]


def refusals(answers: list[httpx.Response]) -> list[httpx.Response]:
    return [each for each in answers if each.status_code == 429]


@pytest.mark.parametrize(
    "path", ["/v1/auth:signIn", "/v1/auth:requestPasswordReset", "/v1/shares:open", "/session/signIn"]
)
def test_one_address_asks_so_often_to_sign_in_and_no_more(edge: Rig, path: str):
    with edge.client(origin=edge.url) as client:
        answers = [client.post(path, json={"email": "a@example.com"}) for _ in range(SIGN_INS + 5)]
        assert not refusals(answers[:SIGN_INS])
        [*refused] = refusals(answers)
        assert len(refused) == 5
        assert refused[0].json()["details"][0]["reason"] == "RESOURCE_EXHAUSTED"
        assert int(refused[0].headers["retry-after"]) == 60 / SIGN_INS
        # Whoever is signed in is not disturbed by that, and neither is another address.
        assert client.get("/v1/agents", headers=edge.bearer()).is_success
    transport = httpx.HTTPTransport(local_address="127.0.0.2")
    with httpx.Client(base_url=edge.url, transport=transport, headers={"origin": edge.url}) as neighbour:
        assert neighbour.post(path, json={"email": "a@example.com"}).status_code != 429


def test_addresses_cannot_be_made_up(edge: Rig):
    with edge.client() as client:
        answers = [
            client.post("/v1/auth:signIn", json={}, headers={"x-forwarded-for": f"10.0.0.{number}"})
            for number in range(SIGN_INS + 5)
        ]
        assert len(refusals(answers)) == 5


def test_behind_a_trusted_proxy_the_client_before_it_is_counted(tmp_path):
    settings = EdgeSettings(rate_sign_in_per_minute=SIGN_INS, trusted_proxies=1)
    with running_edge(tmp_path, settings) as rig, rig.client() as proxy:

        def sign_in(claimed: str, client: str) -> httpx.Response:
            told = {"x-forwarded-for": f"{claimed}, {client}"}
            return proxy.post("/v1/auth:signIn", json={}, headers=told)

        answers = [sign_in(f"10.0.0.{number}", "198.51.100.7") for number in range(SIGN_INS + 5)]
        assert len(refusals(answers)) == 5
        assert sign_in("198.51.100.7", "198.51.100.8").status_code != 429


def test_an_organization_that_floods_stops_only_itself(edge: Rig):
    with edge.client() as client:
        flood = statuses(client, 3 * REQUESTS, headers=edge.bearer(ORGANIZATION))
        assert len(refusals(flood)) >= REQUESTS
        assert refusals(flood)[0].headers["retry-after"] == "1"
        assert refusals(flood)[0].json()["code"] == 8
        assert not refusals(statuses(client, 5, headers=edge.bearer("org_2")))
        by_key = statuses(client, REQUESTS, headers={"authorization": f"Bearer {good_key()}"})
        assert refusals(by_key), "a key counts for its organization"


def test_a_key_that_runs_away_stops_only_itself(tmp_path):
    settings = EdgeSettings(rate_key_per_s=REQUESTS // 2, rate_organization_per_s=REQUESTS)
    with running_edge(tmp_path, settings) as rig, rig.client() as client:
        flood = statuses(client, 3 * REQUESTS, headers={"authorization": f"Bearer {good_key(1)}"})
        assert len(refusals(flood)) >= REQUESTS
        assert refusals(flood)[0].headers["retry-after"] == "1"
        for other in ({"authorization": f"Bearer {good_key(2)}"}, rig.bearer()):
            assert not refusals(statuses(client, 3, headers=other))


def test_people_are_not_limited_as_keys_are(tmp_path):
    with running_edge(tmp_path, EdgeSettings(rate_key_per_s=1)) as rig, rig.client(**rig.bearer()) as client:
        assert not refusals(statuses(client, REQUESTS))


def test_by_default_an_organization_may_send_hundreds_a_second(tmp_path):
    assert EdgeSettings().rate_organization_per_s >= 1000
    with running_edge(tmp_path) as rig, rig.client(**rig.bearer()) as client:
        assert not refusals(statuses(client, 300))
