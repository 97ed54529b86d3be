"""Agents are made, drawn, tried and published in the dashboard."""

import pytest

from tests.e2e.dashboard.conftest import Visitor
from tests.e2e.mesh import Account

pytestmark = pytest.mark.timeout(240)


def agent_id(account: Account, name: str = "Appointments") -> str:
    agents = account.get("/v1/agents")["agents"]
    return next(each["id"] for each in agents if each["display_name"] == name)


def test_an_agent_begun_from_a_template_can_be_published_and_deleted(visitor: Visitor):
    visitor.sign_in()
    visitor.open("/agents?create=appointment")
    visitor.page.get_by_label("Name").fill("Front desk")
    visitor.page.get_by_role("button", name="Create agent").click()
    visitor.sees("No problems")
    visitor.page.get_by_role("button", name="Publish").click()
    visitor.page.get_by_role("dialog").get_by_role("button", name="Publish").click()
    visitor.sees("Revision 1 is live")
    visitor.open("/agents")
    visitor.page.get_by_role("button", name="Actions for Front desk").click()
    visitor.page.get_by_role("menuitem", name="Delete agent").click()
    visitor.page.get_by_label("Type Front desk to confirm").fill("Front desk")
    visitor.page.get_by_role("dialog").get_by_role("button", name="Delete agent").click()
    visitor.sees("Front desk is deleted")


def test_a_problem_is_said_at_its_field_and_undo_solves_it(visitor: Visitor, account: Account):
    visitor.sign_in()
    visitor.open(f"/agents/{agent_id(account)}?node=hours")
    said = visitor.page.get_by_label("Says", exact=True)
    said.fill("")
    visitor.sees("1 problem")
    visitor.sees("Something must stand here")
    visitor.page.keyboard.press("Control+z")
    visitor.sees("No problems")
    assert "open" in said.input_value()


def test_a_draft_is_tried_in_writing(visitor: Visitor, account: Account):
    visitor.sign_in()
    visitor.open(f"/agents/{agent_id(account)}?test=text")
    visitor.page.get_by_role("button", name="Begin").click()
    visitor.sees("How can I help you today?")
    visitor.page.get_by_label("Say something").fill("i need a cleaning")
    visitor.page.keyboard.press("Enter")
    visitor.sees("On which day would you like to come?")


def test_a_draft_is_talked_to_from_the_browser(visitor: Visitor, account: Account):
    """Chromium's own microphone beeps; keys say what it cannot."""
    visitor.page.context.grant_permissions(["microphone"])
    visitor.sign_in()
    visitor.open(f"/agents/{agent_id(account)}?test=voice")
    visitor.page.get_by_role("button", name="Start call").click()
    visitor.page.get_by_role("button", name="Keypad").click()
    visitor.sees("Listens")
    visitor.page.get_by_role("button", name="2", exact=True).click()
    visitor.sees("Would you like to book an appointment?")
    visitor.page.get_by_role("button", name="Hang up").click()
    visitor.sees("The call is over.")
