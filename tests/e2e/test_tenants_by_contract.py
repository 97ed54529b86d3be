"""Every RPC that names an object or reads something, asked about another organization's: generated from the contracts.

Its owner asks the same and must find it: who is told NOT_FOUND is told so because of whose it is. A new RPC with an id
in its request fails here until it is known what it names.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from google.protobuf.message import Message

from tests.e2e.belongings import Belongings
from tests.e2e.carrier import Carrier, carrier_keys
from tests.e2e.contracts import TEXTS, Answer, Caller, Rpc, every_rpc, named_objects, naming
from tests.e2e.mesh import Account, Json, Mesh, wait_for
from voicera.media.v1 import call_pb2
from voicera.media.v1.call_service_pb2 import ListCallsResponse
from voicera_kit.errors import InvalidArgument, NotFound

MARK = "nightingale-5c1f"
"""Stands in the names of everything the first organization has."""

NAMED_BY_THE_SERVICE = {
    "ai.v1.LanguageModelService/Generate": "adapters keep nothing: ids are the model's own",
    "ai.v1.RealtimeService/Talk": "adapters keep nothing: ids are the model's own",
    "auth.v1.AuditService/RecordAuditEntries": "entries are what the service saw",
    "media.v1.CallService/CreateCall": "the call is new",
    "media.v1.CallService/FindCall": "finds the organization of a carrier's call",
    "telephony.v1.CarrierService/CheckCarrier": "the carrier names its accounts itself",
    "media.v1.ShareService/FindShare": "finds the organization of a link",
    "voice.v1.ConversationService/Converse": "the call is new to the node",
}
"""RPCs whose ids are not those of objects looked up in an organization, and why."""

NAMELESS = {
    "agents.v1.CredentialService/CreateCredential": "the credential is new",
    "agents.v1.IntegrationService/PreviewVoice": "text is nobody's",
    "agents.v1.IntegrationService/ProbeIntegration": "adapters are everybody's",
    "ai.v1.AdapterCatalogService/Probe": "adapters are everybody's",
    "ai.v1.SpeechToTextService/Recognize": "speech is nobody's",
    "ai.v1.TextToSpeechService/Synthesize": "text is nobody's",
    "ai.v1.TranslationService/Translate": "text is nobody's",
    "auth.v1.ApiKeyService/CreateApiKey": "the key is new",
    "auth.v1.MemberService/InviteMember": "the invitation is new",
    "auth.v1.ProfileService/ChangePassword": "the account is the caller's",
    "auth.v1.ProfileService/ConfirmSecondFactor": "the account is the caller's",
    "auth.v1.ProfileService/SignOutEverywhere": "the account is the caller's",
    "auth.v1.ProfileService/StartSecondFactor": "the account is the caller's",
    "auth.v1.ProfileService/StopSecondFactor": "the account is the caller's",
    "auth.v1.ProfileService/UpdateProfile": "the account is the caller's",
    "auth.v1.TokenService/ExchangeApiKey": "the key is the caller's",
    "media.v1.StorageService/UpdateStoragePolicy": "the token names the organization",
    "voice.v1.RehearsalService/Rehearse": "the spec comes along, and nothing is kept",
    "telephony.v1.CarrierService/ConnectCarrierNumber": "whoever has the account's keys has its numbers",
    "telephony.v1.LiveCallService/OpenMonitor": "the token names the organization",
}
"""RPCs that change something without naming it, and what they change."""

UNTRACEABLE = {
    "agents.v1.AgentService/CheckSpec": "the spec comes along",
    "agents.v1.IntegrationService/ListIntegrations": "adapters are everybody's",
    "ai.v1.AdapterCatalogService/ListAdapters": "adapters are everybody's",
    "auth.v1.AuditService/VerifyAuditChain": "says how long the chain is and how it ends",
}
"""Reads in whose answer not even the owner finds a trace of what is theirs, and why."""

OF_AN_ADAPTER = {
    "agents.v1.IntegrationService/ListVoices": "an adapter is everybody's",
    "ai.v1.AdapterCatalogService/ListVoices": "an adapter is everybody's",
}
"""Reads that name what no organization has; whose account the vendor is asked with, the adapters' tests see to."""

