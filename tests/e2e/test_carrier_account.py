"""From the carrier's keys to a caller who is answered, over REST as a person connects their account."""

import json

import pytest

from tests.e2e.belongings import joined
from tests.e2e.carrier import AUTH_ID, Carrier, carrier_keys
from tests.e2e.mesh import Account, Json, Mesh, wait_for
from tests.e2e.specs import reception

OURS, ELSEWHERE = "+918045992001", "+918045992002"


@pytest.fixture(scope="module")
def tenant(mesh: Mesh, carrier: Carrier) -> Account:
    carrier.rent(OURS, "")
    carrier.rent(ELSEWHERE, "http://127.0.0.1:9/another")
    return mesh.new_organization("connects-a-carrier")


def numbers(account: Account, **query: object) -> dict[str, Json]:
    """All of the account's numbers, page by page."""
    found: dict[str, Json] = {}
    token = ""
    while True:
        page = account.get("/v1/carrier/numbers", page_token=token, **query)
        found |= {each["e164"]: each for each in page["numbers"]}
        token = page["next_page_token"]
        if not token:
            return found


def reason_of(account: Account, method: str, path: str, **options: object) -> str:
    answer = account.http.request(method, path, **options)
    assert answer.is_client_error, answer.text
    return str(answer.json()["details"][0]["reason"])


def test_without_a_credential_everything_says_so(tenant: Account) -> None:
    for method, path, body in (
        ("POST", "/v1/carrier:check", {}),
        ("GET", "/v1/carrier/numbers", None),
        ("POST", "/v1/carrier/numbers:connect", {"e164": OURS}),
    ):
        assert reason_of(tenant, method, path, json=body) == "CREDENTIAL_MISSING", path


def test_an_account_is_connected_and_its_caller_answered(
    mesh: Mesh, tenant: Account, carrier: Carrier
) -> None:
    keys = carrier_keys(mesh)
    wrong = tenant.post("/v1/carrier:check", keys | {"auth_token": "mistyped"})
    assert (wrong["ok"], wrong["reason"]) == (False, "CARRIER_KEYS_WRONG")
    right = tenant.post("/v1/carrier:check", keys)
    assert (right["ok"], right["problems"]) == (True, [])
    assert right["answer_url"] == carrier.answer_url
    tenant.post("/v1/credentials", {"vendor": "vobiz", "values": keys})
    assert tenant.post("/v1/carrier:check")["ok"]
    listed = numbers(tenant, page_size=1)
    assert (listed[OURS]["connected"], listed[OURS]["answer_url"]) == (False, "")
    assert listed[ELSEWHERE]["answer_url"] == "http://127.0.0.1:9/another"
    connected = tenant.post("/v1/carrier/numbers:connect", {"e164": OURS})
    assert tenant.post("/v1/carrier/numbers:connect", {"e164": OURS}) == connected
    assert (connected["connected"], connected["registered"]) == (True, False)
    tenant.attach(OURS, tenant.publish("Reception", reception()))
    assert numbers(tenant)[OURS] == connected | {"registered": True}
    placed = carrier.call_as_routed(OURS, "listen", {"say": "yes please"}, {"wait_hangup": 20000})
    report = carrier.report(placed)
    assert report["ok"], report["errors"]
    call = tenant.ended(tenant.call(placed)["id"])
    assert (call["disposition"], call["to"]) == ("booked", OURS)


def test_connecting_is_in_the_audit_log_without_keys_and_number(mesh: Mesh, tenant: Account) -> None:
    """Runs after the account was connected."""
    action = "telephony.v1.CarrierService/ConnectCarrierNumber"
    found = wait_for(lambda: tenant.get("/v1/auditEntries", action=action, page_size=500)["entries"])
    entry = next(each for each in found if each["outcome"] == "OK" and each["details"].get("after"))
    assert entry["details"]["after"]["connected"] is True
    assert entry["object_id"]
    everything = json.dumps(tenant.get("/v1/auditEntries", page_size=500))
    assert OURS not in everything
    assert AUTH_ID not in everything
    assert carrier_keys(mesh)["auth_token"] not in everything


def test_a_page_that_looks_by_itself_is_in_the_log_only_with_news(tenant: Account, carrier: Carrier) -> None:
    """Runs after the account was connected."""

    def checks() -> list[Json]:
        action = "telephony.v1.CarrierService/CheckCarrier"
        return tenant.get("/v1/auditEntries", action=action, page_size=500)["entries"]

    tenant.post("/v1/carrier:check")
    before = wait_for(checks)
    for _ in range(3):
        assert tenant.post("/v1/carrier:check", {"background": True})["ok"]
    assert len(checks()) == len(before)
    with carrier.misbehaving(rest_error=403):
        for _ in range(2):
            assert not tenant.post("/v1/carrier:check", {"background": True})["ok"]
    [news, *_] = wait_for(lambda: checks() if len(checks()) > len(before) else None)
    assert len(checks()) == len(before) + 1
    assert news["details"]["request"] == {"background": True}
    assert news["details"]["after"]["reason"] == "CARRIER_REFUSED"
    tenant.post("/v1/carrier:check", {"background": False})
    assert len(wait_for(lambda: checks() if len(checks()) > len(before) + 1 else None)) == len(before) + 2


def test_a_number_of_another_account_is_not_there(tenant: Account) -> None:
    body = {"e164": "+918045992999"}
    assert reason_of(tenant, "POST", "/v1/carrier/numbers:connect", json=body) == "NOT_FOUND"


def test_a_carrier_that_refuses_is_told_by_reason(tenant: Account, carrier: Carrier) -> None:
    with carrier.misbehaving(rest_error=403):
        assert reason_of(tenant, "GET", "/v1/carrier/numbers") == "CARRIER_REFUSED"
    with carrier.misbehaving(rest_error=429):
        limited = tenant.http.get("/v1/carrier/numbers")
        assert (limited.status_code, limited.json()["details"][0]["reason"]) == (429, "CARRIER_LIMITED")
        assert tenant.post("/v1/carrier:check")["reason"] == "CARRIER_LIMITED"


def test_who_may_read_numbers_lists_them_and_connects_none(mesh: Mesh, tenant: Account) -> None:
    viewer = joined(mesh, tenant, "viewer")
    assert OURS in numbers(viewer)
    assert (
        reason_of(viewer, "POST", "/v1/carrier/numbers:connect", json={"e164": OURS}) == "PERMISSION_DENIED"
    )
