"""Agents are made, drawn, tried and published in the dashboard."""

from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from tests.e2e.contracts import Caller, rpc_named
from tests.e2e.dashboard.conftest import Visitor
from tests.e2e.dashboard.visitor import visiting
from tests.e2e.mesh import Account, Json, wait_for
from tests.e2e.specs import hang_up, reception, say, spec
from voicera.agents.v1.agent_service_pb2 import ResolveCallRequest

PASSWORD = "a long enough phrase"

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


def test_a_survey_tried_in_writing_takes_ratings_only_and_goes_back_to_an_earlier_answer(visitor: Visitor):
    visitor.sign_in()
    visitor.open("/agents?create=survey")
    visitor.page.get_by_label("Name").fill("After the visit")
    visitor.presses("Create agent")
    visitor.sees("No problems")
    visitor.presses("Test")
    visitor.page.get_by_role("tab", name="In writing").click()
    visitor.presses("Begin")
    conversation = visitor.page.get_by_role("complementary", name="Test")
    for answer, reply in (
        ("seven", "Please say a number from one to five, or press its key."),
        ("9", "Please say a number from one to five, or press its key."),
        ("two", "how happy are you with the waiting time?"),
        ("4", "What should we do better?"),
        ("more chairs", "We are sorry and will call you back."),
    ):
        answers(visitor, answer)
        conversation.get_by_text(reply).last.wait_for()
    conversation.get_by_role("listitem").filter(has_text="9").hover()
    conversation.get_by_role("button", name="Go back to here").nth(2).click()
    answers(visitor, "five")
    conversation.get_by_text("how happy are you with the waiting time?").wait_for()
    assert conversation.get_by_text("more chairs").count() == 0


def answers(visitor: Visitor, text: str) -> None:
    visitor.page.get_by_label("Say something").fill(text)
    visitor.page.keyboard.press("Enter")


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


def test_keys_take_back_and_bring_again_what_is_done_to_the_graph(visitor: Visitor, account: Account):
    visitor.sign_in()
    visitor.open(f"/agents/{draft(account, 'By keys', reception())['id']}")
    booked = visitor.page.locator(".react-flow__node[data-id=booked]")
    booked.click()
    booked.focus()
    visitor.page.keyboard.press("Delete")
    booked.wait_for(state="detached")
    visitor.page.keyboard.press("Control+z")
    booked.wait_for()
    visitor.page.keyboard.press("Control+Shift+z")
    booked.wait_for(state="detached")
    visitor.page.keyboard.press("Control+z")
    booked.wait_for()


def draft(account: Account, name: str, content: Json) -> Json:
    return account.post("/v1/agents", {"display_name": name, "draft": content})


@pytest.fixture
def colleague(visitor: Visitor, account: Account) -> Iterator[Visitor]:
    """Another person, in a browser window of their own."""
    invited = account.post("/v1/invitations", {"email": "colleague@example.com", "role": "ROLE_ADMIN"})
    token = invited["link"]["url"].partition("#token=")[2]
    account.post("/v1/auth:acceptInvitation", {"token": token, "password": PASSWORD})
    with visiting(visitor.page.context.browser, visitor.mesh) as other:
        other.sign_in("colleague@example.com", PASSWORD)
        yield other
    assert other.complaints == []


def test_two_people_edit_one_agent_and_are_only_asked_about_what_both_changed(
    visitor: Visitor, colleague: Visitor, account: Account
):
    agent = draft(
        account, "Shared desk", spec(say("hours", "From nine to six.", "bye"), hang_up("bye", "Goodbye."))
    )
    visitor.sign_in()
    for each in (visitor, colleague):
        each.open(f"/agents/{agent['id']}?node=hours")
        each.page.get_by_label("Says", exact=True).wait_for()

    colleague.page.get_by_label("Name", exact=True).fill("Opening hours")
    kept(account, agent, lambda node: node["title"] == "Opening hours")
    visitor.page.get_by_label("Says", exact=True).fill("From ten to five.")
    visitor.sees("A change of somebody else came in")
    kept(
        account,
        agent,
        lambda node: (node["title"], node["say"]["text"]) == ("Opening hours", "From ten to five."),
    )
    assert visitor.page.get_by_label("Name", exact=True).input_value() == "Opening hours"

    colleague.page.get_by_label("Says", exact=True).fill("From eight to four.")
    question = colleague.page.get_by_role("dialog", name="Somebody else saved meanwhile")
    choice = question.get_by_role("radiogroup", name="Opening hours")
    shown = choice.inner_text()
    assert all(text in shown for text in ("From nine to six.", "From ten to five.", "From eight to four."))
    choice.get_by_role("radio", name="Yours").check()
    question.get_by_role("button", name="Save", exact=True).click()
    kept(account, agent, lambda node: node["say"]["text"] == "From eight to four.")


def kept(account: Account, agent: Json, is_so: Callable[[Json], bool]) -> None:
    """Wait until the first node is so at the service."""
    wait_for(lambda: is_so(account.get(f"/v1/agents/{agent['id']}")["draft"]["graph"]["nodes"][0]))


def test_a_share_of_the_calls_goes_to_another_revision_until_one_is_made_live(
    visitor: Visitor, account: Account, caller: Caller
):
    agent = account.publish("Trial desk", spec(hang_up("bye", "One.")))
    visitor.sign_in()
    visitor.open(f"/agents/{agent}?node=bye")
    visitor.page.get_by_label("Says before").fill("Two.")
    visitor.presses("Publish")
    visitor.page.get_by_role("dialog").get_by_role("button", name="Publish", exact=True).click()
    visitor.sees("Revision 2 is live")
    visitor.follows("History")
    visitor.presses("Try a revision")
    share = visitor.page.get_by_role("slider", name="Share of the calls")
    share.focus()
    for _ in range(4):
        visitor.page.keyboard.press("PageUp")
    visitor.presses("Send 50%")
    visitor.sees("Revision 1: 50%")
    assert account.get(f"/v1/agents/{agent}")["rollout"] == {"number": 1, "percent": 50}
    token = caller.service_token(account.get("/v1/me")["organization_id"])
    answered = answering(caller, token, agent, calls=60)
    assert answered.keys() == {1, 2}
    assert 10 < answered[1] < 50
    visitor.page.get_by_role("list", name="Revisions").get_by_text("Revision 1").click()
    visitor.presses("Make live")
    visitor.page.get_by_role("dialog").get_by_role("button", name="Make live").click()
    visitor.sees("Revision 1 is live")
    rolled_back = account.get(f"/v1/agents/{agent}")
    assert (rolled_back["live_revision"], rolled_back.get("rollout")) == (1, None)
    assert answering(caller, token, agent, calls=10).keys() == {1}


def answering(caller: Caller, token: str, agent_id: str, calls: int) -> Counter[int]:
    """Count the revisions that so many calls are answered by."""
    rpc = rpc_named("agents.v1.AgentService/ResolveCall")
    request = ResolveCallRequest(agent_id=agent_id)
    return Counter(caller.ask(rpc, request, token).messages[0].agent_revision for _ in range(calls))
