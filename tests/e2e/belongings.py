"""What an organization can have, made as its owner would make it."""

import itertools
import time
from typing import Any

from tests.e2e.carrier import Carrier
from tests.e2e.contracts import Caller, rpc_named
from tests.e2e.mesh import Account, Json, Mesh, wait_for
from tests.e2e.specs import listener, reception
from voicera.media.v1 import call_pb2
from voicera.media.v1.call_service_pb2 import CreateCallRequest, EndCallRequest

PASSWORD = "a long enough phrase"
_numbers = itertools.count(918046100101)


class Belongings:
    """The owner's organization; `mark` stands in every name, and `ids` are those of everything that was made."""

    def __init__(self, mesh: Mesh, caller: Caller, carrier: Carrier, mark: str) -> None:
        self._mesh = mesh
        self._caller = caller
        self._carrier = carrier
        self._email = fresh_address(mark)
        self.mark = mark
        self.ids: list[str] = []
        self._ended: Json = {}
        wish = {"email": self._email, "password": PASSWORD, "organization_name": mark}
        signed_up = mesh.client(mesh.public_url).post("/v1/auth:signUp", json=wish)
        assert signed_up.is_success, signed_up.text
        self.owner = mesh.account(self._email, PASSWORD)

    def make(self, kind: str) -> Json:
        """A new one of a kind; where there can be only one, that."""
        made: Json = getattr(self, kind)()
        self.ids.append(made["id"])
        return made

    def agent(self) -> Json:
        return self.owner.get(f"/v1/agents/{self.owner.publish(self.mark, reception())}")

    def number(self) -> Json:
        """Leads to an agent of its own."""
        agent = self.make("agent")
        number = {"e164": f"+{next(_numbers)}", "display_name": self.mark, "agent_id": agent["id"]}
        return self.owner.post("/v1/numbers", number)

    def call(self) -> Json:
        """Waits to be dialled, and nobody will."""
        queued = call_pb2.Call(direction=call_pb2.DIRECTION_OUTBOUND, state=call_pb2.CALL_STATE_QUEUED)
        token = self._caller.service_token(self.organization()["id"])
        create = rpc_named("media.v1.CallService/CreateCall")
        created: Any = self._caller.ask(create, CreateCallRequest(call=queued), token).messages[0]
        return {"id": created.call.id}

    def live_call(self) -> Json:
        """Runs until somebody ends it, and nobody says anything; its agent has a model to instruct."""
        agent_id = self.owner.publish(self.mark, listener())
        number = f"+{next(_numbers)}"
        self._carrier.rent(number)
        self.owner.post("/v1/numbers", {"e164": number, "display_name": self.mark, "agent_id": agent_id})
        call_id = self.owner.call(self._carrier.call(number))["id"]

        def quiet() -> bool:
            calls = self.owner.get("/v1/liveCalls", agent_id=agent_id)["calls"]
            return any("last_line" in call and call["state"].endswith("_LISTENING") for call in calls)

        wait_for(quiet)
        return {"id": call_id, "agent_id": agent_id}

    def ended_call(self) -> Json:
        """Nobody answered it."""
        call = self.call()
        end = EndCallRequest(call_id=call["id"], state=call_pb2.CALL_STATE_NO_ANSWER, authoritative=True)
        token = self._caller.service_token(self.organization()["id"])
        assert not self._caller.ask(rpc_named("media.v1.CallService/EndCall"), end, token).refusal
        self._ended = call
        return call

    def share(self) -> Json:
        """Shows the call that was ended last."""
        made: Json = self.owner.post(f"/v1/calls/{self._ended['id']}/shares", {"hours": 1})["share"]
        return made

    def user(self) -> Json:
        member = joined(self._mesh, self.owner, "viewer", self.mark)
        return {"id": member.get("/v1/me")["user_id"]}

    def organization(self) -> Json:
        return self.owner.get("/v1/organization")

    def session(self) -> Json:
        self._mesh.account(self._email, PASSWORD)
        newest: Json = self.owner.get("/v1/me/sessions")["sessions"][0]
        assert not newest["is_current"]
        return newest

    def api_key(self) -> Json:
        wish = {"display_name": self.mark, "scopes": ["calls.read"]}
        key: Json = self.owner.post("/v1/apiKeys", wish)["api_key"]
        return key

    def credential(self) -> Json:
        values = {"api_key": "0123456789abcdef"}
        wish = {"vendor": "openai", "display_name": self.mark, "values": values}
        return self.owner.post("/v1/credentials", wish)

    def invitation(self) -> Json:
        wish = {"email": fresh_address(self.mark), "role": "ROLE_ADMIN"}
        invitation: Json = self.owner.post("/v1/invitations", wish)["invitation"]
        return invitation

    def encryption_key(self) -> Json:
        policy = self.owner.get("/v1/storagePolicy")
        if not policy["encrypt"]:
            wish = {"encrypt": True, "revision": policy["revision"]}
            policy = self.owner.post("/v1/storagePolicy:update", wish)
        assert policy["key_id"]
        return {"id": policy["key_id"]}


def joined(mesh: Mesh, owner: Account, role: str, name: str = "") -> Account:
    """A new member with a role."""
    email = fresh_address(name or role)
    invitation = owner.post("/v1/invitations", {"email": email, "role": f"ROLE_{role.upper()}"})
    body = {"token": token_in(invitation["link"]), "password": PASSWORD}
    accepted = mesh.client(mesh.public_url).post("/v1/auth:acceptInvitation", json=body)
    assert accepted.is_success, accepted.text
    return mesh.account(email, PASSWORD)


def token_in(link: Json) -> str:
    return str(link["url"]).partition("#token=")[2]


def fresh_address(name: str) -> str:
    return f"{name}-{time.monotonic_ns()}@example.com"
