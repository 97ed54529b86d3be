"""Whatever is handed to a running mesh in confidence is in none of its logs, also where things go wrong."""

import json
import secrets
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.e2e.carrier import Carrier
from tests.e2e.mesh import Account, Json, Mesh, running_mesh, wait_for
from tests.e2e.specs import collect_digits, hang_up, spec

OURS = "+918045990017"
CALLER = "919811223344"
CALLEE = "+919822334455"
STRANGER = "+919833445566"
DIGITS = "73910648"
TYPED_PASSWORD = "not-the-right-password-5521"
VENDOR_KEY = f"sk-live-{secrets.token_hex(16)}"
WRONG_TOKEN = secrets.token_hex(20)


@pytest.fixture(scope="module")
def talkative(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mesh]:
    """A mesh of its own that logs everything it would ever log."""
    with running_mesh(tmp_path_factory.mktemp("talkative"), VOICERA_LOG_LEVEL="debug") as mesh:
        yield mesh


def test_no_log_holds_what_is_not_to_be_read(talkative: Mesh) -> None:
    account = talkative.account()
    secrets_of_use = [*signing_in(talkative, account), *credentials(account), *calls(talkative, account)]
    planted = {
        *secrets_of_use,
        talkative.credentials["password"],
        *secret_files(talkative.data_dir),
        *(number.removeprefix("+") for number in (OURS, CALLER, CALLEE, STRANGER)),
        DIGITS,
    }
    assert len(planted) >= 14
    logs = logs_of(talkative.data_dir)
    assert sum(map(len, logs.values())) > 2_000
    for name, log in logs.items():
        leaked = [secret[:6] for secret in planted if secret in log]
        assert not leaked, f"{name} holds {leaked}"


def signing_in(mesh: Mesh, account: Account) -> list[str]:
    """Use passwords, tokens and API keys, well and badly; return what must stay secret."""
    client = mesh.client(mesh.public_url)
    email = mesh.credentials["email"]
    for body in ({"email": email, "password": TYPED_PASSWORD}, {"password": TYPED_PASSWORD, "email": 5}):
        assert client.post("/v1/auth:signIn", json=body).is_client_error
    made = account.post("/v1/apiKeys", {"display_name": "For a partner", "scopes": ["calls.read"]})
    key = str(made["secret"])
    for header in (f"Bearer {key}", f"Bearer {key}x", f"Basic {key}"):
        client.get("/v1/calls", headers={"authorization": header})
        client.get("/v1/agents", headers={"authorization": header})
    client.get("/v1/calls", headers={"authorization": f"Bearer {account.token}x"})
    return [TYPED_PASSWORD, key, account.token]


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
    return [VENDOR_KEY, WRONG_TOKEN]


def calls(mesh: Mesh, account: Account) -> list[str]:
    """Call in and out, well and badly; return further secrets this used."""
    carrier = Carrier.of(mesh)
    carrier.rent(OURS)
    graph = spec(
        collect_digits("account", "account", "Please key in your account number.", "bye", len(DIGITS)),
        hang_up("bye", "Goodbye.", "done"),
        variables=[{"name": "account", "description": "account number"}],
    )
    agent_id = account.publish("Asks for an account number", graph)
    account.attach(OURS, agent_id)
    come_in(carrier, account)
    go_out(carrier, account, agent_id)
    forge(mesh)
    wrong_account = {"auth_id": "MA_WRONG00001", "auth_token": WRONG_TOKEN}
    account.post("/v1/credentials", {"vendor": "vobiz", "values": wrong_account})
    refused = wait_for(lambda: refused_by_carrier(account, agent_id))
    assert refused["details"][0]["reason"] == "CARRIER_UNAUTHORIZED"
    return []


def come_in(carrier: Carrier, account: Account) -> None:
    placed = carrier.call(OURS, {"wait": 2500}, {"press": DIGITS}, {"wait_hangup": 20000}, caller=CALLER)
    call = account.ended(account.call(placed)["id"])
    assert call["variables"]["account"] == DIGITS
    unknown = carrier.call(STRANGER, {"wait_hangup": 10000}, caller=CALLER)
    carrier.report(unknown)


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


def logs_of(data_dir: Path) -> dict[str, str]:
    return {path.name: path.read_text(errors="replace") for path in (data_dir / "logs").glob("*")}
