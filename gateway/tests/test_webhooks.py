"""Signatures, forms, refusals and failures at the webhooks."""

import pytest
from structlog.testing import capture_logs

from voicera.media.v1 import call_pb2 as calls
from voicera_gateway.vobiz import xml
from voicera_gateway.vobiz.nonces import Nonces
from voicera_gateway.vobiz.signature import SignatureChecker, Verdict, sign_v2, sign_v3
from voicera_kit.bus import MemoryBus, expiring
from voicera_kit.clock import VirtualClock

from .conftest import World, hangup, start_app, stream_url, tree
from .test_bus_away import LosableBus

TOKEN = "test-auth-token"
ANSWER = "https://agent.example.com/vobiz/answer"
NONCE = "12345678901234567890"


def signed(url: str = ANSWER, nonce: str = NONCE, key: str = TOKEN) -> dict[str, str]:
    return {"X-Vobiz-Signature-V3": sign_v3(key, url, nonce), "X-Vobiz-Signature-V3-Nonce": nonce}


def test_signatures_are_the_carriers():
    assert sign_v2(TOKEN, ANSWER, NONCE) == "QJ00588OOGGqRecmvj75Vwi7VXtfqyDvdDz59/AHLnY="
    assert sign_v3(TOKEN, ANSWER, NONCE) == "y6+zjZSlCGQbkFjsWF3XWvSPPZ80hP7Cz1NHBfY0mlQ="


@pytest.fixture
async def enforcing(world: World) -> World:
    return await world.start(vobiz_signatures="enforce", vobiz_main_auth_token="main-token")


async def answered(world: World, headers: dict[str, str], path: str = "/vobiz/answer") -> int:
    response = await world.webhook(path, start_app("uuid-1"), headers=headers)
    if response.status_code != 200:
        assert response.json()["details"][0]["reason"].startswith("SIGNATURE_")
        assert world.media.records == {}
    return response.status_code


async def test_signed_webhooks_are_let_in(enforcing: World):
    v2 = {"X-Vobiz-Signature-V2": sign_v2(TOKEN, ANSWER, "2"), "X-Vobiz-Signature-V2-Nonce": "2"}
    by_main_account = {
        "X-Vobiz-Signature-V3": sign_v3("token-of-the-sub-account", ANSWER, "3"),
        "X-Vobiz-Signature-V3-Nonce": "3",
        "X-Vobiz-Signature-MA-V3": sign_v3("main-token", ANSWER, "3"),
    }
    for headers in (signed(), v2, by_main_account):
        assert await answered(enforcing, headers) == 200


async def test_signature_does_not_cover_the_query(enforcing: World):
    assert await answered(enforcing, signed(), "/vobiz/answer?x=1") == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Vobiz-Signature": "only-the-undocumented-one="},
        signed(key="wrong"),
        signed(url="https://evil.example.com/vobiz/answer"),
        {"X-Vobiz-Signature-V3": sign_v3(TOKEN, ANSWER, "")},
        signed() | {"X-Vobiz-Signature-V3": "\u00e9"},
        {"X-Vobiz-Signature-V2": sign_v3(TOKEN, ANSWER, NONCE), "X-Vobiz-Signature-V2-Nonce": NONCE},
    ],
)
async def test_enforcing_refuses_everything_else(enforcing: World, headers):
    headers = {name: value.encode("latin-1") for name, value in headers.items()}
    assert await answered(enforcing, headers) == 403


async def test_wrong_signature_is_refused_even_when_none_is_needed(running: World):
    assert await answered(running, signed(key="wrong")) == 403
    assert await answered(running, {}) == 200


async def test_wrong_v3_is_not_saved_by_a_good_v2(enforcing: World):
    v2 = {"X-Vobiz-Signature-V2": sign_v2(TOKEN, ANSWER, "2"), "X-Vobiz-Signature-V2-Nonce": "2"}
    assert await answered(enforcing, signed(key="wrong") | v2) == 403


