"""An organization's own carrier account is used as soon as it is there, and its replacement soon after."""

import time

import pytest

from tests.e2e.carrier import Carrier, carrier_keys
from tests.e2e.mesh import CALLER, Account, Json, Mesh, wait_for
from tests.e2e.specs import reception

OURS, CALLEE = "+918045991001", "+919844556677"
WITHIN_S = 10.0


@pytest.fixture(scope="module")
def tenant(mesh: Mesh, carrier: Carrier) -> Account:
    account = mesh.new_organization("with-an-account")
    carrier.rent(OURS)
    account.attach(OURS, account.publish("Reception", reception()))
    carrier.answer_with(CALLEE, {"wait": 100}, "hang_up")
    return account


def test_a_replaced_key_works_within_ten_seconds(mesh: Mesh, tenant: Account, carrier: Carrier) -> None:
    right = carrier_keys(mesh)
    kept = tenant.post("/v1/credentials", {"vendor": "vobiz", "values": right | {"auth_token": "x" * 20}})
    assert kept["masked"] == {"auth_id": "…0001", "auth_token": "…xxxx"}
    wait_for(lambda: refusal(tenant) == "CARRIER_UNAUTHORIZED", WITHIN_S)
    body = {"values": right, "revision": int(kept["revision"])}
    tenant.post(f"/v1/credentials/{kept['id']}:replace", body)
    began = time.monotonic()
    wait_for(lambda: refusal(tenant) is None, WITHIN_S)
    assert time.monotonic() - began < WITHIN_S
    placed = carrier.call(OURS, {"wait": 200}, "hang_up", caller=CALLER)
    assert tenant.ended(tenant.call(placed)["id"])["state"] == "CALL_STATE_COMPLETED"
    assert carrier.report(placed)["ok"]


def refusal(account: Account) -> str | None:
    """Why a call cannot be placed; None if it was."""
    body: Json = {"agent_id": account.agent_behind(OURS), "to": CALLEE, "from": OURS}
    answer = account.http.post("/v1/calls", json=body)
    return str(answer.json()["details"][0]["reason"]) if answer.is_error else None
