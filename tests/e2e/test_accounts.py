"""People through Envoy: from signing up to being removed."""

import time
from ipaddress import ip_address

import httpx
import pytest

from tests.e2e.mesh import Account, Json, Mesh, wait_for

PASSWORD = "seven mangoes"
CLAIMED = "203.0.113.9"
BROWSER = {"user-agent": "Firefox", "x-forwarded-for": CLAIMED}


@pytest.fixture(scope="module")
def anybody(mesh: Mesh) -> httpx.Client:
    return mesh.client(mesh.public_url)


@pytest.fixture(scope="module")
def owner(mesh: Mesh, anybody: httpx.Client) -> Account:
    wish = {"email": fresh_address(), "password": PASSWORD, "organization_name": "Moonrise"}
    return signed_in(mesh, anybody.post("/v1/auth:signUp", json=wish, headers=BROWSER))


def signed_in(mesh: Mesh, answer: httpx.Response) -> Account:
    assert answer.is_success, answer.text
    client = mesh.client(mesh.public_url)
    client.headers["authorization"] = f"Bearer {answer.json()['access_token']}"
    return Account(client)


def fresh_address() -> str:
    return f"person-{time.monotonic_ns()}@example.com"


def token_in(link: Json) -> str:
    return str(link["url"]).partition("#token=")[2]


def join(mesh: Mesh, anybody: httpx.Client, owner: Account, role: str) -> Account:
    made = owner.post("/v1/invitations", {"email": fresh_address(), "role": role})
    body = {"token": token_in(made["link"]), "password": PASSWORD}
    return signed_in(mesh, anybody.post("/v1/auth:acceptInvitation", json=body))


def test_a_session_shows_the_address_envoy_saw_and_not_the_one_a_client_claims(owner):
    """Of a loopback connection Envoy says the machine's own address."""
    [session] = owner.get("/v1/me/sessions")["sessions"]
    assert (session["user_agent"], session["is_current"]) == ("Firefox", True)
    assert ip_address(session["address"]) != ip_address(CLAIMED)


def test_who_is_removed_is_soon_refused_by_every_service(mesh, anybody, owner):
    person = join(mesh, anybody, owner, "ROLE_OPERATOR")
    me = person.get("/v1/me")
    assert me["role"] == "ROLE_OPERATOR"
    assert person.http.get("/v1/agents").is_success
    assert owner.http.delete(f"/v1/members/{me['user_id']}").is_success
    for path in ("/v1/agents", "/v1/calls", "/v1/me"):
        refused = wait_for(lambda path=path: refusal(person.http.get(path)), 40)
        assert refused["details"][0]["reason"] == "SESSION_ENDED"
    assert me["user_id"] not in str(owner.get("/v1/members"))


def refusal(answer: httpx.Response) -> Json | None:
    return answer.json() if answer.status_code == 401 else None


def test_an_administrators_link_replaces_a_lost_password(mesh, anybody, owner):
    person = join(mesh, anybody, owner, "ROLE_VIEWER").get("/v1/me")
    link = owner.post(f"/v1/members/{person['user_id']}:createPasswordResetLink")
    body = {"token": token_in(link), "password": "eight mangoes"}
    assert anybody.post("/v1/auth:resetPassword", json=body).is_success
    assert mesh.account(person["email"], "eight mangoes")
    again = anybody.post("/v1/auth:resetPassword", json=body)
    assert (again.status_code, again.json()["details"][0]["reason"]) == (400, "LINK_INVALID")


def test_guessing_is_answered_with_when_to_come_back(anybody):
    guess = {"email": fresh_address(), "password": "wrong password"}
    for _ in range(5):
        assert anybody.post("/v1/auth:signIn", json=guess).status_code == 401
    refused = anybody.post("/v1/auth:signIn", json=guess)
    details = refused.json()["details"]
    assert (refused.status_code, details[0]["reason"]) == (429, "TOO_MANY_ATTEMPTS")
    assert any("retryDelay" in each or "retry_delay" in each for each in details)


def test_the_sign_in_page_learns_what_there_is(anybody):
    options = anybody.get("/v1/auth:options").json()
    assert (options["sign_up_open"], options["mails_links"]) == (True, False)
    assert anybody.post("/v1/auth:requestPasswordReset", json={"email": fresh_address()}).json() == {}
