"""Two organizations cannot see each other's anything."""

import pytest

from tests.e2e.mesh import Account
from tests.e2e.specs import reception


@pytest.fixture(scope="module")
def stranger(mesh) -> Account:
    return mesh.new_organization("stranger")


def test_nothing_of_one_organization_is_there_for_another(account, stranger, carrier, number_for):
    number = number_for(reception())
    placed = carrier.call(number, "listen", {"say": "yes please"}, {"wait_hangup": 20000})
    carrier.report(placed)
    call = account.ended(account.call(placed)["id"])
    [ours] = [each for each in account.get("/v1/numbers", page_size=500)["numbers"] if each["e164"] == number]
    for path in (
        f"/v1/calls/{call['id']}",
        f"/v1/calls/{call['id']}/events",
        f"/v1/calls/{call['id']}/transcript",
        f"/v1/calls/{call['id']}/recording",
        f"/v1/agents/{call['agent_id']}",
        f"/v1/agents/{call['agent_id']}/revisions",
        f"/v1/agents/{call['agent_id']}/revisions/1",
        f"/v1/numbers/{ours['id']}",
    ):
        assert account.http.get(path).status_code == 200, path
        assert stranger.http.get(path).status_code == 404, path
    for action in (
        f"/v1/calls/{call['id']}:hangUp",
        f"/v1/agents/{call['agent_id']}:publish",
        f"/v1/agents/{call['agent_id']}:rollBack",
        f"/v1/agents/{call['agent_id']}:validate",
    ):
        assert stranger.http.post(action, json={"number": 1}).status_code in {400, 404}, action
    body = {"agent_id": call["agent_id"]}
    assert stranger.http.post("/v1/calls:startBrowser", json=body).status_code in {400, 404}


def test_lists_hold_only_what_is_ones_own(account, stranger):
    for path, name in (("/v1/calls", "calls"), ("/v1/agents", "agents"), ("/v1/numbers", "numbers")):
        assert stranger.get(path)[name] == [], path
    members = stranger.get("/v1/members")["members"]
    assert {member["email"] for member in members}.isdisjoint({
        member["email"] for member in account.get("/v1/members")["members"]
    })


def test_a_number_belongs_to_one_organization(account, stranger, number_for):
    number = number_for(reception())
    answer = stranger.http.post("/v1/numbers", json={"e164": number})
    assert answer.status_code == 409
    assert answer.json()["details"][0]["reason"] == "NUMBER_TAKEN"


def test_a_stranger_cannot_dial_from_our_number(stranger, number_for):
    number = number_for(reception())
    agent_id = stranger.publish("Theirs", reception())
    body = {"agent_id": agent_id, "to": "+919800000001", "from": number}
    answer = stranger.http.post("/v1/calls", json=body)
    assert answer.status_code == 400
    assert "from" in answer.text
