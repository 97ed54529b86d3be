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


def test_nobody_acts_on_what_belongs_to_another(account, stranger, carrier, number_for):
    number = number_for(reception())
    placed = carrier.call(number, {"wait_hangup": 20000})
    call = account.call(placed)
    [ours] = [each for each in account.get("/v1/numbers", page_size=500)["numbers"] if each["e164"] == number]
    theirs = stranger.post("/v1/numbers", {"e164": f"{number}9"})
    agent = account.get(f"/v1/agents/{call['agent_id']}")
    dial = {"agent_id": agent["id"], "to": "+919800000001", "from": theirs["e164"]}
    for method, path, body in (
        ("POST", f"/v1/calls/{call['id']}:hangUp", {}),
        ("GET", f"/v1/calls/{call['id']}:watch", None),
        ("POST", f"/v1/agents/{agent['id']}:validate", {}),
        ("POST", f"/v1/agents/{agent['id']}:publish", {}),
        ("POST", f"/v1/agents/{agent['id']}:rollBack", {"number": 1}),
        ("PATCH", f"/v1/agents/{agent['id']}", {"display_name": "Mine", "revision": agent["revision"]}),
        ("DELETE", f"/v1/agents/{agent['id']}", None),
        ("PATCH", f"/v1/numbers/{ours['id']}", {"display_name": "Mine", "revision": ours["revision"]}),
        ("DELETE", f"/v1/numbers/{ours['id']}", None),
        ("POST", "/v1/calls", dial),
        ("POST", "/v1/calls:startBrowser", {"agent_id": agent["id"]}),
    ):
        params = {"update_mask": "display_name"} if method == "PATCH" else None
        answer = stranger.http.request(method, path, json=body, params=params)
        assert answer.status_code == 404, f"{method} {path}: {answer.status_code} {answer.text}"
    assert account.get(f"/v1/agents/{agent['id']}") == agent
    assert account.get(f"/v1/numbers/{ours['id']}") == ours
    assert account.get(f"/v1/calls/{call['id']}")["state"] == "CALL_STATE_IN_PROGRESS"
    account.post(f"/v1/calls/{call['id']}:hangUp")
    carrier.report(placed)


def test_a_number_does_not_lead_to_another_organizations_agent(account, stranger):
    agent_id = account.publish("Ours", reception())
    refused = stranger.http.post("/v1/numbers", json={"e164": "+918047000001", "agent_id": agent_id})
    theirs = stranger.post("/v1/numbers", {"e164": "+918047000002"})
    change = {"agent_id": agent_id, "revision": theirs["revision"]}
    mask = {"update_mask": "agent_id"}
    changed = stranger.http.patch(f"/v1/numbers/{theirs['id']}", json=change, params=mask)
    for answer in (refused, changed):
        assert answer.status_code == 400, answer.text
        violations = [each for each in answer.json()["details"] if "field_violations" in each]
        assert violations[0]["field_violations"][0]["field"].endswith("agent_id")
    assert stranger.get(f"/v1/numbers/{theirs['id']}")["agent_id"] == ""


def test_lists_hold_only_what_is_ones_own(mesh, account):
    newcomer = mesh.new_organization("newcomer")
    for path, name in (("/v1/calls", "calls"), ("/v1/agents", "agents"), ("/v1/numbers", "numbers")):
        assert newcomer.get(path)[name] == [], path
    members = newcomer.get("/v1/members")["members"]
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
