"""A call after it is over, through the edge: summed up, exported, shown to strangers by a link, and deleted."""

import csv
import io

import pytest

from tests.e2e.belongings import joined
from tests.e2e.mesh import Account, Json, Mesh, wait_for
from tests.e2e.specs import reception


@pytest.fixture(scope="module")
def call(mesh: Mesh, account: Account, carrier) -> Json:
    number = "+918045009001"
    carrier.rent(number)
    agent_id = account.publish("Agent of the shared call", reception())
    account.attach(number, agent_id)
    placed = carrier.call(number, "listen", {"say": "yes please"}, {"wait_hangup": 20000})
    carrier.report(placed)
    return account.ended(account.call(placed)["id"])


@pytest.fixture(scope="module")
def viewer(mesh: Mesh, account: Account) -> Account:
    return joined(mesh, account, "viewer")


def share(account: Account, call: Json, **wish: object) -> Json:
    return account.post(f"/v1/calls/{call['id']}/shares", wish)


def opened(mesh: Mesh, made: Json):
    secret = made["path"].rpartition("/")[2]
    return mesh.client(mesh.public_url).post("/v1/shares:open", json={"secret": secret})


def test_a_stranger_sees_and_hears_what_a_link_shows(mesh: Mesh, account: Account, call: Json):
    made = share(account, call, with_recording=True)
    seen = opened(mesh, made)
    assert seen.status_code == 200, seen.text
    shown = seen.json()
    assert shown["call"]["id"] == call["id"]
    assert shown["call"]["from"].startswith("•")
    assert shown["call"]["from"][-4:] == call["from"][-4:]
    assert "yes please" in [line["text"] for line in shown["lines"]]
    stranger = mesh.client(mesh.public_url)
    heard = stranger.get(shown["recording_path"])
    own = account.http.get(f"/v1/calls/{call['id']}/recording")
    assert (heard.status_code, heard.content) == (200, own.content)
    assert stranger.get(f"/v1/calls/{call['id']}/recording").status_code == 401
    account.http.delete(f"/v1/calls/{call['id']}/shares/{made['share']['id']}").raise_for_status()
    assert stranger.get(shown["recording_path"]).status_code == 404
    gone, never = opened(mesh, made), opened(mesh, {"path": "x" * 43})
    assert (gone.status_code, gone.json()) == (never.status_code, never.json())
    assert gone.status_code == 404


def test_the_list_is_exported_as_it_is_shown(account: Account, viewer: Account, call: Json):
    for who in (account, viewer):
        listed = who.get("/v1/calls", agent_id=call["agent_id"])["calls"]
        file = who.http.get("/v1/calls.csv", params={"agent_id": call["agent_id"]})
        assert file.headers["content-disposition"] == 'attachment; filename="calls.csv"'
        rows = list(csv.DictReader(io.StringIO(file.text, newline="")))
        assert [(row["id"], row["from"], row["duration_ms"]) for row in rows] == [
            (each["id"], each["from"], each["duration_ms"]) for each in listed
        ]
    assert account.http.get("/v1/calls.csv", params={"color": "red"}).status_code == 400
    text = account.http.get(f"/v1/calls/{call['id']}/transcript.txt")
    assert "Caller: yes please" in text.text


def test_who_may_not_see_callers_sees_and_finds_our_number_only(
    account: Account, viewer: Account, call: Json
):
    hidden = "•" * (len(call["from"]) - 4) + call["from"][-4:]
    shown = viewer.get(f"/v1/calls/{call['id']}")
    assert (shown["from"], shown["to"]) == (hidden, call["to"])
    rows = list(csv.DictReader(io.StringIO(viewer.http.get("/v1/calls.csv").text, newline="")))
    assert (hidden, call["to"]) in [(row["from"], row["to"]) for row in rows]
    for path in ("/v1/calls", "/v1/calls.csv"):
        assert call["id"] not in viewer.http.get(path, params={"number": call["from"]}).text
        assert call["id"] in viewer.http.get(path, params={"number": call["to"]}).text
    found = account.get("/v1/calls", number=call["from"].replace("+91", "0"), agent_id=call["agent_id"])
    assert [each["id"] for each in found["calls"]] == [call["id"]]


def test_calls_are_summed_up(viewer: Account, call: Json):
    question = {"agent_id": call["agent_id"], "group_by": "GROUP_BY_DISPOSITION", "time_zone": "Asia/Kolkata"}
    answer = viewer.get("/v1/analytics/calls", **question)
    assert [(group["key"], group["figures"]["calls"]) for group in answer["groups"]] == [("booked", "1")]
    assert answer["total"]["duration_ms"] == call["duration_ms"]
    assert {each["modality"] for each in answer["providers"]} >= {"speech_to_text", "text_to_speech"}
    refused = viewer.http.get("/v1/analytics/calls", params={"time_zone": "Nowhere"})
    assert refused.json()["details"][1]["field_violations"][0]["field"] == "time_zone"


def test_a_deleted_call_is_gone_and_the_log_says_who_deleted_it(
    mesh: Mesh, account: Account, viewer: Account, call: Json
):
    """Runs last."""
    made = share(account, call)
    assert viewer.http.delete(f"/v1/calls/{call['id']}").status_code == 403
    account.http.delete(f"/v1/calls/{call['id']}").raise_for_status()
    for path in ("", "/recording", "/transcript", "/transcript.txt", "/events", "/shares"):
        assert account.http.get(f"/v1/calls/{call['id']}{path}").status_code == 404
    assert opened(mesh, made).status_code == 404

    def is_logged() -> bool:
        entries = account.get("/v1/auditEntries", object_id=call["id"])["entries"]
        outcomes = {(each["action"], each["outcome"]) for each in entries}
        return ("media.v1.CallService/DeleteCall", "OK") in outcomes

    wait_for(is_logged)
