import json

from voicera.agents.v1 import agent_service_pb2, credential_service_pb2, spec_pb2
from voicera.auth.v1 import (
    api_key_service_pb2,
    auth_service_pb2,
    member_service_pb2,
    organization_service_pb2,
    role_pb2,
)
from voicera_kit.audit.redaction import MAX_BYTES, MAX_ITEMS, redacted


def test_secrets_and_personal_data_are_left_out():
    sign_up = auth_service_pb2.SignUpRequest(
        email="asha@example.com", password="correct horse", organization_name="Sunrise Clinic"
    )
    assert redacted(sign_up) == {"organization_name": "Sunrise Clinic"}


def test_a_map_of_secrets_is_left_out():
    request = credential_service_pb2.CreateCredentialRequest(vendor="openai", values={"api_key": "sk-123"})
    assert redacted(request) == {"vendor": "openai"}


def test_enums_times_lists_and_inner_messages_are_shown():
    request = api_key_service_pb2.CreateApiKeyRequest(display_name="CRM", scopes=["calls.read"])
    request.expires_at.FromJsonString("2030-01-01T00:00:00Z")
    invited = member_service_pb2.InviteMemberResponse(
        invitation=member_service_pb2.Invitation(id="inv_1", email="a@example.com", role=role_pb2.ROLE_ADMIN),
        link=member_service_pb2.Link(url="https://example.com/#token=1"),
    )
    assert redacted(request) == {
        "display_name": "CRM",
        "scopes": ["calls.read"],
        "expires_at": "2030-01-01T00:00:00Z",
    }
    assert redacted(invited) == {"invitation": {"id": "inv_1", "role": "ROLE_ADMIN"}, "link": {}}


def test_bulk_is_cut():
    key = api_key_service_pb2.CreateApiKeyRequest(display_name="x" * 1000, scopes=["calls.read"] * 100)
    assert len(redacted(key)["display_name"]) < 250
    assert len(redacted(key)["scopes"]) == 20
    agent = agent_service_pb2.Agent(id="agent_1", display_name="Reception")
    for at in range(MAX_ITEMS):
        agent.draft.language_model.add(
            adapter=f"adapter{at}", model="m" * 500, settings={"a" * 150: "b" * 200}
        )
    request = agent_service_pb2.CreateAgentRequest(agent=agent)
    assert len(json.dumps(redacted(request))) <= MAX_BYTES


def test_what_json_cannot_write_is_left_out():
    change = organization_service_pb2.UpdateOrganizationRequest()
    change.update_mask.paths.append("__main__")
    key = api_key_service_pb2.CreateApiKeyRequest(display_name="CRM")
    key.expires_at.seconds = 2**60
    assert redacted(change) == {"update_mask": ["__main__"]}
    assert redacted(key) == {"display_name": "CRM", "expires_at": "…"}


def test_numbers_json_does_not_know_are_told_in_words():
    choice = spec_pb2.LanguageModelChoice(adapter="openai", temperature=float("nan"))
    assert redacted(choice) == {"adapter": "openai", "temperature": "nan"}
