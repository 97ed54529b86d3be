"""Accounts, applications, numbers and records over REST."""

import time
from contextlib import asynccontextmanager

import aiohttp
import pytest

from vobiz_sim import Route, Script, UnknownNumberError, Wait

TO, FROM = "+918045550002", "919800000001"


class Client:
    def __init__(self, sim, session):
        self.sim, self.session = sim, session
        self.account = f"{sim.base_url}/Account/{sim.config.auth_id}"

    async def __call__(self, method, url, **options):
        if not url.startswith("http"):
            url = self.account + url
        async with self.session.request(method, url, **options) as response:
            kind = response.content_type
            return response.status, await (response.json() if kind == "application/json" else response.text())


@asynccontextmanager
async def client(sim, token=None):
    headers = {"X-Auth-ID": sim.config.auth_id, "X-Auth-Token": token or sim.config.auth_token}
    async with aiohttp.ClientSession(headers=headers) as session:
        yield Client(sim, session)


@pytest.fixture
async def api(simulator):
    async with simulator() as sim, client(sim) as made:
        yield made


async def test_wrong_token_is_401(simulator):
    async with simulator() as sim, client(sim, "wrong") as api:
        assert (await api("GET", f"{sim.base_url}/auth/me"))[0] == 401


@pytest.mark.parametrize("path", ["/call/", "/Call"])
async def test_wrong_casing_and_missing_slash_of_call_operations_are_401(api, path):
    assert (await api("POST", path, json={}))[0] == 401


async def test_lower_case_account_is_401_for_calls(api):
    url = api.account.replace("/Account/", "/account/") + "/Call/"
    assert (await api("POST", url, json={}))[0] == 401


async def test_unknown_paths_and_accounts_are_404(api):
    assert (await api("GET", "/nonsense"))[0] == 404
    assert (await api("GET", api.account + "X/cdr"))[0] == 404


async def test_answers_can_take_as_long_as_asked(simulator):
    async with simulator(rest_delay_ms=300) as sim, client(sim) as api:
        asked = time.monotonic()
        assert (await api("GET", f"{sim.base_url}/auth/me"))[0] == 200
    assert time.monotonic() - asked >= 0.3


async def test_me_names_the_account(api):
    status, me = await api("GET", f"{api.sim.base_url}/auth/me")
    assert (status, me["auth_id"]) == (200, api.sim.config.auth_id)
    assert (me["name"], me["is_trial_account"]) == ("Simulated account", False)


@pytest.mark.parametrize(("is_low", "left"), [(False, 1000), (True, 10)])
async def test_balance_is_told_by_currency(simulator, is_low, left):
    async with simulator(balance_low=is_low) as sim, client(sim) as api:
        status, balance = await api("GET", "/balance/INR")
        assert (status, balance["available_balance"], balance["low_balance_threshold"]) == (200, left, 50)
        assert (await api("GET", "/balance/USD"))[0] == 404


@pytest.mark.parametrize("status", [401, 403, 404, 409, 422, 429, 500])
async def test_every_request_fails_with_the_status_asked_for(simulator, status):
    async with simulator(rest_error=status) as sim, client(sim) as api:
        answered, body = await api("GET", f"{sim.base_url}/auth/me")
        assert (answered, body["status"]) == (status, "error")
        assert body["error"]["details"].get("retryAfter") == (1 if status == 429 else None)


async def test_numbers_are_listed_page_by_page_under_both_spellings(simulator):
    rented = {f"+9180455500{each:02}": Route() for each in range(5)}
    async with simulator({"numbers": rented}) as sim, client(sim) as api:
        lower = api.account.replace("/Account/", "/account/")
        pages = [(await api("GET", f"{lower}/numbers?page={page}&per_page=2"))[1] for page in (1, 2, 3, 4)]
        assert [each["e164"] for page in pages for each in page["items"]] == list(rented)
        assert [len(page["items"]) for page in pages] == [2, 2, 1, 0]
        assert {page["total"] for page in pages} == {5}
        found = (await api("GET", "/numbers?search=5550003"))[1]
        assert [each["e164"] for each in found["items"]] == ["+918045550003"]


async def test_number_leads_nowhere_until_it_is_attached(api):
    rented = "+918045550009"
    api.sim.add_numbers({rented: Route()})
    with pytest.raises(UnknownNumberError):
        await api.sim.place_inbound(to=rented, from_=FROM)
    path = f"{api.account}/numbers/%2B918045550009/application"
    async with api.session.post(aiohttp.client.URL(path, encoded=True), json={"application_id": "1"}) as none:
        assert none.status == 404


async def test_attaching_again_conflicts_only_if_asked_for(simulator, product):
    async with simulator(attach_conflict=True) as sim, client(sim) as api:
        _, made = await api(
            "POST", "/Application/", json={"app_name": "new", "answer_url": product.url("/n")}
        )
        path, order = f"{api.account}/numbers/{TO[1:]}/application", {"application_id": made["app_id"]}
        assert (await api("POST", path, json=order))[0] == 409
        assert (await api("DELETE", path))[0] == 200
        assert (await api("POST", path, json=order))[0] == 200


