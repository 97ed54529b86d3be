"""An organization is set up in the dashboard: keys, members, the carrier and its numbers."""

import time

import httpx
import pytest

from tests.e2e.belongings import PASSWORD, joined
from tests.e2e.carrier import Carrier, carrier_keys
from tests.e2e.conftest import NOBODY
from tests.e2e.dashboard.conftest import Visitor
from tests.e2e.mesh import Account, Mesh, wait_for
from tests.e2e.specs import reception

FREE = "+918045993001"
ANOTHER = "http://127.0.0.1:9/another"
CHECKS = "telephony.v1.CarrierService/CheckCarrier"

pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def founder(visitor: Visitor, mesh: Mesh) -> Account:
    """The owner of a new organization, who is the visitor, too."""
    email = f"founder-{time.monotonic_ns()}@example.com"
    wish = {"email": email, "password": PASSWORD, "organization_name": "Founded"}
    assert mesh.client(mesh.public_url).post("/v1/auth:signUp", json=wish).is_success
    visitor.sign_in(email, PASSWORD)
    return mesh.account(email, PASSWORD)


def test_a_key_made_in_the_settings_opens_what_was_ticked_and_no_more(
    visitor: Visitor, mesh: Mesh, founder: Account
):
    visitor.open("/settings/api-keys?show=new")
    visitor.fill(display_name="Reports")
    visitor.page.get_by_role("checkbox", name="See calls and transcripts").click()
    visitor.page.get_by_role("button", name="Create key").last.click()
    secret = visitor.page.get_by_role("dialog").locator("pre").first.inner_text()
    bearer = {"Authorization": f"Bearer {secret}"}
    client = mesh.client(mesh.public_url)
    assert client.get("/v1/calls", headers=bearer).is_success
    assert client.get("/v1/members", headers=bearer).status_code == httpx.codes.FORBIDDEN
    visitor.page.get_by_text("I have kept the secret").click()
    visitor.page.get_by_role("button", name="Done").click()
    visitor.sees("Reports")
    assert secret not in visitor.page.content()


def test_a_role_is_changed_and_found_in_the_audit_log(visitor: Visitor, mesh: Mesh, founder: Account):
    joined(mesh, founder, "viewer")
    visitor.open("/settings/members")
    visitor.page.get_by_role("combobox", name="Role of").click()
    visitor.page.get_by_role("option", name="Operator").click()
    visitor.page.get_by_role("button", name="Change role").click()
    visitor.sees("is now: Operator")
    visitor.open("/settings/audit?action=auth.v1.MemberService/ChangeMemberRole")
    visitor.page.get_by_role("cell", name="Changed a role").click()
    visitor.sees("Operator")
    assert "entry=audit_" in visitor.page.url


def test_what_a_role_may_not_open_says_which_role_may(visitor: Visitor, account: Account):
    invited = account.post("/v1/invitations", {"email": "reader@example.com", "role": "ROLE_VIEWER"})
    visitor.page.goto(invited["link"]["url"])
    visitor.fill(display_name="Reader", password=PASSWORD)
    visitor.submit()
    visitor.sees("Welcome, Reader")
    visitor.open("/settings/audit")
    visitor.sees("It needs: Administrator")
    visitor.open("/settings/organization")
    visitor.page.locator("[name=display_name]:disabled").wait_for()


def test_a_number_of_the_connected_carrier_is_answered_by_the_agent_chosen_for_it(
    visitor: Visitor, mesh: Mesh, carrier: Carrier, founder: Account
):
    founder.publish("Front desk", reception())
    carrier.rent(FREE, "")
    keys = carrier_keys(mesh)
    visitor.open("/numbers/carrier")
    visitor.fill(auth_id=keys["auth_id"], auth_token="mistyped")
    visitor.submit()
    visitor.sees("The keys are wrong")
    for field in ("auth_id", "auth_token"):
        visitor.page.locator(f"[name={field}][aria-invalid=true]").wait_for()
    visitor.fill(**keys)
    visitor.submit()
    visitor.sees("The carrier accepts the keys")
    row = visitor.page.get_by_role("row").filter(has_text="+91 80459 93001")
    row.get_by_role("button", name="Use here").click()
    dialog = visitor.page.get_by_role("dialog")
    dialog.get_by_role("combobox", name="Agent").click()
    visitor.page.get_by_role("option", name="Front desk").click()
    dialog.get_by_role("button", name="Add number").click()
    visitor.sees("its calls come here now")
    placed = carrier.call_as_routed(FREE, "listen", {"say": "yes please"}, {"wait_hangup": 20000})
    assert carrier.report(placed)["ok"]
    assert founder.ended(founder.call(placed)["id"])["disposition"] == "booked"
    carrier.rent(FREE, ANOTHER)
    visitor.open("/numbers/carrier")
    visitor.sees("Calls to a number of yours do not come here")
    visitor.sees(f"leads to {ANOTHER}")
    checks = founder.get("/v1/auditEntries", action=CHECKS, page_size=500)["entries"]
    row.get_by_role("button", name="Send calls here").click()
    visitor.page.get_by_role("dialog").get_by_role("button", name="Send calls here").click()
    visitor.sees("Its calls come here now")
    visitor.page.reload()
    visitor.sees("The carrier accepts the keys")
    asked = founder.get("/v1/auditEntries", action=CHECKS, page_size=500)["entries"]
    assert len(asked) == len(checks)
    visitor.page.get_by_role("button", name="Check again").click()
    wait_for(lambda: len(founder.get("/v1/auditEntries", action=CHECKS)["entries"]) > len(checks))
    # Entries come in order: one of a page that looks by itself would have come before.
    logged = founder.get("/v1/auditEntries", action=CHECKS, page_size=500)["entries"]
    assert len(logged) == len(checks) + 1


def test_a_voice_is_heard_and_a_provider_tested(visitor: Visitor, founder: Account):
    visitor.open("/integrations?adapter=espeak&kind=tts")
    visitor.page.get_by_role("tab", name="Test").click()
    visitor.page.get_by_role("button", name="Test now").click()
    visitor.sees("It works")
    visitor.page.get_by_role("tab", name="Voices").click()
    visitor.page.get_by_role("button", name="Hear").first.click()
    visitor.page.get_by_role("button", name="Stop").wait_for()


def test_a_server_that_does_not_run_is_shown_with_its_address_and_never_as_ready(
    visitor: Visitor, founder: Account
):
    visitor.open("/integrations?state=unreachable&modality=llm")
    card = visitor.page.get_by_role("article").filter(has_text="vLLM")
    card.get_by_text(f"Not reachable at {NOBODY}").wait_for()
    assert card.get_by_text("Ready").count() == 0
    card.get_by_role("button", name="vLLM").click()
    visitor.sees("set VOICERA_VLLM_BASE_URL to where it runs")