SET_BY_THE_SERVER = {
    "agents.v1.AgentService/CreateAgent": "the agent is new",
    "auth.v1.OrganizationService/UpdateOrganization": "the token names the organization",
}
"""RPCs that do not look at the id: what they answer with must be the caller's own."""

GUARDED = [rpc for rpc in every_rpc() if not rpc.is_public]
NAMING = [rpc for rpc in GUARDED if named_objects(rpc) and rpc.name not in NAMED_BY_THE_SERVICE]
NAMING_READS = [rpc for rpc in NAMING if not rpc.changes_something or rpc.descriptor.server_streaming]
"""What is only opened changes nothing."""
WRITES = sorted((rpc for rpc in NAMING if rpc not in NAMING_READS), key=lambda rpc: "Ownership" in rpc.name)
"""The owner's last is what ends their being the owner."""
UNFILTERED = [
    rpc
    for rpc in GUARDED
    if not rpc.changes_something
    and (rpc.is_list or not named_objects(rpc))
    and rpc.name not in OF_AN_ADAPTER | NAMED_BY_THE_SERVICE
]

OBJECTS = {
    "agents.v1.AgentService": {"agent_id": "agent", "agent.id": "agent"},
    "agents.v1.CredentialService": {"id": "credential"},
    "agents.v1.NumberService": {
        "number_id": "number",
        "number.id": "number",
        "number.agent_id": "agent",
        "agent_id": "agent",
    },
    "auth.v1.ApiKeyService": {"id": "api_key"},
    "auth.v1.AuditService": {"actor_id": "user", "object_id": "agent"},
    "auth.v1.MemberService": {"user_id": "user", "id": "invitation"},
    "auth.v1.OrganizationService": {"organization.id": "organization"},
    "auth.v1.ProfileService": {"id": "session"},
    "media.v1.AnalyticsService": {"agent_id": "agent"},
    "media.v1.ArchiveService": {"open.call_id": "call"},
    "media.v1.CallService": {"call_id": "call", "agent_id": "agent", "carrier_call_id": "call"},
    "media.v1.RecordingService": {"call_id": "call"},
    "media.v1.ShareService": {"call_id": "ended_call", "share_id": "share"},
    "media.v1.StorageService": {"key_id": "encryption_key"},
    "media.v1.TranscriptService": {"call_id": "call"},
    "telephony.v1.LiveCallService": {"call_id": "live_call", "agent_id": "live_agent"},
    "telephony.v1.TelephonyService": {"call_id": "call", "agent_id": "agent"},
}
"""The kind of what a service's fields name."""

OBJECTS_OF = {"media.v1.CallService/DeleteCall": {"call_id": "ended_call"}}
"""The same where one RPC is about another kind than the rest of its service."""


@dataclass(frozen=True)
class Party:
    """An organization that asks, through its owner or through a service that acts for it; `asked` says what."""

    caller: Caller
    account: Account
    service_token: str
    number: str
    asked: set[str] = field(default_factory=set)

    def ask(self, rpc: Rpc, request: Any) -> Answer:
        """Whoever dials has a number to dial from, so that only whose agent it is can stand in the way."""
        self.asked.add(rpc.name)
        if "from" in rpc.descriptor.input_type.fields_by_name:
            setattr(request, "from", self.number)
        return self.caller.ask(
            rpc, request, self.service_token if rpc.is_for_services else self.account.token
        )


def party_of(caller: Caller, account: Account, number: str) -> Party:
    organization_id = account.get("/v1/me")["organization_id"]
    return Party(caller, account, caller.service_token(organization_id), number)


@pytest.fixture(scope="module")
def belongings(mesh: Mesh, caller: Caller, carrier: Carrier) -> Belongings:
    return Belongings(mesh, caller, carrier, MARK)


