"""Every RPC that names an object, asked about another organization's: generated from the contracts.

A new RPC with an id in its request fails here until it is known what it names.
"""

from collections.abc import Iterator, Mapping
from typing import Any, cast

import pytest
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.field_mask_pb2 import FieldMask
from google.protobuf.message import Message

from tests.e2e.contracts import Caller, Rpc, every_rpc, named_objects
from tests.e2e.mesh import Account, Mesh
from tests.e2e.specs import reception
from voicera.media.v1 import call_pb2
from voicera_kit.errors import InvalidArgument, NotFound, ServiceError

MARK = "Nightingale-5c1f"
"""Stands in the names of everything the first organization has."""

NAMED_BY_THE_SERVICE = {
    "agents.v1.AgentService/ResolveCall": "also takes a number, of whichever organization",
    "ai.v1.LanguageModelService/Generate": "adapters keep nothing: ids are the model's own",
    "auth.v1.AuditService/RecordAuditEntries": "entries are what the service saw",
    "media.v1.CallService/CreateCall": "the call is new",
    "media.v1.CallService/FindCall": "finds the organization of a carrier's call",
    "voice.v1.ConversationService/Converse": "the call is new to the node",
}
"""RPCs for services whose ids are not those of objects looked up in an organization, and why."""

NAMELESS = {
    "agents.v1.CredentialService/CreateCredential",
    "agents.v1.CredentialService/ResolveCredential",
    "ai.v1.AdapterCatalogService/ListAdapters",
    "ai.v1.SpeechToTextService/Recognize",
    "ai.v1.TextToSpeechService/Synthesize",
    "auth.v1.ApiKeyService/CreateApiKey",
    "auth.v1.MemberService/InviteMember",
    "auth.v1.ProfileService/ChangePassword",
    "auth.v1.ProfileService/ConfirmSecondFactor",
    "auth.v1.ProfileService/SignOutEverywhere",
    "auth.v1.ProfileService/StartSecondFactor",
    "auth.v1.ProfileService/StopSecondFactor",
    "auth.v1.ProfileService/UpdateProfile",
    "auth.v1.TokenService/ExchangeApiKey",
    "media.v1.StorageService/UpdateStoragePolicy",
}
"""RPCs that act on the caller's own account, make something new, or belong to no organization."""

RPCS = [rpc for rpc in every_rpc() if rpc.is_for_members and named_objects(rpc)]
SERVICE_RPCS = [
    rpc
    for rpc in every_rpc()
    if rpc.is_for_services and named_objects(rpc) and rpc.name not in NAMED_BY_THE_SERVICE
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
    "media.v1.ArchiveService": {"open.call_id": "call"},
    "media.v1.CallService": {"call_id": "call", "agent_id": "agent", "carrier_call_id": "call"},
    "media.v1.RecordingService": {"call_id": "call"},
    "media.v1.StorageService": {"key_id": "encryption_key"},
    "media.v1.TranscriptService": {"call_id": "call"},
    "telephony.v1.TelephonyService": {"call_id": "call", "agent_id": "agent"},
}
PLAUSIBLE = {"to": "+919800000001", "from": "+918046100002", "e164": "+918046100003"}
NUMBERS = {"number": 1, "revision": 1, "sample_rate_hz": 8000}
STATES = {"AdvanceCall": "CALL_STATE_IN_PROGRESS", "EndCall": "CALL_STATE_COMPLETED"}
SET_BY_THE_SERVER = {"agents.v1.AgentService/CreateAgent", "auth.v1.OrganizationService/UpdateOrganization"}
"""Their id is not looked up: what they answer with must be the caller's own."""


@pytest.fixture(scope="module")
def caller(mesh: Mesh) -> Iterator[Caller]:
    caller = Caller(mesh)
    yield caller
    caller.close()


@pytest.fixture(scope="module")
def owner(mesh: Mesh) -> Account:
    return mesh.new_organization(MARK)


@pytest.fixture(scope="module")
def objects(owner: Account, carrier: Any) -> Mapping[str, str]:
    """One of everything the first organization can have, by kind."""
    number = "+918046100001"
    carrier.rent(number)
    agent = owner.publish(MARK, reception())
    numbers = owner.post("/v1/numbers", {"e164": number, "agent_id": agent, "display_name": MARK})
    placed = carrier.call(number, "listen", {"say": "yes please"}, {"wait_hangup": 20000})
    carrier.report(placed)
    call = owner.ended(owner.call(placed)["id"])
    me = owner.get("/v1/me")
    key = owner.post("/v1/apiKeys", {"display_name": MARK, "scopes": ["calls.read"]})
    values = {"auth_id": "MA_12345678", "auth_token": "0123456789abcdef"}
    credential = owner.post("/v1/credentials", {"vendor": "vobiz", "display_name": MARK, "values": values})
    invited = owner.post("/v1/invitations", {"email": f"{MARK}@example.com", "role": "ROLE_ADMIN"})
    owner.post("/v1/storagePolicy:update", {"encrypt": True, "revision": storage(owner)["revision"]})
    return {
        "agent": agent,
        "number": numbers["id"],
        "call": call["id"],
        "user": me["user_id"],
        "organization": me["organization_id"],
        "session": owner.get("/v1/me/sessions")["sessions"][0]["id"],
        "api_key": key["api_key"]["id"],
        "credential": credential["id"],
        "invitation": invited["invitation"]["id"],
        "encryption_key": storage(owner)["key_id"] or "key_none",
    }


def storage(account: Account) -> Any:
    return account.get("/v1/storagePolicy")


@pytest.fixture(scope="module")
def stranger(mesh: Mesh) -> Account:
    """Has a number to call from, so that only whose agent it is stands in the way."""
    account = mesh.new_organization("stranger")
    account.post("/v1/numbers", {"e164": PLAUSIBLE["from"]})
    return account