async def test_nonce_is_good_for_the_same_webhook_only(enforcing: World):
    assert await answered(enforcing, signed()) == 200
    assert await answered(enforcing, signed()) == 200
    forged = await enforcing.webhook("/vobiz/answer", hangup("uuid-1"), headers=signed())
    assert forged.status_code == 403
    assert forged.json()["details"][0]["reason"] == "SIGNATURE_REPLAYED"
    assert enforcing.media.only.state == calls.CALL_STATE_RINGING


async def test_nonce_is_remembered_for_a_day():
    clock = VirtualClock()
    checker = SignatureChecker("enforce", Nonces(clock=clock))
    headers = {name.lower(): value for name, value in signed().items()}
    assert await checker.check(headers, ANSWER, b"a=1", [TOKEN]) is Verdict.GENUINE
    await clock.advance(86_399)
    assert await checker.check(headers, ANSWER, b"a=2", [TOKEN]) is Verdict.REPLAYED
    assert await checker.check(headers, ANSWER, b"a=1", [TOKEN]) is Verdict.GENUINE


async def test_gateways_tell_each_other_of_nonces():
    bus = MemoryBus()
    one, other = (SignatureChecker("enforce", Nonces(bus)) for _ in range(2))
    headers = {name.lower(): value for name, value in signed().items()}
    assert await one.check(headers, ANSWER, b"a=1", [TOKEN]) is Verdict.GENUINE
    assert await other.check(headers, ANSWER, b"a=2", [TOKEN]) is Verdict.REPLAYED
    assert await other.check(headers, ANSWER, b"a=1", [TOKEN]) is Verdict.GENUINE


async def test_without_the_bus_each_gateway_knows_its_own_nonces():
    bus = LosableBus()
    bus.is_away = True
    checker = SignatureChecker("enforce", Nonces(bus))
    headers = {name.lower(): value for name, value in signed().items()}
    assert await checker.check(headers, ANSWER, b"a=1", [TOKEN]) is Verdict.GENUINE
    assert await checker.check(headers, ANSWER, b"a=2", [TOKEN]) is Verdict.REPLAYED


@pytest.mark.parametrize("field", ["CallUUID", "From", "To", "Event"])
async def test_missing_field_is_named(running: World, field: str):
    fields = start_app("uuid-1")
    del fields[field]
    response = await running.webhook("/vobiz/answer", fields)
    assert response.status_code == 400
    body = response.json()
    assert body["code"] == 3
    assert body["details"][1]["field_violations"][0]["field"] == field


async def test_bad_bodies_are_refused(running: World):
    for content in (b"\xff\xfe=1", b"&".join(b"a=1" for _ in range(300))):
        response = await running.client.post("/vobiz/answer", content=content)
        assert response.status_code == 400
        assert response.json()["details"][0]["reason"] == "INVALID_ARGUMENT"


async def test_body_that_is_too_large_is_refused_as_such(running: World):
    response = await running.client.post("/vobiz/answer", content=b"a=" + b"x" * 70_000)
    assert response.status_code == 413
    assert response.json()["details"][0]["reason"] == "BODY_TOO_LARGE"


@pytest.mark.parametrize(
    ("path", "method", "route", "status", "reason"),
    [
        ("/vobiz/answer", "POST", "/vobiz/{kind}", 400, "INVALID_ARGUMENT"),
        ("/vobiz/answer/org_1.call_1.mac", "POST", "/vobiz/{kind}/{token}", 404, "NOT_FOUND"),
        ("/vobiz/transfer/mac", "POST", "/vobiz/transfer/{name}", 404, "NOT_FOUND"),
        ("/vobiz/media/mac/mac", "POST", "", 404, "NOT_FOUND"),
        ("/vobiz/answer/org_1.call_1.mac", "PUT", "/vobiz/{kind}/{token}", 405, "METHOD_NOT_ALLOWED"),
        ("/v1/calls/call_1/recording", "GET", "/v1/calls/{call_id}/recording", 401, "UNAUTHENTICATED"),
    ],
)
async def test_refusals_are_logged_without_what_is_secret(
    running: World, path, method, route, status, reason
):
    with capture_logs() as logs:
        response = await running.client.request(method, path, headers={"X-Request-Id": "trace-of-a-test"})
    assert response.status_code == status
    (refused,) = [each for each in logs if each["event"] == "http.refused"]
    assert refused == {
        "event": "http.refused",
        "log_level": "info",
        "method": method,
        "route": route,
        "status": status,
        "reason": reason,
        "trace_id": "trace-of-a-test",
    }
    assert "mac" not in str(logs)