@pytest.fixture(scope="module")
def things(mesh: Mesh, belongings: Belongings, carrier: Carrier) -> Mapping[str, Json]:
    """One of everything an organization can have, by kind; a call was held with the agent."""
    owner = belongings.owner
    kinds = ("encryption_key", "organization", "session", "api_key", "credential", "invitation", "number")
    kinds += ("ended_call", "share")
    made = {kind: belongings.make(kind) for kind in kinds}
    number, agent_id = made["number"]["e164"], made["number"]["agent_id"]
    owner.post("/v1/credentials", {"vendor": "vobiz", "values": carrier_keys(mesh)})
    carrier.rent("+918046109999", f"http://127.0.0.1:9/{MARK}")
    carrier.rent(number)
    placed = carrier.call(number, "listen", {"say": "yes please"}, {"wait_hangup": 20000})
    carrier.report(placed)
    call = owner.ended(owner.call(placed)["id"])
    wait_for(lambda: owner.get(f"/v1/calls/{call['id']}")["disposition"] == "booked")
    user_id = owner.get("/v1/me")["user_id"]
    wait_for(lambda: owner.get("/v1/auditEntries", actor_id=user_id, object_id=agent_id)["entries"])
    live_call = belongings.make("live_call")
    belongings.ids += [call["id"], user_id]
    return made | {
        "call": call,
        "user": {"id": user_id},
        "agent": {"id": agent_id},
        "live_call": live_call,
        "live_agent": {"id": live_call["agent_id"]},
    }


@pytest.fixture(scope="module")
def owner(caller: Caller, belongings: Belongings, things: Mapping[str, Json], carrier: Carrier) -> Party:
    carrier.answer_with(TEXTS["to"], outcome="busy")
    return party_of(caller, belongings.owner, things["number"]["e164"])


@pytest.fixture(scope="module")
def stranger(mesh: Mesh, caller: Caller) -> Party:
    account = mesh.new_organization("stranger")
    return party_of(caller, account, account.post("/v1/numbers", {"e164": "+918046100002"})["e164"])


@pytest.fixture(scope="module")
def writes(belongings: Belongings, owner: Party) -> Mapping[str, Message]:
    """A request for each RPC that changes something, about things that were made for it alone."""
    return {
        rpc.name: request_for(rpc, {kind: belongings.make(kind) for kind in kinds_of(rpc).values()})
        for rpc in WRITES
    }


@pytest.fixture(scope="module")
def before(owner: Party, writes: Mapping[str, Message]) -> Mapping[str, str]:
    """What the owner has before the stranger tries to change it, and once nothing else does: a call has just begun."""
    seen = [everything_of(owner)]

    def at_rest() -> bool:
        time.sleep(1)
        seen.append(everything_of(owner))
        return seen[-2] == seen[-1]

    wait_for(at_rest)
    return seen[-1]


def test_every_named_object_is_known():
    unknown = [
        f"{rpc.name} {name}"
        for rpc in NAMING
        for name in named_objects(rpc)
        if name not in OBJECTS.get(rpc.service, {})
    ]
    assert not unknown


def test_every_exception_is_of_an_rpc_there_is():
    assert {rpc.name for rpc in GUARDED} >= {
        *NAMED_BY_THE_SERVICE,
        *NAMELESS,
        *OF_AN_ADAPTER,
        *UNTRACEABLE,
        *SET_BY_THE_SERVER,
    }


@pytest.mark.parametrize("rpc", NAMING_READS, ids=lambda rpc: rpc.name)
def test_what_its_owner_reads_is_not_there_for_another(rpc: Rpc, things, belongings, owner, stranger):
    """A list that can be had without an id has nothing for this one; of all else there is no such thing."""
    request = request_for(rpc, things)
    found, answer = owner.ask(rpc, request), stranger.ask(rpc, request)
    assert found.messages
    assert not found.refusal
    if rpc.is_list and not owner.ask(rpc, naming(rpc, {})).refusal:
        assert shows(found, belongings), found
        assert not answer.refusal
        assert not shows(answer, belongings), answer
    else:
        assert is_hidden(answer, belongings), answer


