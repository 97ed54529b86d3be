"""A conversation gets a branch, is published with it, and takes it in a call."""

from typing import Any

import pytest

from tests.e2e.carrier import Carrier
from tests.e2e.dashboard.visitor import Visitor
from tests.e2e.mesh import Account

NUMBER = "+918045997001"


@pytest.mark.timeout(300)
def test_an_agent_is_built_with_a_branch_published_and_takes_it_in_a_call(
    visitor: Visitor, account: Account, carrier: Carrier
) -> None:
    visitor.sign_in()
    visitor.open("/agents?create=blank")
    visitor.page.get_by_label("Name").fill("Opening hours")
    visitor.presses("Create agent")
    visitor.sees("No problems")
    add_step(visitor, "We are open from nine to six.")
    lead_there(visitor, "hours", "when are you open", "hang_up")
    visitor.sees("No problems")
    visitor.presses("Publish")
    visitor.page.get_by_role("dialog").get_by_role("button", name="Publish", exact=True).click()
    visitor.sees("Revision 1 is live")
    carrier.rent(NUMBER)
    account.attach(NUMBER, visitor.path.rpartition("/")[2])
    placed = carrier.call(NUMBER, "listen", {"say": "when are you open"}, {"wait_hangup": 30000})
    report = carrier.report(placed)
    assert report["ok"], report["errors"]
    call = account.ended(account.call(placed)["id"])
    assert ("agent", "We are open from nine to six.") in account.transcript(call["id"])


def add_step(visitor: Visitor, farewell: str) -> None:
    """A step that says this and hangs up."""
    visitor.presses("Add step")
    visitor.page.get_by_role("menuitem", name="Hang up").click()
    visitor.page.get_by_label("Says before").fill(farewell)


def lead_there(visitor: Visitor, intent: str, example: str, target: str) -> None:
    """A new way out of the first step, for callers who say the example; its name is what one types first."""
    first = visitor.page.locator(".react-flow__node", has_text="welcome").first
    first.get_by_role("button", name="New way out").click()
    ways = visitor.page.get_by_role("region", name="Where it goes")
    expect_focus(ways.get_by_label("Name", exact=True))
    visitor.page.keyboard.type(intent)
    ways.get_by_label("Ways to say it").click()
    ways.get_by_role("textbox", name="Ways to say it").fill(example)
    ways.get_by_label("Leads to").click()
    visitor.page.get_by_role("option").filter(has_text=target).click()


def expect_focus(field: Any) -> None:
    field.wait_for()
    field.page.wait_for_function("each => each === document.activeElement", arg=field.element_handle())
