"""Whatever is handed to a running mesh in confidence is in none of its logs, also where things go wrong."""

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pyotp
import pytest
from websockets.sync.client import connect

from tests.e2e.belongings import fresh_address, token_in
from tests.e2e.carrier import Carrier
from tests.e2e.contracts import Caller, rpc_named
from tests.e2e.fakes.provider import Provider, running_provider
from tests.e2e.logs import leaks, logs_of
from tests.e2e.mesh import Account, Json, Mesh, running_mesh, wait_for
from tests.e2e.specs import ask, collect_digits, hang_up, spec
from voicera.auth.v1.token_service_pb2 import IssueServiceTokenRequest

OURS = "+918045990017"
CALLER = "919811223344"
CALLEE = "+919822334455"
STRANGER = "+919833445566"
DIGITS = "73910648"
SPOKEN = "tangerine pelican"
TYPED_PASSWORD = "not-the-right-password-5521"
CHOSEN_PASSWORD = "forty purple wheelbarrows"
RESET_PASSWORD = "fifty yellow wheelbarrows"
VENDOR_KEY = f"sk-live-{secrets.token_hex(16)}"
WRONG_TOKEN = secrets.token_hex(20)
WRONG_ACCOUNT = "MA_WRONG00001"
CLIENT_SECRET = secrets.token_hex(24)
CODE = f"code-{secrets.token_hex(12)}"


@dataclass(frozen=True)
class Talkative:
    mesh: Mesh
    provider: Provider


@pytest.fixture(scope="module")
def talkative(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Talkative]:
    """A mesh of its own that logs everything it would ever log, and the identity provider it asks."""
    with running_provider() as provider:
        settings = {
            "VOICERA_LOG_LEVEL": "debug",
            "VOICERA_OIDC_ISSUER": provider.issuer,
            "VOICERA_OIDC_CLIENT_ID": "voicera",
            "VOICERA_OIDC_CLIENT_SECRET": CLIENT_SECRET,
        }
        with running_mesh(tmp_path_factory.mktemp("talkative"), **settings) as mesh:
            yield Talkative(mesh, provider)


def test_no_log_holds_what_is_not_to_be_read(talkative: Talkative) -> None:
    mesh = talkative.mesh
    account = mesh.account()
    planted = {
        *signing_in(mesh, account),
        *refreshing(mesh),
        *in_a_browser(mesh),
        *by_links(mesh, account),
        *at_the_provider(mesh, talkative.provider),
        *as_a_service(mesh),
        *credentials(account),
        *calls(mesh, account),
        *owner_of(mesh).values(),
        *secret_files(mesh.data_dir),
    }
    assert min(map(len, planted)) >= 8
    assert sum(map(len, logs_of(mesh.data_dir).values())) > 2_000
    found = leaks(mesh.data_dir, planted)
    assert not found, "\n".join(found)


def signing_in(mesh: Mesh, account: Account) -> list[str]:
    """Use passwords, tokens and API keys, well and badly; return what must stay secret."""
    client = mesh.client(mesh.public_url)
    email, nobody = mesh.credentials["email"], fresh_address("nobody")
    for body in (
        {"email": email, "password": TYPED_PASSWORD},
        {"email": nobody, "password": TYPED_PASSWORD},
        {"email": 5, "password": TYPED_PASSWORD},
    ):
        assert client.post("/v1/auth:signIn", json=body).is_client_error
    made = account.post("/v1/apiKeys", {"display_name": "For a partner", "scopes": ["calls.read"]})
    key = str(made["secret"])
    for header in (f"Bearer {key}", f"Bearer {key}x", f"Basic {key}"):
        client.get("/v1/calls", headers={"authorization": header})
        client.get("/v1/agents", headers={"authorization": header})
    client.get("/v1/calls", headers={"authorization": f"Bearer {account.token}x"})
    return [TYPED_PASSWORD, nobody, key, account.token]


def owner_of(mesh: Mesh) -> dict[str, str]:
    """What the owner types to sign in."""
    return {name: mesh.credentials[name] for name in ("email", "password")}


def refreshing(mesh: Mesh) -> list[str]:
    """Use refresh tokens, also again and when they are none; return the tokens."""
    client = mesh.client(mesh.public_url)
    first = client.post("/v1/auth:signIn", json=owner_of(mesh)).json()["refresh_token"]
    second = client.post("/v1/auth:refresh", json={"refresh_token": first}).json()["refresh_token"]
    third = client.post("/v1/auth:refresh", json={"refresh_token": second}).json()["refresh_token"]
    for token in (first, f"{second}x", third):
        assert client.post("/v1/auth:refresh", json={"refresh_token": token}).is_client_error
    client.post("/v1/auth:signOut", json={"refresh_token": third})
    return [first, second, third]


