"""JSON that does not fit the contract is refused, and the answer says where."""

import json

import httpx
import pytest

from tests.e2e.edge_rig import running_edge


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with running_edge(tmp_path_factory.mktemp("edge")) as rig, rig.client(**rig.bearer()) as opened:
        yield opened


def fields(answer: httpx.Response) -> list[str]:
    found = [each for each in answer.json()["details"] if "field_violations" in each]
    return [each["field"] for each in found[0]["field_violations"]]


UNKNOWN = [
    ({"displayname": "x"}, ["agent.displayname"]),
    (
        {"display_name": "x", "draft": {"grpah": {}, "langauge": "en"}},
        ["agent.draft.grpah", "agent.draft.langauge"],
    ),
    (
        {"draft": {"graph": {"nodes": [{"id": "a"}, {"id": "b", "sya": {}}]}}},
        ["agent.draft.graph.nodes[1].sya"],
    ),
    ({"display_name": "x", "displayName": "y"}, ["agent.displayName"]),
]


@pytest.mark.parametrize(("body", "expected"), UNKNOWN, ids=["top", "several", "in a list", "both names"])
def test_unknown_fields_are_named(client: httpx.Client, body, expected: list[str]):
    answer = client.post("/v1/agents", json=body)
    assert answer.status_code == 400
    assert answer.json()["details"][0]["reason"] == "INVALID_ARGUMENT"
    assert fields(answer) == expected


WRONG = [
    ({"display_name": 3}, "agent.display_name"),
    ({"draft": {"turn_taking": {"wait_ms": "soon"}}}, "agent.draft.turn_taking.wait_ms"),
    ({"draft": {"turn_taking": {"end_of_turn": "SOMETIME"}}}, "agent.draft.turn_taking.end_of_turn"),
    ({"draft": {"speech_to_text": {}}}, "agent.draft.speech_to_text"),
    ({"draft": {"variables": [{}, {"type": "DIGITS"}]}}, "agent.draft.variables[1].type"),
    ({"draft": {"vocabulary": ["a", 1]}}, "agent.draft.vocabulary[1]"),
    ({"draft": {"recording": {"disabled": "yes"}}}, "agent.draft.recording.disabled"),
    ({"draft": []}, "agent.draft"),
    ([], "agent"),
    ("x", "agent"),
    (None, "agent"),
]


@pytest.mark.parametrize(("body", "expected"), WRONG, ids=str)
def test_values_of_the_wrong_type_are_named(client: httpx.Client, body, expected: str):
    answer = client.post("/v1/agents", content=json.dumps(body))
    assert answer.status_code == 400, answer.text
    assert fields(answer) == [expected]


def test_a_wrong_choice_is_told_what_there_is(client: httpx.Client):
    answer = client.post("/v1/invitations", json={"email": "a@example.com", "role": "viewer"})
    [violation] = answer.json()["details"][1]["field_violations"]
    assert violation["field"] == "role"
    assert violation["description"].startswith("must be one of ROLE_")
    assert "ROLE_VIEWER" in violation["description"]


MALFORMED = {
    "cut off": b'{"display_name": ',
    "duplicate": b'{"display_name": "a", "display_name": "b"}',
    "duplicate inside": b'{"draft": {"language": "a", "language": "b"}}',
    "not a number": b'{"revision": NaN}',
    "infinite": b'{"revision": Infinity}',
    "not UTF-8": b'{"display_name": "\xff"}',
    "half a character": b'{"display_name": "\\ud800"}',
    "deep": b'{"draft": ' + b"[" * 101 + b"]" * 101 + b"}",
    "very deep": b"[" * 1_000_000,
    "huge number": b'{"revision": ' + b"9" * 5000 + b"}",
    "byte order mark": b'\xef\xbb\xbf{"display_name": "x"}',
}


@pytest.mark.parametrize("content", MALFORMED.values(), ids=MALFORMED.keys())
def test_what_is_not_json_is_refused(client: httpx.Client, content: bytes):
    answer = client.post("/v1/agents", content=content, headers={"content-type": "application/json"})
    assert answer.status_code == 400, answer.text
    assert answer.json()["code"] == 3
    assert fields(answer)


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]
)
def test_other_types_of_content_are_refused(client: httpx.Client, content_type: str):
    answer = client.post("/v1/agents", content=b"{}", headers={"content-type": content_type})
    assert answer.status_code == 415
    assert answer.json()["details"][0]["reason"] == "UNSUPPORTED_MEDIA_TYPE"


def test_bodies_have_a_bound(client: httpx.Client):
    name = "x" * (2 * 1024 * 1024)
    answer = client.post("/v1/agents", json={"display_name": name})
    assert answer.status_code == 413
    assert answer.json()["details"][0]["reason"] == "REQUEST_TOO_LARGE"
    assert client.post("/v1/agents", json={"display_name": name[:-100]}).json()["display_name"] == name[:-100]


def test_good_json_arrives(client: httpx.Client):
    body = {"display_name": "é", "draft": {"turn_taking": {"wait_ms": 500}, "language": "hi-IN"}}
    answer = client.post("/v1/agents", json=body)
    assert answer.status_code == 200, answer.text
    assert answer.json()["display_name"] == "é"
    assert answer.json()["draft"]["turn_taking"]["wait_ms"] == 500


def test_no_body_is_an_empty_one(client: httpx.Client):
    assert client.post("/v1/agents").status_code == 200
