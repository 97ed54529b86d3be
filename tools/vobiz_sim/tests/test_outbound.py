"""Calls the product dials: every outcome, as its webhooks tell it."""

from contextlib import asynccontextmanager

import aiohttp
import pytest

from vobiz_sim import Callee, HangUp, Listen, Outcome, Script, Wait, WaitHangup

TO, FROM = "919800000001", "+918045550002"


@asynccontextmanager
async def rest(sim, token=None):
    headers = {"X-Auth-ID": sim.config.auth_id, "X-Auth-Token": token or sim.config.auth_token}
    async with aiohttp.ClientSession(headers=headers) as session:
        yield session


async def dial(sim, product, **values):
    body = {"from": FROM, "to": TO, "answer_url": product.url("/answer"), "answer_method": "POST"}
    body |= {"hangup_url": product.url("/hangup"), "ring_url": product.url("/ring"), **values}
    url = f"{sim.base_url}/Account/{sim.config.auth_id}/Call/"
    async with rest(sim) as session, session.post(url, json=body) as response:
        return response.status, await response.json()


async def dialled(sim, product, **values):
    _, reply = await dial(sim, product, **values)
    return await sim.call(reply["request_uuid"]).finished(15)


async def test_answered_call_runs_the_script(product, simulator):
    async def greet(socket):
        await socket.play(300)

    product.bot = greet
    async with simulator() as sim:
        sim.answer_with(Script([Listen(200, 4000), HangUp()]))
        status, reply = await dial(sim, product)
        report = await sim.call(reply["request_uuid"]).finished(15)
    assert status == 201
    assert set(reply) == {"api_id", "message", "request_uuid"}
    assert reply["message"] == "call fired"
    assert report.ok, report.errors
    assert report.hangup["source"] == "Call recipient"
    assert product.events() == ["Ring", "StartApp", "Hangup"]
    started = product.hit("StartApp").fields
    assert started["CallStatus"] == "in-progress"
    assert started["Direction"] == "outbound"
    assert started["RequestUUID"] == started["CallUUID"] == reply["request_uuid"]
    assert product.sockets[0].log[0]["start"]["callId"] == reply["request_uuid"]


@pytest.mark.parametrize(
    ("outcome", "code", "cause", "status"),
    [
        (Outcome.BUSY, "3010", "USER_BUSY", "busy"),
        (Outcome.NO_ANSWER, "6010", "NO_ANSWER", "no-answer"),
        (Outcome.TIMEOUT, "6010", "NO_ANSWER", "timeout"),
        (Outcome.REJECTED, "3020", "CALL_REJECTED", "failed"),
        (Outcome.INVALID, "2000", "INVALID_NUMBER", "failed"),
    ],
)
async def test_unanswered_calls_end_without_start_app(product, simulator, outcome, code, cause, status):
    async with simulator() as sim:
        sim.when_dialled(Callee(outcome, ring_ms=20))
        await dialled(sim, product)
    ended = product.hit("Hangup").fields
    assert "StartApp" not in product.events()
    assert (ended["HangupCauseCode"], ended["HangupCause"], ended["CallStatus"]) == (code, cause, status)
    assert (ended["AnswerTime"], ended["Duration"]) == ("", "0")
    assert ("Ring" in product.events()) == (outcome is not Outcome.INVALID)


async def test_status_can_always_be_completed(product, simulator):
    async with simulator(status_always_completed=True) as sim:
        sim.when_dialled(Callee(Outcome.BUSY, ring_ms=20))
        await dialled(sim, product)
    ended = product.hit("Hangup").fields
    assert (ended["CallStatus"], ended["HangupCauseCode"]) == ("completed", "3010")


async def test_delete_before_answer_cancels(product, simulator):
    async with simulator() as sim:
        sim.answer_with(Script(), ring_ms=5000)
        _, reply = await dial(sim, product)
        url = f"{sim.base_url}/Account/{sim.config.auth_id}/Call/{reply['request_uuid']}/"
        async with rest(sim) as session:
            async with session.delete(url) as response:
                assert response.status == 204
            await sim.call(reply["request_uuid"]).finished(15)
            async with session.delete(url) as response:
                assert response.status == 404
    assert product.hit("Hangup").fields["HangupCauseCode"] == "1000"


async def test_delete_after_answer_hangs_up(product, simulator):
    async with simulator() as sim:
        sim.answer_with(Script([WaitHangup()]), ring_ms=10)
        _, reply = await dial(sim, product)
        placed = sim.call(reply["request_uuid"])
        await placed.connected(5)
        url = f"{sim.base_url}/Account/{sim.config.auth_id}/Call/{placed.uuid}"
        async with rest(sim) as session, session.delete(url) as response:
            assert response.status == 204
        report = await placed.finished(15)
    assert report.ok, report.errors
    assert (report.hangup["code"], report.hangup["source"]) == (4000, "API Request")