def in_a_browser(mesh: Mesh) -> list[str]:
    """Use the cookies of a session, well and badly; return them."""
    browser = mesh.client(mesh.public_url)
    browser.headers["origin"] = mesh.public_url
    seen = []
    for path, body in (("signIn", owner_of(mesh)), ("refresh", {})):
        assert browser.post(f"/session/{path}", json=body).is_success
        seen += list(browser.cookies.values())
        assert browser.get("/v1/me").is_success
    wrong = {"cookie": f"voicera_access={seen[0]}x; voicera_refresh={seen[1]}x"}
    assert httpx.get(f"{mesh.public_url}/session", headers=wrong).is_client_error
    assert browser.post("/session/signOut").is_success
    return seen


def by_links(mesh: Mesh, account: Account) -> list[str]:
    """Come in by an invitation and a reset link, used twice, and with a second factor; return what was given out."""
    client, email = mesh.client(mesh.public_url), fresh_address("somebody")
    invitation = token_in(account.post("/v1/invitations", {"email": email, "role": "ROLE_VIEWER"})["link"])
    use_up(client, "acceptInvitation", invitation, CHOSEN_PASSWORD)
    person = mesh.account(email, CHOSEN_PASSWORD)
    user_id = person.get("/v1/me")["user_id"]
    reset = token_in(account.post(f"/v1/members/{user_id}:createPasswordResetLink"))
    use_up(client, "resetPassword", reset, RESET_PASSWORD)
    factor = second_factor(mesh, email)
    secret_parts = [token.rpartition(".")[2] for token in (invitation, reset)]
    return [email, CHOSEN_PASSWORD, RESET_PASSWORD, *secret_parts, *factor]


def use_up(client: httpx.Client, method: str, token: str, password: str) -> None:
    """With a wrong token, a weak password, as one should, and again."""
    tries = ((f"{token}x", password), (token, "short"), (token, password), (token, password))
    answers = [
        client.post(f"/v1/auth:{method}", json={"token": text, "password": chosen}) for text, chosen in tries
    ]
    assert [answer.is_success for answer in answers] == [False, False, True, False]


def second_factor(mesh: Mesh, email: str) -> list[str]:
    """Set one up and sign in with it, well and badly; return its secret and the recovery codes."""
    person = mesh.account(email, RESET_PASSWORD)
    secret = person.post("/v1/me:startSecondFactor", {"password": RESET_PASSWORD})["secret"]
    assert person.http.post("/v1/me:confirmSecondFactor", json={"code": DIGITS}).is_client_error
    codes = person.post("/v1/me:confirmSecondFactor", {"code": pyotp.TOTP(secret).now()})["recovery_codes"]
    body = {"email": email, "password": RESET_PASSWORD}
    client = mesh.client(mesh.public_url)
    for code, is_right in ((f"{codes[0]}x", False), (codes[0], True), (codes[0], False)):
        assert client.post("/v1/auth:signIn", json=body | {"code": code}).is_success is is_right
    return [secret, *codes]


def at_the_provider(mesh: Mesh, provider: Provider) -> list[str]:
    """Begin to sign in there and come back with a code that it does not know; return what passed."""
    browser = mesh.client(mesh.public_url)
    sent = browser.get("/session/oidc/start", params={"return_to": "/"})
    asked = parse_qs(urlsplit(sent.headers["location"]).query)
    [state], [nonce], [cookie] = asked["state"], asked["nonce"], browser.cookies.values()
    for came in ({"state": state, "code": CODE}, {"state": f"{state}x", "code": CODE}):
        assert browser.get("/session/oidc/callback", params=came).status_code == 401
    [shown] = provider.shown
    return [CLIENT_SECRET, CODE, state, nonce, cookie, shown.removeprefix("Basic ")]


def as_a_service(mesh: Mesh) -> list[str]:
    """Be one of the mesh's own, with the service secret and with a wrong one; return the token."""
    caller = Caller(mesh)
    token = caller.service_token()
    wrong = IssueServiceTokenRequest(service_name="gateway", service_secret=WRONG_TOKEN)
    assert caller.ask(rpc_named("auth.v1.TokenService/IssueServiceToken"), wrong).refusal
    caller.close()
    return [token]


def credentials(account: Account) -> list[str]:
    """Keep keys of vendors, well and badly; return them."""
    values = {"api_key": VENDOR_KEY}
    made = account.post("/v1/credentials", {"vendor": "openai", "values": values})
    assert VENDOR_KEY not in json.dumps([made, account.get("/v1/credentials")])
    for path, body in (
        ("/v1/credentials", {"vendor": "Not a vendor", "values": values}),
        ("/v1/credentials", {"vendor": "openai", "values": {VENDOR_KEY: "api_key"}}),
        ("/v1/credentials", {"vendor": "openai", "values": VENDOR_KEY}),
        ("/v1/credentials", {"vendor": "vobiz", "values": {"auth_token": WRONG_TOKEN}}),
        (f"/v1/credentials/{made['id']}:replace", {"values": values, "revision": 7}),
        ("/v1/credentials/credential_none:replace", {"values": values, "revision": 1}),
    ):
        answer = account.http.post(path, json=body)
        assert answer.is_client_error, f"{path}: {answer.status_code}"
    checked = account.post("/v1/carrier:check", {"auth_id": WRONG_ACCOUNT, "auth_token": WRONG_TOKEN})
    assert checked["reason"] == "CARRIER_KEYS_WRONG"
    return [VENDOR_KEY, WRONG_TOKEN, WRONG_ACCOUNT]


