"""An operator steps into a call, and finds it afterwards."""

import io
import wave
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.e2e.carrier import Carrier
from tests.e2e.dashboard import sound
from tests.e2e.dashboard.visitor import Visitor
from tests.e2e.events import of_kind
from tests.e2e.mesh import Account, Json, wait_for
from tests.e2e.recognise import recognise_each
from tests.e2e.specs import ask, hang_up, spec

TRANSFERRED_TO = "+919800000188"
MANAGER = "this is the manager speaking"
ROUND_MS = 6_000
"""The microphone may be opened in mid-sentence; after so long it has said a whole one."""
WHISPERED = "We close at six today."
DAY = "on which day would you like to come"
SENTENCES = ["hello would you like to book an appointment", DAY, "we close at six today", MANAGER]
WINDOWS = ({"width": 1440, "height": 900}, {"width": 390, "height": 844})
LONG = {"listen": {"timeout_ms": 60000}}
"""The agent, or whoever talks in its place, has spoken and is silent."""


@pytest.mark.timeout(400)
def test_a_call_is_listened_to_whispered_to_taken_over_handed_back_and_transferred(
    speaking_visitor: Callable[..., Visitor],
    account: Account,
    carrier: Carrier,
    number_for: Callable[[Json], str],
) -> None:
    visitor = speaking_visitor(MANAGER, 2.0)
    visitor.sign_in()
    visitor.open("/live")
    number = number_for(bookings())
    carrier.answer_with(TRANSFERRED_TO, {"wait": 3000})
    answers = ({"say": "yes please"}, LONG, LONG, *(LONG, {"say": "yes please"}) * 2)
    placed = carrier.call(number, "listen", *answers, {"wait_hangup": 120000})
    call_id = account.call(placed)["id"]
    visitor.page.locator(f"a[href*='{call_id}']").first.click()
    visitor.arrives_at(f"/live/{call_id}")
    visitor.sees("On which day would you like to come?")
    whispers_without_scrolling(visitor)
    visitor.presses("Listen")
    whisper(visitor, WHISPERED)
    talks_and_hands_back(visitor, account, call_id)
    transfer(visitor, TRANSFERRED_TO)
    ended = account.ended(call_id)
    assert ended["end_reason"] == "END_REASON_TRANSFERRED"
    visitor.sees("This call is over")
    visitor.page.get_by_role("link", name=f"Agent behind {number}").wait_for()
    assert carrier.report(placed)["dialled"] == [TRANSFERRED_TO.removeprefix("+")]
    the_caller_heard_everybody(carrier, placed)
    find_and_play(visitor, call_id, number)
    tells_who_stepped_in(visitor, account, call_id)


def bookings() -> Json:
    """Asks for a day and then waits for it, a minute long."""
    wishes = {"yes": ("day", ["yes", "yes please"]), "no": ("bye", ["no", "no thank you"])}
    return spec(
        ask("welcome", "Hello. Would you like to book an appointment?", wishes, "welcome"),
        ask("day", "On which day would you like to come?", {"monday": ("bye", ["on monday"])}, "day"),
        hang_up("bye", "Goodbye."),
        silence={"prompt_after_ms": 60000},
    )


def whispers_without_scrolling(visitor: Visitor) -> None:
    page, usual = visitor.page, visitor.page.viewport_size
    for window in WINDOWS:
        page.set_viewport_size(window)
        button = page.get_by_role("button", name="Say word for word").bounding_box()
        assert button["y"] + button["height"] <= window["height"], f"at {window}"
    page.set_viewport_size(usual)


def whisper(visitor: Visitor, text: str) -> None:
    visitor.page.get_by_label("Whisper", exact=True).fill(text)
    visitor.presses("Say word for word")
    visitor.hears()
    visitor.page.get_by_role("log").get_by_text(text).nth(1).wait_for()  # as an order, and then as it is said


def talks_and_hands_back(visitor: Visitor, account: Account, call_id: str) -> None:
    """The caller answers the manager, and who is on air hears nobody else."""
    visitor.presses("Take over")
    visitor.presses("Go on air")
    visitor.sees("You are on air")
    visitor.page.wait_for_function(sound.IS_SILENT)
    visitor.hears()
    visitor.page.wait_for_timeout(ROUND_MS)
    visitor.page.get_by_role("button", name="Hand back").click()
    visitor.sees("The agent talks again")
    wait_for(lambda: times_asked_for_a_day(account, call_id) > 1)


def times_asked_for_a_day(account: Account, call_id: str) -> int:
    return sum("On which day" in said["text"] for said in of_kind(account.events(call_id), "agent_said"))


def transfer(visitor: Visitor, to: str) -> None:
    visitor.presses("Transfer")
    dialog: Any = visitor.page.get_by_role("dialog")
    dialog.locator("[name=to]").fill(to)
    dialog.get_by_role("button", name="Transfer", exact=True).click()
    visitor.sees("The caller is being transferred")


def the_caller_heard_everybody(carrier: Carrier, placed: str) -> None:
    """What the operator's microphone heard reached them, and after it the agent asked again."""
    with wave.open(io.BytesIO(carrier.heard(placed))) as file:
        rate = file.getframerate()
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
    heard = " ".join(recognise_each(samples, rate, SENTENCES))
    before, spoke, after = heard.partition(MANAGER)
    assert spoke, heard
    assert DAY in before, heard
    assert DAY in after, heard


def find_and_play(visitor: Visitor, call_id: str, number: str) -> None:
    """The only one of its number in the list; its recording, and where the time of its answers went."""
    visitor.open(f"/calls?range=today&direction=inbound&number={number.replace('+', '%2B')}")
    visitor.page.get_by_role("row").filter(has_text="Transferred").click()
    visitor.page.wait_for_url(f"**/calls/{call_id}*")
    visitor.presses("Play")
    visitor.page.wait_for_function(sound.IS_PLAYING)
    visitor.page.get_by_role("tab", name="Latency").click()
    visitor.page.get_by_role("table", name="Response time of every turn").get_by_role("row").nth(1).wait_for()


def tells_who_stepped_in(visitor: Visitor, account: Account, call_id: str) -> None:
    """In the transcript of the page, and in the one that is downloaded, with the name of who it was."""
    name = account.get("/v1/me")["display_name"]
    for did in ("has the agent say", "takes the call over", "hands the call back", "transfers the caller"):
        visitor.page.get_by_role("log").get_by_text(f"{name} {did}").wait_for(state="attached")
    text = account.http.get(f"/v1/calls/{call_id}/transcript.txt").text
    assert f"* {name} takes the call over" in text
    assert f"* {name} transfers the caller to {TRANSFERRED_TO}" in text