def test_every_named_object_is_known():
    unknown = [
        f"{rpc.name} {field}"
        for rpc in RPCS + SERVICE_RPCS
        for field in named_objects(rpc)
        if field not in OBJECTS.get(rpc.name.partition("/")[0], {})
    ]
    assert not unknown


@pytest.mark.parametrize("rpc", RPCS, ids=lambda rpc: rpc.name)
def test_another_organizations_object_is_not_there(rpc: Rpc, caller, objects, stranger):
    request = request_for(rpc, objects)
    answer = caller.answer(rpc, request, stranger.token)
    if rpc.name in SET_BY_THE_SERVER or rpc.descriptor.name.startswith("List"):
        assert MARK not in str(answer)
        assert not isinstance(answer, ServiceError) or isinstance(answer, InvalidArgument | NotFound)
    elif isinstance(answer, InvalidArgument):
        # A reference rather than the object itself: the field is told, as for any id that does not exist.
        assert {each.field for each in answer.violations} & set(named_objects(rpc)), answer
    else:
        assert isinstance(answer, NotFound), answer


@pytest.mark.parametrize("rpc", SERVICE_RPCS, ids=lambda rpc: rpc.name)
def test_a_service_acting_for_one_does_not_reach_the_others(rpc: Rpc, mesh, caller, objects, stranger):
    token = service_token(mesh, caller, stranger.get("/v1/me")["organization_id"])
    answer = caller.answer(rpc, request_for(rpc, objects), token)
    assert isinstance(answer, NotFound), answer


def service_token(mesh: Mesh, caller: Caller, organization_id: str) -> str:
    issue = next(rpc for rpc in every_rpc() if rpc.name == "auth.v1.TokenService/IssueServiceToken")
    request: Any = issue.request()
    request.service_name, request.organization_id = "gateway", organization_id
    request.service_secret = (mesh.data_dir / "service.secret").read_text().strip()
    issued: Any = caller.answer(issue, request)
    return str(issued.access_token)


def test_nothing_of_it_changed_anything(owner, objects, stranger):
    """Runs after the walk above."""
    assert owner.get(f"/v1/agents/{objects['agent']}")["display_name"] == MARK
    assert owner.get(f"/v1/numbers/{objects['number']}")["agent_id"] == objects["agent"]
    assert not owner.get(f"/v1/apiKeys/{objects['api_key']}").get("revoked_at")
    assert owner.get(f"/v1/credentials/{objects['credential']}")["display_name"] == MARK
    assert [each["user_id"] for each in owner.get("/v1/members")["members"]] == [objects["user"]]
    assert [each["id"] for each in owner.get("/v1/invitations")["invitations"]] == [objects["invitation"]]
    assert owner.get(f"/v1/calls/{objects['call']}")["state"] == "CALL_STATE_COMPLETED"


OTHERS = [rpc for rpc in every_rpc() if rpc.is_for_members and rpc not in RPCS and not rpc.changes_something]
"""Lists, exports and whatever else is read without naming an object."""


@pytest.mark.parametrize("rpc", OTHERS, ids=lambda rpc: rpc.name)
def test_what_is_read_without_naming_an_object_is_ones_own(rpc: Rpc, caller, objects, stranger):
    answer = str(caller.answer(rpc, rpc.request(), stranger.token))
    assert MARK not in answer
    assert not [each for each in objects.values() if each in answer]


def test_all_of_them_were_walked():
    """What is left names nothing and reads nothing: it acts on the caller's own account or makes something new."""
    walked = {rpc.name for rpc in (*RPCS, *SERVICE_RPCS, *OTHERS)}
    rest = {rpc.name for rpc in every_rpc() if not rpc.is_public} - walked - set(NAMED_BY_THE_SERVICE)
    print(f"{len(walked)} RPCs walked, {len(rest)} name and read nothing: {sorted(rest)}")  # noqa: T201 - pytest -s
    assert rest == NAMELESS


def request_for(rpc: Rpc, objects: Mapping[str, str]) -> Message:
    """A request that is right in everything but whose object it names."""
    request = rpc.request()
    known = OBJECTS[rpc.name.partition("/")[0]]
    for field in named_objects(rpc):
        *path, name = field.split(".")
        target = request
        for part in path:
            target = getattr(target, part)
        setattr(target, name, objects[known[field]])
        fill(target)
    if rpc.descriptor.name in STATES:
        cast("Any", request).state = call_pb2.CallState.Value(STATES[rpc.descriptor.name])
    fill(request)
    return request


def fill(message: Any) -> None:
    """Something plausible in every plain field that is not set."""
    for field in message.DESCRIPTOR.fields:
        if field.name in {"page_token", "page_size"} or (field.is_repeated and not _is_map(field)):
            continue
        if _is_map(field):
            getattr(message, field.name)["api_key"] = "0123456789abcdef"
        elif field.message_type and field.message_type.full_name == FieldMask.DESCRIPTOR.full_name:
            getattr(message, field.name).paths.append("display_name")
        elif not field.message_type and not getattr(message, field.name):
            setattr(message, field.name, _plausible(field))


def _is_map(field: FieldDescriptor) -> bool:
    return bool(field.message_type and field.message_type.GetOptions().map_entry)


def _plausible(field: FieldDescriptor) -> Any:
    if field.enum_type:
        return 1
    if field.type == FieldDescriptor.TYPE_STRING:
        return PLAUSIBLE.get(field.name, "example")
    if field.type == FieldDescriptor.TYPE_BYTES:
        return b""
    return False if field.type == FieldDescriptor.TYPE_BOOL else NUMBERS.get(field.name, 0)
