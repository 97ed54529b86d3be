"""A newcomer's first two minutes, and what they find of them afterwards."""

import time
from collections.abc import Callable

import pytest

from tests.e2e.dashboard.visitor import Visitor
from tests.e2e.mesh import Account, wait_for

FIRST_CONVERSATION_S = 120


@pytest.mark.timeout(300)
def test_a_newcomer_hears_an_agent_and_is_heard_within_two_minutes(
    speaking_visitor: Callable[..., Visitor], account: Account, counts: dict[str, str]
) -> None:
    visitor = speaking_visitor(9.0, "i would like to book an appointment", 12.0)
    began = time.monotonic()
    visitor.sign_in()
    visitor.follows("Talk to")
    visitor.presses("Start call")
    visitor.hears()
    took_s = time.monotonic() - began
    counts["from the sign-in page to an agent's voice"] = f"{took_s:.0f} s"
    assert took_s < FIRST_CONVERSATION_S
    transcript = visitor.page.get_by_role("log")
    transcript.get_by_text("Agent:").first.wait_for()
    # What is only being recognized has no speaker yet.
    heard = transcript.locator("p", has_text="You:").filter(has_text="i would like")
    heard.first.wait_for(timeout=60_000)
    visitor.presses("Hang up")
    visitor.sees("The call is over.")
    call = wait_for(lambda: newest_browser_call(account))
    ended = account.ended(call)
    assert ended["turns"] >= 1
    visitor.open("/")
    visitor.sees("Recent calls")
    visitor.page.locator(f"a[href='/calls/{call}']").first.wait_for()


def newest_browser_call(account: Account) -> str:
    found = account.get("/v1/calls", direction="DIRECTION_BROWSER", page_size=1)["calls"]
    return str(found[0]["id"]) if found else ""