async def test_broken_answer_url_is_tried_three_times_and_falls_back(product, simulator):
    product.statuses["/answer"] = 500
    product.documents["/fallback"] = "<Response><Hangup/></Response>"
    async with simulator() as sim:
        sim.answer_with(Script([WaitHangup()]), ring_ms=10)
        report = await dialled(sim, product, fallback_url=product.url("/fallback"))
    assert len(product.events("/answer")) == 3
    assert product.events("/fallback") == ["StartApp"]
    assert report.hangup["code"] == 4000


async def test_broken_answer_url_without_fallback_drops_the_call(product, simulator):
    product.statuses["/answer"] = 500
    async with simulator() as sim:
        report = await dialled(sim, product)
    assert report.hangup["code"] == 7011


@pytest.mark.parametrize(
    ("document", "content_type"),
    [
        ("<Response><Stream>", "application/xml"),
        ("<Response><Dance/></Response>", "application/xml"),
        ("<Answer/>", "application/xml"),
        ("<Response/>", "text/html"),
        ("<!DOCTYPE x><Response/>", "application/xml"),
        ("<Response>" + "<!--" + "x" * 110_000 + "--></Response>", "application/xml"),
    ],
)
async def test_documents_the_carrier_rejects_end_with_8011(product, simulator, document, content_type):
    product.documents["/answer"], product.content_type = document, content_type
    async with simulator() as sim:
        report = await dialled(sim, product)
    assert report.hangup["code"] == 8011


async def test_time_limit_ends_with_6000(product, simulator):
    async with simulator() as sim:
        sim.answer_with(Script([WaitHangup()]), ring_ms=10)
        report = await dialled(sim, product, time_limit=1)
    assert report.hangup["code"] == 6000


async def test_ring_timeout_of_the_request_is_honoured(product, simulator):
    async with simulator() as sim:
        sim.answer_with(Script(), ring_ms=60_000)
        report = await dialled(sim, product, ring_timeout="1")
    assert report.hangup["code"] == 6010


@pytest.mark.parametrize("machine", [True, False])
async def test_machine_detection_reports_its_verdict(product, simulator, machine):
    async with simulator() as sim:
        script = Script([Wait(400)])
        sim.when_dialled(Callee(script=script, ring_ms=10, machine=machine, machine_after_ms=50))
        url = product.url("/machine")
        report = await dialled(sim, product, machine_detection="true", machine_detection_url=url)
    verdict = product.hit("MachineDetection").fields
    assert (verdict["Machine"], verdict["IfMachine"]) == (str(machine).lower(), "continue")
    assert report.hangup["code"] == 4000


async def test_machine_detection_can_hang_up(product, simulator):
    async with simulator() as sim:
        sim.when_dialled(Callee(ring_ms=10, machine=True, machine_after_ms=50))
        report = await dialled(sim, product, machine_detection="hangup")
    assert report.hangup["code"] == 9100


async def test_bulk_dialling_makes_one_call_per_destination(product, simulator):
    async with simulator() as sim:
        sim.when_dialled(Callee(Outcome.BUSY, ring_ms=10))
        _, reply = await dial(sim, product, to=f"{TO}<919800000002")
        for uuid in reply["request_uuid"]:
            await sim.call(uuid).finished(15)
    assert len(reply["request_uuid"]) == 2
    assert sorted(hit.fields["To"] for hit in product.hits if hit.path == "/hangup") == [TO, "919800000002"]


async def test_success_may_be_200(product, simulator):
    async with simulator(make_call_status=200) as sim:
        sim.when_dialled(Callee(Outcome.BUSY, ring_ms=10))
        status, _ = await dial(sim, product)
    assert status == 200


@pytest.mark.parametrize(
    ("faults", "status"),
    [({"balance_low": True}, 402), ({"rest_error": 503}, 503)],
)
async def test_rest_can_refuse(product, simulator, faults, status):
    async with simulator(**faults) as sim:
        refused, body = await dial(sim, product)
    assert refused == status
    assert body["status"] == "error"


async def test_second_call_in_a_second_exceeds_the_rate(product, simulator):
    async with simulator(calls_per_second=1) as sim:
        sim.when_dialled(Callee(Outcome.BUSY, ring_ms=10))
        assert (await dial(sim, product))[0] == 201
        status, body = await dial(sim, product)
    assert status == 429
    assert body["error"]["details"]["limitType"] == "cps"


async def test_live_calls_count_against_concurrency(product, simulator):
    async with simulator(concurrent_calls=1) as sim:
        sim.answer_with(Script(), ring_ms=5000)
        assert (await dial(sim, product))[0] == 201
        status, body = await dial(sim, product)
    assert status == 429
    assert body["error"]["details"]["current"] == 1