@pytest.mark.parametrize("rpc", UNFILTERED, ids=lambda rpc: rpc.name)
def test_what_is_read_without_naming_an_object_is_ones_own(rpc: Rpc, belongings, owner, stranger):
    found, answer = (party.ask(rpc, naming(rpc, {})) for party in (owner, stranger))
    if named_objects(rpc) and found.refusal:
        assert isinstance(found.refusal, NotFound), "it cannot be read without"
    else:
        assert not found.refusal
        assert shows(found, belongings) is (rpc.name not in UNTRACEABLE), found
    assert not shows(answer, belongings)
    assert not answer.refusal or isinstance(answer.refusal, NotFound), answer


@pytest.mark.parametrize("rpc", WRITES, ids=lambda rpc: rpc.name)
def test_another_organizations_object_is_not_there_to_be_changed(
    rpc: Rpc, writes, before, belongings, stranger
):
    answer = stranger.ask(rpc, writes[rpc.name])
    if rpc.name in SET_BY_THE_SERVER:
        assert not answer.refusal
        assert not shows(answer, belongings)
    elif isinstance(answer.refusal, InvalidArgument):
        # A reference rather than the object itself: the field is told, as for any id that does not exist.
        assert {each.field for each in answer.refusal.violations} <= set(named_objects(rpc)), answer
    else:
        assert is_hidden(answer, belongings), answer


def test_nothing_of_it_changed_anything(owner, before):
    """Runs after the walk above."""
    assert everything_of(owner) == before


@pytest.mark.parametrize("rpc", WRITES, ids=lambda rpc: rpc.name)
def test_its_owner_changes_what_was_not_there_for_another(rpc: Rpc, writes, owner):
    """With the very request the walk above was made with."""
    assert not owner.ask(rpc, writes[rpc.name]).refusal


def test_all_of_them_were_asked(stranger, counts):
    """Runs after the walks above."""
    excepted = NAMELESS.keys() | NAMED_BY_THE_SERVICE.keys() | OF_AN_ADAPTER.keys()
    to_ask = {rpc.name for rpc in GUARDED} - excepted
    counts["tenants"] = f"{len(stranger.asked)} of {len(to_ask)} RPCs, {len(excepted)} more name no object"
    assert stranger.asked == to_ask


def kinds_of(rpc: Rpc) -> Mapping[str, str]:
    """The kind of what each field names."""
    kinds = OBJECTS_OF.get(rpc.name, OBJECTS[rpc.service])
    return {name: kinds[name] for name in named_objects(rpc)}


def request_for(rpc: Rpc, things: Mapping[str, Json]) -> Message:
    """A request that is right in everything but whose things it names."""
    kinds = kinds_of(rpc)
    revision = things[next(iter(kinds.values()))].get("revision", 1)
    return naming(rpc, {name: things[kind]["id"] for name, kind in kinds.items()}, int(revision))


def shows(answer: Answer, belongings: Belongings) -> bool:
    text = "\n".join(map(str, answer.messages))
    return any(trace in text for trace in (belongings.mark, *belongings.ids))


def is_hidden(answer: Answer, belongings: Belongings) -> bool:
    refusal = answer.refusal
    is_told = isinstance(refusal, NotFound) and refusal.metadata.get("id") in belongings.ids
    return is_told and not answer.messages


def everything_of(party: Party) -> Mapping[str, str]:
    """What an organization has by all that can be read without naming it; the audit log grows by itself."""
    return {
        rpc.name: str([settled(each) for each in party.ask(rpc, naming(rpc, {})).messages])
        for rpc in UNFILTERED
        if not (rpc.name in UNTRACEABLE or rpc.is_endless or rpc.service == "auth.v1.AuditService")
    }


def settled(message: Any) -> Any:
    """Leave out what grows by itself: the records of calls that run."""
    if isinstance(message, ListCallsResponse):
        running = [call for call in message.calls if call.state == call_pb2.CALL_STATE_IN_PROGRESS]
        for call in running:
            message.calls.remove(call)
    return message