async def test_wrong_signature_is_logged(enforcing: World):
    with capture_logs() as logs:
        assert await answered(enforcing, signed(key="wrong")) == 403
    assert [each["reason"] for each in logs if each["event"] == "http.refused"] == ["SIGNATURE_WRONG"]


async def test_failure_behind_us_is_logged_as_a_warning(running: World):
    running.media.is_down = True
    with capture_logs() as logs:
        assert (await running.webhook("/vobiz/hangup", hangup("uuid-1"))).status_code == 503
    assert [each["log_level"] for each in logs if each["event"] == "http.refused"] == ["warning"]


async def test_unknown_event_and_unknown_page(running: World):
    assert (await running.answer(Event="Surprise")).status_code == 400
    assert (await running.client.post("/vobiz/other", data={"a": "b"})).status_code == 404
    assert (await running.client.put("/vobiz/answer")).status_code == 405


async def test_number_is_found_in_every_form(running: World):
    for index, form in enumerate(("08000000002", "918000000002", "+918000000002")):
        assert stream_url(await running.answer(f"uuid-{index}", To=form))


async def test_caller_of_an_unknown_number_is_told(running: World):
    response = await running.answer(To="08000000099")
    document = tree(response.content)
    assert [child.tag for child in document] == ["Speak", "Hangup"]
    assert running.media.records == {}


@pytest.mark.parametrize("reason", ["NUMBER_UNATTACHED", "AGENT_NOT_PUBLISHED"])
async def test_refused_call_leaves_a_record(running: World, reason: str):
    running.agents.number_problem = reason
    document = tree((await running.answer()).content)
    assert [child.tag for child in document] == ["Speak", "Hangup"]
    call = running.media.only
    assert (call.state, call.end_reason) == (calls.CALL_STATE_FAILED, calls.END_REASON_REFUSED)
    assert call.end_detail == reason


@pytest.mark.parametrize("down", ["agents", "media"])
async def test_caller_hears_an_apology_when_a_service_is_down(running: World, down: str):
    getattr(running, down).is_down = True
    response = await running.answer()
    assert response.status_code == 200
    assert [child.tag for child in tree(response.content)] == ["Speak", "Hangup"]


async def test_hangup_asks_to_be_repeated_when_the_archive_is_down(running: World):
    await running.answer()
    running.media.is_down = True
    assert (await running.webhook("/vobiz/hangup", hangup("uuid-1"))).status_code == 503
    running.media.is_down = False
    assert (await running.webhook("/vobiz/hangup", hangup("uuid-1"))).status_code == 200
    assert running.media.only.state == calls.CALL_STATE_COMPLETED


async def test_ends_of_unknown_calls_take_no_room_from_tickets(running: World, monkeypatch):
    monkeypatch.setattr(expiring, "MAX_ENTRIES", 4)
    for index in range(10):
        fields = hangup(f"nobodys-{index}")
        assert (await running.webhook("/vobiz/hangup", fields)).status_code == 200
    assert stream_url(await running.answer())


async def test_text_in_documents_is_escaped():
    document = tree(xml.say_and_hang_up('a < b & "c"'))
    assert document.find("Speak").text == 'a < b & "c"'
    assert tree(xml.stream("wss://h/p?a=1&b=2", 3)).find("Stream").text == "wss://h/p?a=1&b=2"
