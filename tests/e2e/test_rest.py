"""REST through Envoy: tokens, errors, documentation."""

import httpx
import pytest


@pytest.fixture(scope="module")
def anybody(mesh) -> httpx.Client:
    return mesh.client(mesh.public_url)


def test_calls_are_listed_with_a_token(account):
    assert "calls" in account.get("/v1/calls", page_size=5)


@pytest.mark.parametrize(
    "headers",
    [{}, {"authorization": "Bearer nonsense"}, {"authorization": "Bearer e30.e30.e30"}],
    ids=["none", "nonsense", "empty claims"],
)
def test_without_a_good_token_the_answer_is_401_json(anybody, headers):
    answer = anybody.get("/v1/calls", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["code"] == 16
    assert answer.json()["details"][0]["reason"] == "UNAUTHENTICATED"


def test_an_unknown_query_parameter_is_named(account):
    answer = account.http.get("/v1/calls", params={"pagesize": 5})
    assert answer.status_code == 400
    assert "pagesize" in answer.json()["message"]


def test_a_bad_value_is_named(account):
    answer = account.http.get("/v1/calls", params={"page_token": "made up"})
    assert answer.status_code == 400
    violations = [each for each in answer.json()["details"] if "field_violations" in each]
    assert violations[0]["field_violations"][0]["field"] == "page_token"


def test_json_that_is_none_is_refused(account):
    answer = account.http.post("/v1/agents", content=b'{"display_name": ')
    assert answer.status_code == 400
    assert answer.json()["code"] == 3


def test_unknown_addresses_are_404_json(account):
    answer = account.http.get("/v1/nothing")
    assert answer.status_code == 404
    assert answer.json()["code"] == 5


def test_the_mesh_is_not_reachable_from_outside(account):
    path = "/voicera.auth.v1.TokenService/IssueServiceToken"
    answer = account.http.post(path, headers={"content-type": "application/grpc"})
    assert answer.headers["grpc-status"] == "7"  # permission denied


def test_a_graph_that_never_waits_is_refused_by_name(account):
    turn = {"say": {"text": "Round."}}
    draft = {
        "language": "en-US",
        "speech_to_text": [{"adapter": "pocketsphinx"}],
        "text_to_speech": [{"adapter": "espeak", "voice": "en-us+klatt2"}],
        "graph": {
            "start_node": "round",
            "nodes": [
                {"id": "round", **turn, "edges": [{"to": "about", "otherwise": {}}]},
                {"id": "about", **turn, "edges": [{"to": "round", "otherwise": {}}]},
            ],
        },
    }
    agent = account.post("/v1/agents", {"display_name": "Roundabout", "draft": draft})
    answer = account.http.post(f"/v1/agents/{agent['id']}:publish", json={})
    assert answer.status_code == 400
    assert "round" in answer.text
    problems = account.post(f"/v1/agents/{agent['id']}:validate")["problems"]
    assert "ENDLESS_CYCLE" in {problem["reason"] for problem in problems}


def test_the_api_is_documented_without_leaving_the_site(anybody):
    page = anybody.get("/docs")
    assert page.status_code == 200
    assert "text/html" in page.headers["content-type"]
    assert "http://" not in page.text.replace(str(anybody.base_url), "")
    assert "https://" not in page.text
    document = anybody.get("/openapi.yaml")
    assert document.status_code == 200
    assert "/v1/calls/{call_id}" in document.text


def test_integrations_list_the_adapters_of_all_pools(account):
    adapters = {each["id"]: each for each in account.get("/v1/integrations", page_size=500)["adapters"]}
    assert {"pocketsphinx", "espeak", "openai", "scripted", "sarvam"} <= set(adapters)
    assert adapters["openai"]["credential_needed"]
    assert "api_key" in adapters["openai"]["credential_schema"]["properties"]
    assert adapters["espeak"]["voices"]
