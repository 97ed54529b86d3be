"""What people and programs change is found again, across services, over REST."""

import json

import pytest

from tests.e2e.mesh import Account, Json, wait_for
from tests.e2e.specs import reception


@pytest.fixture(scope="module")
def owner(mesh) -> Account:
    return mesh.new_organization("audited")


def entries(owner: Account, **filters: str) -> list[Json]:
    return list(owner.get("/v1/auditEntries", page_size=500, **filters)["entries"])


def entry_of(owner: Account, action: str, object_id: str) -> Json:
    """The entry, once the service's outbox has handed it over."""
    return wait_for(lambda: next(iter(entries(owner, action=action, object_id=object_id)), None))


def test_a_change_in_another_service_shows_who_what_and_how_it_was(owner):
    agent = owner.post("/v1/agents", {"display_name": "Before", "draft": reception()})
    body = {"display_name": "After", "revision": agent["revision"]}
    path = f"/v1/agents/{agent['id']}"
    changed = owner.http.patch(path, json=body, params={"update_mask": "display_name"})
    assert changed.is_success, changed.text
    entry = entry_of(owner, "agents.v1.AgentService/UpdateAgent", agent["id"])
    assert (entry["actor_kind"], entry["actor_id"]) == ("member", owner.get("/v1/me")["user_id"])
    assert entry["outcome"] == "OK"
    assert entry["details"]["before"]["display_name"] == "Before"
    assert entry["details"]["after"]["display_name"] == "After"
    assert entry["address"]
    assert entry["trace_id"]


def test_what_a_program_did_and_was_refused_shows_with_its_key(owner, mesh):
    made = owner.post("/v1/apiKeys", {"display_name": "Reporting", "scopes": ["agents.read"]})
    program = mesh.client(mesh.public_url)
    program.headers["authorization"] = f"Bearer {made['secret']}"
    assert program.post("/v1/agents", json={"display_name": "Mine"}).status_code == 403
    entry = wait_for(lambda: next(iter(entries(owner, actor_id=made["api_key"]["id"])), None))
    assert (entry["actor_kind"], entry["outcome"]) == ("api_key", "PERMISSION_DENIED")
    assert made["secret"] not in json.dumps(entries(owner))


def test_signing_in_shows_and_a_wrong_password_too(owner, mesh):
    email = owner.get("/v1/me")["email"]
    client = mesh.client(mesh.public_url)
    refused = client.post("/v1/auth:signIn", json={"email": email, "password": "wrong password"})
    assert refused.status_code == 401

    def outcomes() -> list[str]:
        return [each["outcome"] for each in entries(owner, action="auth.v1.AuthService/SignIn")]

    assert wait_for(lambda: "UNAUTHENTICATED SIGN_IN_FAILED" in outcomes())
    assert "OK" in outcomes()


def test_the_chain_holds_and_can_be_taken_along(owner):
    verdict = owner.get("/v1/auditEntries:verify")
    assert int(verdict["entries"]) > 0
    assert verdict["broken_at"] == "0"
    exported = owner.http.get("/v1/auditEntries:export")
    lines = [json.loads(line) for line in exported.text.splitlines()]
    assert [int(line["sequence"]) for line in lines] == list(range(1, len(lines) + 1))
    assert lines[int(verdict["entries"]) - 1]["hash"] == verdict["head"]


def test_whoever_may_not_read_it_is_told_the_permission(mesh, owner):
    made = owner.post("/v1/apiKeys", {"display_name": "Reading", "scopes": ["calls.read"]})
    program = mesh.client(mesh.public_url)
    program.headers["authorization"] = f"Bearer {made['secret']}"
    refused = program.get("/v1/auditEntries")
    assert refused.status_code == 403
    assert "audit.read" in refused.text
