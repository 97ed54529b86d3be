"""An operator steps into a call, and finds it afterwards."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.carrier import Carrier
from tests.e2e.dashboard import sound
from tests.e2e.dashboard.visitor import Visitor
from tests.e2e.mesh import Account, Json
from tests.e2e.specs import ask, hang_up, spec

TRANSFERRED_TO = "+919800000188"


@pytest.mark.timeout(400)
def test_a_call_is_listened_to_whispered_to_taken_over_handed_back_and_transferred(
    speaking_visitor: Callable[..., Visitor],
    account: Account,
    carrier: Carrier,
    number_for: Callable[[Json], str],
) -> None:
    visitor = speaking_visitor("this is the manager speaking", 2.0)
    visitor.sign_in()
    visitor.open("/live")
    number = number_for(bookings())
    carrier.answer_with(TRANSFERRED_TO, {"wait": 3000})
    placed = carrier.call(number, "listen", {"say": "yes please"}, {"wait_hangup": 120000})
    call_id = account.call(placed)["id"]
    visitor.page.locator(f"a[href*='{call_id}']").first.click()
    visitor.arrives_at(f"/live/{call_id}")
    visitor.sees("On which day would you like to come?")
    visitor.presses("Listen")
    whisper(visitor, "We close at six today.")
    visitor.hears()
    visitor.presses("Take over")
    visitor.presses("Go on air")
    visitor.sees("You are on air")
    visitor.page.wait_for_timeout(3_000)
    visitor.page.get_by_role("button", name="Hand back").click()
    visitor.sees("The agent talks again")
    transfer(visitor, TRANSFERRED_TO)
    ended = account.ended(call_id)
    assert ended["end_reason"] == "END_REASON_TRANSFERRED"
    find_and_play(visitor, call_id)


def bookings() -> Json:
    """Asks for a day and then waits for it, a minute long."""
    wishes = {"yes": ("day", ["yes", "yes please"]), "no": ("bye", ["no", "no thank you"])}
    return spec(
        ask("welcome", "Hello. Would you like to book an appointment?", wishes, "welcome"),
        ask("day", "On which day would you like to come?", {"monday": ("bye", ["on monday"])}, "day"),
        hang_up("bye", "Goodbye."),
        silence={"prompt_after_ms": 60000},
    )


def whisper(visitor: Visitor, text: str) -> None:
    visitor.page.get_by_label("Whisper", exact=True).fill(text)
    visitor.presses("Say word for word")
    visitor.page.get_by_role("log").or_(visitor.page.locator("main")).get_by_text(text).first.wait_for()


def transfer(visitor: Visitor, to: str) -> None:
    visitor.presses("Transfer")
    dialog: Any = visitor.page.get_by_role("dialog")
    dialog.locator("[name=to]").fill(to)
    dialog.get_by_role("button", name="Transfer", exact=True).click()
    visitor.sees("The caller is being transferred")


def find_and_play(visitor: Visitor, call_id: str) -> None:
    """The newest of the list; its recording, and where the time of its answers went."""
    visitor.open("/calls?range=today&direction=inbound")
    visitor.page.locator("tbody tr").first.click()
    visitor.page.wait_for_url(f"**/calls/{call_id}*")
    visitor.presses("Play")
    visitor.page.wait_for_function(sound.IS_PLAYING)
    visitor.page.get_by_role("tab", name="Latency").click()
    visitor.page.get_by_role("table", name="Response time of every turn").get_by_role("row").nth(1).wait_for()