def calls(mesh: Mesh, account: Account) -> list[str]:
    """Call in, out and from a browser, well and badly; return who spoke, what was said and keyed, and the ticket."""
    carrier = Carrier.of(mesh)
    carrier.rent(OURS)
    graph = spec(
        ask("fruit", "What would you like?", {"order": ("account", [SPOKEN])}, "bye"),
        collect_digits("account", "account", "Please key in your account number.", "bye", len(DIGITS)),
        hang_up("bye", "Goodbye.", "done"),
        variables=[{"name": "account", "description": "account number"}],
    )
    agent_id = account.publish("Asks for an account number", graph)
    account.attach(OURS, agent_id)
    said = come_in(carrier, account)
    go_out(carrier, account, agent_id)
    ticket = look_in(mesh, account, agent_id)
    forge(mesh)
    wrong_account = {"auth_id": WRONG_ACCOUNT, "auth_token": WRONG_TOKEN}
    account.post("/v1/credentials", {"vendor": "vobiz", "values": wrong_account})
    refused = wait_for(lambda: refused_by_carrier(account, agent_id))
    assert refused["details"][0]["reason"] == "CARRIER_UNAUTHORIZED"
    assert account.http.post("/v1/carrier/numbers:connect", json={"e164": OURS}).is_client_error
    numbers = [number.removeprefix("+") for number in (OURS, CALLER, CALLEE, STRANGER)]
    return [*numbers, *said, DIGITS, ticket]


def come_in(carrier: Carrier, account: Account) -> list[str]:
    """Say and key something; return what both sides said."""
    steps = ("listen", {"say": SPOKEN}, "listen", {"press": DIGITS}, {"wait_hangup": 20000})
    placed = carrier.call(OURS, *steps, caller=CALLER)
    call = account.ended(account.call(placed)["id"])
    assert call["variables"]["account"] == DIGITS
    unknown = carrier.call(STRANGER, {"wait_hangup": 10000}, caller=CALLER)
    carrier.report(unknown)
    said = account.transcript(call["id"])
    assert ("caller", SPOKEN) in said
    return [text for _, text in said]


def look_in(mesh: Mesh, account: Account, agent_id: str) -> str:
    """Open a browser's call, again, and as if it were a page; return the ticket."""
    path = str(account.post("/v1/calls:startBrowser", {"agent_id": agent_id})["websocket_path"])
    for _ in range(2):
        with connect(mesh.public_url.replace("http", "ws") + path):
            pass
    assert mesh.client(mesh.public_url).get(path).is_client_error
    return path.rpartition("/")[2]


def go_out(carrier: Carrier, account: Account, agent_id: str) -> None:
    carrier.answer_with(CALLEE, {"wait": 300}, "hang_up")
    placed = account.post("/v1/calls", {"agent_id": agent_id, "to": CALLEE, "from": OURS})
    account.ended(placed["id"])
    for body in (
        {"agent_id": agent_id, "to": CALLEE, "from": STRANGER},
        {"agent_id": agent_id, "to": f"{CALLEE}99999", "from": OURS},
        {"agent_id": "agent_none", "to": CALLEE, "from": OURS},
    ):
        assert account.http.post("/v1/calls", json=body).is_client_error
    account.http.post("/v1/numbers", json={"e164": OURS})
    account.http.get("/v1/numbers", params={"filter": CALLEE, "e164": CALLEE})


def forge(mesh: Mesh) -> None:
    """Send webhooks that the carrier did not sign, and some that say nonsense."""
    client = mesh.client(mesh.public_url)
    fields = {"CallUUID": "forged", "From": CALLER, "To": OURS[1:], "Event": "StartApp"}
    signed = {"X-Vobiz-Signature-V3": WRONG_TOKEN, "X-Vobiz-Signature-V3-Nonce": "1"}
    for path in ("/vobiz/answer", "/vobiz/hangup", f"/vobiz/{CALLEE}"):
        assert client.post(path, data=fields, headers=signed).is_client_error
        assert client.post(path, content=f"To={STRANGER}&\xff".encode("latin-1")).is_client_error


def refused_by_carrier(account: Account, agent_id: str) -> Json | None:
    """The organization's own account is wrong, which counts within seconds."""
    answer: httpx.Response = account.http.post(
        "/v1/calls", json={"agent_id": agent_id, "to": CALLEE, "from": OURS}
    )
    return answer.json() if answer.is_client_error else None


def secret_files(data_dir: Path) -> list[str]:
    """The secrets of the installation: of the mesh, of the carrier, and the sealing key."""
    texts = [path.read_text().strip() for path in data_dir.glob("*.secret")]
    sealing = (data_dir / "sealing.keys").read_text().strip().partition(":")[2]
    return [*texts, sealing]