@pytest.mark.parametrize(
    "change", [{"from": ""}, {"to": ""}, {"answer_url": ""}, {"answer_url": "https://example.com/answer"}]
)
async def test_incomplete_or_remote_calls_are_400(api, product, change):
    body = {"from": TO, "to": FROM, "answer_url": product.url("/answer"), "answer_method": "POST"}
    assert (await api("POST", "/Call/", json=body | change))[0] == 400


async def test_calling_from_somebody_elses_number_is_refused(api, product):
    body = {"from": "918000000000", "to": FROM, "answer_url": product.url("/a"), "answer_method": "POST"}
    status, reply = await api("POST", "/Call/", json=body)
    assert status == 403
    assert "not owned" in reply["error"]["message"]


async def test_applications_are_created_changed_listed_and_deleted(api, product):
    body = {"app_name": "demo", "answer_url": product.url("/a")}
    status, made = await api("POST", "/Application/", json=body)
    path = f"/Application/{made['app_id']}/"
    assert status == 201
    assert (await api("GET", path))[1]["hangup_url"] == product.url("/a")
    assert (await api("POST", path, json={"hangup_url": product.url("/h")}))[0] == 202
    assert (await api("GET", path))[1]["hangup_url"] == product.url("/h")
    assert (await api("GET", "/Application/?limit=1&offset=1"))[1]["meta"]["total_count"] == 2
    assert (await api("DELETE", path))[0] == 204
    assert (await api("GET", path))[0] == 404


async def test_number_leads_to_the_application_it_is_attached_to(api, product):
    body = {"app_name": "second", "answer_url": product.url("/second")}
    _, made = await api("POST", "/Application/", json=body)
    path = "/numbers/%2B918045550002/application"
    url = aiohttp.client.URL(api.account + path, encoded=True)
    async with api.session.post(url, json={"application_id": made["app_id"]}) as attached:
        assert (await attached.json())["number"] == TO
    product.documents["/second"] = product.stream()
    call = await api.sim.place_inbound(to="08045550002", from_=FROM, script=Script([Wait(40)]))
    await call.finished(15)
    assert product.events("/second") == ["StartApp", "Hangup"]
    assert (await api("DELETE", f"/Application/{made['app_id']}/"))[0] == 409
    async with api.session.delete(url) as detached:
        assert detached.status == 200
    assert (await api("GET", "/numbers"))[1]["items"][0].get("application_id") is None


async def test_live_call_is_seen_then_found_in_the_records(api, product):
    call = await api.sim.place_inbound(to=TO, from_=FROM)
    await call.connected(5)
    assert (await api("GET", "/Call?status=live"))[1]["calls"] == [call.uuid]
    assert (await api("GET", f"/Call/{call.uuid}?status=live"))[1]["call_status"] == "in-progress"
    assert (await api("GET", f"/Call/{call.uuid}/"))[0] == 404
    assert (await api("GET", "/concurrency"))[1]["concurrent_calls"] == 1
    assert (await api("POST", f"/Call/{call.uuid}/DTMF/", json={"digits": "1w2"}))[0] == 202
    call.hang_up()
    report = await call.finished(15)
    assert report.digits_heard == "12"
    assert (await api("GET", f"/Call/{call.uuid}?status=live"))[0] == 404
    assert (await api("GET", f"/Call/{call.uuid}/"))[1]["hangup_cause_code"] == 4000
    _, record = await api("GET", f"/cdr/{call.uuid}")
    assert record["data"]["call_direction"] == "inbound"
    _, listed = await api("GET", "/cdr?from_number=%2B919800000001&per_page=5")
    assert (listed["count"], listed["data"][0]["uuid"]) == (1, call.uuid)
    assert (await api("GET", "/cdr?call_direction=outbound"))[1]["data"] == []
    assert call.uuid in (await api("GET", "/cdr/export"))[1]


async def test_live_call_is_recorded_over_rest(api, product):
    call = await api.sim.place_inbound(to=TO, from_=FROM)
    await call.connected(5)
    path = f"/Call/{call.uuid}/Record/"
    callback = {"callback_url": product.url("/rec"), "file_format": "wav"}
    status, made = await api("POST", path, json=callback)
    assert status == 202
    assert (await api("DELETE", path))[0] == 204
    _, listed = await api("GET", f"/Recording/?call_uuid={call.uuid}")
    assert listed["objects"][0]["recording_id"] == made["recording_id"]
    assert (await api("GET", made["url"]))[0] == 200
    call.hang_up()
    await call.finished(15)
    assert (await api("DELETE", f"/Recording/{made['recording_id']}/"))[0] == 204
    assert (await api("GET", f"/Recording/{made['recording_id']}/"))[0] == 404
