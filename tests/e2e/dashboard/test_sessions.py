"""People come to the dashboard, stay, and leave."""

import pytest

from tests.e2e.dashboard.visitor import Visitor
from tests.e2e.mesh import Account
from tests.e2e.specs import reception

PASSWORD = "a long enough phrase"

pytestmark = pytest.mark.timeout(240)


def test_the_owner_signs_in_with_the_printed_password_and_sees_home(visitor: Visitor):
    visitor.open("/")
    visitor.sees("E-mail address")
    visitor.sign_in()
    visitor.sees("Talk to")
    assert "voicera" not in visitor.page.evaluate("document.cookie")


def test_a_wrong_password_is_said_where_one_is(visitor: Visitor):
    visitor.open("/sign-in")
    visitor.fill(email="owner@example.com", password="not the password")
    visitor.submit()
    visitor.page.get_by_role("alert").filter(has_text="is wrong").wait_for()
    assert visitor.path == "/sign-in"


def test_a_session_that_has_run_out_is_renewed_unnoticed(visitor: Visitor):
    visitor.sign_in()
    visitor.page.context.clear_cookies(name="voicera_access")
    visitor.open("/numbers")
    visitor.sees("Clinic reception")
    assert visitor.path == "/numbers"


def test_a_session_that_has_ended_leads_to_sign_in_and_back(visitor: Visitor):
    visitor.sign_in()
    visitor.page.context.clear_cookies()
    visitor.open("/numbers")
    visitor.sees("E-mail address")
    visitor.sign_in()
    visitor.arrives_at("/numbers")
    visitor.sees("Clinic reception")


def test_a_session_that_ends_over_unsaved_edits_takes_none_of_them(visitor: Visitor, account: Account):
    agent_id = account.post("/v1/agents", {"display_name": "Late shift", "draft": reception()})["id"]
    visitor.sign_in()
    visitor.open(f"/agents/{agent_id}?node=:start")
    greeting = visitor.page.get_by_label("Greeting")
    greeting.fill("We are open.")
    visitor.sees("Saved")
    end_newest_session(account)
    visitor.page.context.clear_cookies(name="voicera_access")
    greeting.fill("We are open late.")
    again = visitor.page.get_by_role("dialog", name="Sign in again")
    again.get_by_label("Password", exact=True).fill(visitor.mesh.credentials["password"])
    again.get_by_role("button", name="Sign in").click()
    again.wait_for(state="hidden")
    visitor.page.get_by_role("status").filter(has_text="Saved").wait_for()
    assert (visitor.path, greeting.input_value()) == (f"/agents/{agent_id}", "We are open late.")
    assert account.get(f"/v1/agents/{agent_id}")["draft"]["greeting"] == "We are open late."


def end_newest_session(account: Account) -> None:
    """That of the visitor, who is the same person as the account."""
    sessions = account.get("/v1/me/sessions", page_size=500)["sessions"]
    newest = max((each for each in sessions if not each["is_current"]), key=lambda each: each["created_at"])
    assert account.http.delete(f"/v1/me/sessions/{newest['id']}").is_success


def test_who_signs_out_is_out(visitor: Visitor):
    visitor.sign_in()
    visitor.page.get_by_role("button", name="Your account").click()
    visitor.page.get_by_role("menuitem", name="Sign out").click()
    visitor.sees("E-mail address")
    assert not [each for each in visitor.page.context.cookies() if each["name"].startswith("voicera")]


def test_an_invited_person_joins_by_the_link_and_sees_what_their_role_shows(
    visitor: Visitor, account: Account
):
    invited = account.post("/v1/invitations", {"email": "viewer@example.com", "role": "ROLE_VIEWER"})
    visitor.page.goto(invited["link"]["url"])
    visitor.fill(display_name="Asha", password="short")
    assert "token" not in visitor.page.url
    visitor.submit()
    visitor.page.locator("[name=password][aria-invalid=true]").wait_for()
    visitor.fill(password=PASSWORD)
    visitor.submit()
    visitor.sees("Welcome, Asha")
    visitor.open("/numbers")
    visitor.sees("Clinic reception")
    assert visitor.page.get_by_role("button", name="Add number").is_disabled()


def test_a_forgotten_password_is_reset_by_the_link(visitor: Visitor, account: Account):
    invited = account.post("/v1/invitations", {"email": "forgetful@example.com", "role": "ROLE_OPERATOR"})
    token = invited["link"]["url"].partition("#token=")[2]
    account.post("/v1/auth:acceptInvitation", {"token": token, "password": "the first phrase of all"})
    [user_id] = [
        each["user_id"]
        for each in account.get("/v1/members", page_size=500)["members"]
        if each["email"] == "forgetful@example.com"
    ]
    link = account.post(f"/v1/members/{user_id}:createPasswordResetLink")
    visitor.page.goto(link["url"])
    visitor.fill(password=PASSWORD)
    visitor.submit()
    visitor.sees("Your password is changed.")
    visitor.sign_in("forgetful@example.com", PASSWORD)
    visitor.sees("Talk to")


def test_a_preference_is_kept_and_the_page_follows_it_from_the_start(visitor: Visitor):
    visitor.sign_in()
    visitor.page.get_by_role("button", name="Your account").click()
    visitor.page.get_by_role("menuitemradio", name="Dark").click()
    visitor.page.get_by_role("menuitemradio", name="हिन्दी").click()
    visitor.sees("स्वागत है")
    visitor.open("/numbers")
    visitor.sees("नंबर जोड़ें")
    html = visitor.page.locator("html")
    assert (html.get_attribute("lang"), html.get_attribute("data-theme")) == ("hi", "dark")


def test_a_number_that_is_none_is_complained_about_at_its_field(visitor: Visitor):
    visitor.sign_in()
    visitor.open("/numbers")
    visitor.page.get_by_role("button", name="Add number").first.click()
    visitor.fill(e164="123")
    visitor.page.get_by_role("dialog").get_by_role("button", name="Add number").click()
    field = visitor.page.locator("[name=e164][aria-invalid=true]")
    field.wait_for()
    assert field.evaluate("each => each === document.activeElement")


def test_a_lost_connection_is_said_takes_nothing_away_and_comes_back_by_itself(visitor: Visitor):
    visitor.sign_in()
    visitor.sees("Talk to")
    visitor.page.context.set_offline(True)
    visitor.sees("The connection is lost.")
    visitor.page.get_by_role("link", name="Numbers").first.click()
    visitor.sees("Talk to")
    assert visitor.path == "/"
    visitor.page.context.set_offline(False)
    visitor.sees("Connected again")
    visitor.page.get_by_role("link", name="Numbers").first.click()
    visitor.sees("Clinic reception")


def test_keys_lead_to_places_and_the_palette_finds_commands(visitor: Visitor):
    visitor.sign_in()
    visitor.sees("Talk to")
    visitor.page.keyboard.press("g")
    visitor.page.keyboard.press("n")
    visitor.arrives_at("/numbers")
    visitor.page.keyboard.press("Control+k")
    visitor.page.get_by_placeholder("Where to, or what to do?").fill("add num")
    visitor.page.keyboard.press("Enter")
    visitor.page.get_by_role("dialog").get_by_text("Add a number").wait_for()
