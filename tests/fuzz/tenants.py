"""Two organizations: one that is fuzzed, and one whose secrets must not show."""

import secrets
from dataclasses import dataclass, field
from typing import Any

from tests.e2e.mesh import Account, Mesh
from tests.e2e.specs import reception

SCOPES = [
    "agents.read", "agents.write", "agents.publish", "numbers.read", "numbers.write", "calls.read",
    "integrations.read", "members.read", "organization.read",
]  # fmt: skip


@dataclass
class Tenant:
    """`ids` are its things by the name of the path parameter."""

    account: Account
    ids: dict[str, list[str]] = field(default_factory=dict)


def furnished(account: Account, mark: str, number: str) -> Tenant:
    """Make a few things of each kind, with `mark` in every text that others may not read."""
    agent_id = account.publish(f"Agent {mark}", reception(greeting=f"Hello {mark}"))
    tenant = Tenant(account, {"agent_id": [agent_id], "number": ["1"]})
    rented = account.post(
        "/v1/numbers", {"e164": number, "display_name": f"Number {mark}", "agent_id": agent_id}
    )
    tenant.ids["number_id"] = [rented["id"]]
    key = account.post("/v1/apiKeys", {"display_name": f"Key {mark}", "scopes": ["agents.read"]})
    invited = account.post("/v1/invitations", {"email": f"{mark}@example.com", "role": "ROLE_VIEWER"})
    tenant.ids["id"] = [_id(key), _id(invited)]
    call = account.post("/v1/calls:startBrowser", {"agent_id": agent_id})
    tenant.ids["call_id"] = [_id(call)]
    tenant.ids["user_id"] = [account.get("/v1/me")["user_id"]]
    return tenant


def api_key(account: Account) -> str:
    return str(account.post("/v1/apiKeys", {"display_name": "Fuzz", "scopes": SCOPES})["secret"])


def two_tenants(mesh: Mesh) -> tuple[Tenant, Tenant, str, dict[str, str]]:
    """The one to fuzz, the other, the other's mark, and how to sign in as the first's owner."""
    mark = f"marker{secrets.token_hex(8)}"
    other = furnished(mesh.new_organization(f"other-{mark}"), mark, "+918061000001")
    own = furnished(mesh.account(), "ours", "+918061000002")
    return own, other, mark, mesh.credentials


def _id(answer: dict[str, Any]) -> str:
    """Of a thing that is the answer, or a part of it."""
    parts = [answer, *(each for each in answer.values() if isinstance(each, dict))]
    return str(next(each["id"] for each in parts if "id" in each))
