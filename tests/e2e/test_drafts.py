"""A draft is tried before it is published: in writing, in a call, and then on a share of the calls."""

from tests.e2e.browser import on_the_line
from tests.e2e.mesh import Json
from tests.e2e.specs import ask, hang_up, reception, spec


def rehearse(account, draft: Json, state: str = "", **step: object) -> Json:
    return account.post("/v1/rehearsals", {"spec": draft, "state": state, **step})


def said(answer: Json) -> str:
    return " ".join(event["said"]["text"] for event in answer["events"] if "said" in event)


def test_a_draft_is_rehearsed_over_rest_without_being_kept_anywhere(account):
    before = account.get("/v1/calls", page_size=1)["calls"]
    draft = reception() | {"speech_to_text": []}
    begun = rehearse(account, draft)
    assert said(begun) == "Hello. Would you like to book an appointment?"
    booked = rehearse(account, draft, begun["state"], text="yes please")
    assert (said(booked), booked["over"]) == ("Your appointment is booked. Goodbye.", True)
    assert {"hung_up": "booked"} in booked["events"]
    other = rehearse(account, draft, begun["state"], text="no thank you")
    assert {"hung_up": "declined"} in other["events"]
    assert account.get("/v1/calls", page_size=1)["calls"] == before


def test_what_cannot_be_rehearsed_is_told_by_field(mesh, account):
    draft = spec(ask("welcome", "Hello?", {}, "nowhere"))
    answer = account.http.post("/v1/rehearsals", json={"spec": draft})
    assert answer.status_code == 400
    details = answer.json()["details"]
    assert details[0]["reason"] == "AGENT_INVALID"
    assert "graph.nodes[welcome]" in str(details)
    forged = account.http.post("/v1/rehearsals", json={"spec": reception(), "state": "bm8=", "text": "hi"})
    assert (forged.status_code, "state" in forged.text) == (400, True)
    nobody = mesh.client(mesh.public_url).post("/v1/rehearsals", json={"spec": reception()})
    assert nobody.status_code == 401


def test_grpc_of_voice_is_not_served_to_the_public(account):
    for method in ("ConversationService/Converse", "RehearsalService/Rehearse"):
        answer = account.http.post(
            f"/voicera.voice.v1.{method}", headers={"content-type": "application/grpc"}
        )
        assert (answer.headers["grpc-status"], answer.content) == ("7", b"")
        assert account.http.post(f"/voicera.voice.v1.{method}").status_code == 403


async def test_the_greeting_of_the_draft_is_what_a_browser_hears(mesh, account):
    agent_id = account.publish("Draft reception", reception(greeting="This is the published one."))
    agent = account.get(f"/v1/agents/{agent_id}")
    agent["draft"]["greeting"] = "This is the draft."
    changed = account.http.patch(
        f"/v1/agents/{agent_id}",
        params={"update_mask": "draft"},
        json={"draft": agent["draft"], "revision": agent["revision"]},
    )
    assert changed.is_success, changed.text
    for draft, greeting, revision in (
        (True, "This is the draft.", 0),
        (False, "This is the published one.", 1),
    ):
        started = account.post("/v1/calls:startBrowser", {"agent_id": agent_id, "draft": draft})
        assert started["call"]["agent_revision"] == revision
        async with on_the_line(mesh.public_url.replace("http", "ws") + started["websocket_path"]) as browser:
            await browser.wait_for("started")
            await browser.until_said("agent_said", 1)
        assert browser.said("agent_said")[0].startswith(greeting)
        assert account.ended(started["call"]["id"])["agent_revision"] == revision


def test_a_rollout_is_set_seen_and_ended_over_rest(account):
    agent_id = account.publish("Rolled out", spec(hang_up("bye", "Goodbye.")))
    account.post(f"/v1/agents/{agent_id}:publish")
    set_ = account.post(f"/v1/agents/{agent_id}:setRollout", {"number": 1, "percent": 20})
    assert set_["rollout"] == {"number": 1, "percent": 20}
    refused = account.http.post(f"/v1/agents/{agent_id}:setRollout", json={"number": 2, "percent": 20})
    assert (refused.status_code, "number" in refused.text) == (400, True)
    rolled = account.post(f"/v1/agents/{agent_id}:rollBack", {"number": 1})
    assert rolled.get("rollout") is None
