"""Somebody is invited, joins, and meets the limits of their role."""

import pytest

from tests.e2e.dashboard.visitor import Visitor, visiting
from tests.e2e.mesh import Account

PASSWORD = "a long enough phrase"


@pytest.mark.timeout(240)
def test_an_invited_viewer_joins_and_sees_what_they_may_not_do(visitor: Visitor, account: Account) -> None:
    visitor.sign_in()
    visitor.open("/settings/members")
    visitor.presses("Invite")
    dialog = visitor.page.get_by_role("dialog")
    visitor.fill(email="onlooker@example.com")
    dialog.get_by_text("Viewer", exact=True).click()
    dialog.get_by_role("button", name="Invite", exact=True).click()
    link = dialog.locator("code, input[readonly]").filter(has_text="/invitation").first
    link.wait_for()
    address = link.text_content()
    with visiting(visitor.page.context.browser, visitor.mesh) as invited:
        invited.page.goto(address)
        invited.fill(display_name="Asha", password=PASSWORD)
        invited.submit()
        invited.sees("Welcome, Asha")
        invited.open("/settings/api-keys")
        invited.page.get_by_text("Your role").first.wait_for()
        invited.open("/agents")
        invited.sees("Appointments")
        make = invited.page.get_by_role("button", name="New agent")
        assert make.count() == 0 or make.first.is_disabled()
        assert invited.complaints == []
    [role] = [
        each["role"]
        for each in account.get("/v1/members", page_size=500)["members"]
        if each["email"] == "onlooker@example.com"
    ]
    assert role == "ROLE_VIEWER"
