"""Credentials go in, and only their endings come out."""

from pathlib import Path

import pytest

from voicera.agents.v1 import credential_service_pb2 as pb
from voicera_agents.settings import AgentsSettings
from voicera_kit.errors import InvalidArgument, NotFound, PermissionDenied, RevisionConflict
from voicera_kit.sealing import SealBroken, credential_place

KEY = "sk-live-0123456789abcdef"
CARRIER = {"auth_id": "MA_1234567890", "auth_token": "carrier-token-1"}


async def create(
    agents, vendor: str = "openai", organization_id: str = "org_1", **values: str
) -> pb.Credential:
    request = pb.CreateCredentialRequest(vendor=vendor, values=values or {"api_key": KEY})
    return await agents.credentials.CreateCredential(request, metadata=agents.member(organization_id))


async def replace(agents, credential: pb.Credential, revision: int = 0, **values: str) -> pb.Credential:
    request = pb.ReplaceCredentialRequest(
        id=credential.id, values=values, revision=revision or credential.revision
    )
    return await agents.credentials.ReplaceCredential(request, metadata=agents.member())


async def resolve(
    agents, vendor: str = "openai", organization_id: str = "org_1"
) -> pb.ResolveCredentialResponse:
    request = pb.ResolveCredentialRequest(vendor=vendor)
    return await agents.credentials.ResolveCredential(request, metadata=agents.service(organization_id))


async def test_only_the_end_of_a_long_value_is_shown(agents) -> None:
    created = await create(agents, api_key=KEY, pin="12345678901", edge="123456789012")
    assert dict(created.masked) == {"api_key": "…cdef", "pin": "…", "edge": "…9012"}
    assert (created.vendor, created.display_name, created.revision) == ("openai", "openai", 1)
    request = pb.GetCredentialRequest(id=created.id)
    assert await agents.credentials.GetCredential(request, metadata=agents.member(role="viewer")) == created


async def test_a_service_opens_what_it_resolves(agents, settings: AgentsSettings) -> None:
    created = await create(agents)
    found = await resolve(agents)
    place = credential_place("org_1", found.id, "api_key")
    assert (found.id, found.revision) == (created.id, 1)
    assert settings.sealer().open(found.sealed["api_key"], place) == KEY.encode()


async def test_a_value_of_another_organization_does_not_open(agents, settings: AgentsSettings) -> None:
    await create(agents)
    found = await resolve(agents)
    with pytest.raises(SealBroken):
        settings.sealer().open(found.sealed["api_key"], credential_place("org_2", found.id, "api_key"))


async def test_the_newest_credential_of_a_vendor_counts(agents, clock) -> None:
    await create(agents)
    await clock.advance(1)
    second = await create(agents, api_key="another-key-for-now")
    assert (await resolve(agents)).id == second.id


async def test_people_and_other_organizations_resolve_nothing(agents) -> None:
    await create(agents)
    with pytest.raises(PermissionDenied):
        await agents.credentials.ResolveCredential(
            pb.ResolveCredentialRequest(vendor="openai"), metadata=agents.member()
        )
    with pytest.raises(NotFound) as caught:
        await resolve(agents, organization_id="org_2")
    assert caught.value.reason == "CREDENTIAL_MISSING"


async def test_viewers_write_nothing(agents) -> None:
    with pytest.raises(PermissionDenied):
        await agents.credentials.CreateCredential(
            pb.CreateCredentialRequest(vendor="openai", values={"api_key": KEY}),
            metadata=agents.member(role="operator"),
        )


async def test_replacing_needs_the_revision_last_read(agents, settings: AgentsSettings) -> None:
    created = await create(agents)
    replaced = await replace(agents, created, api_key="a-new-key-entirely")
    assert (replaced.revision, replaced.masked["api_key"]) == (2, "…rely")
    with pytest.raises(RevisionConflict):
        await replace(agents, created, api_key="too-late")
    found = await resolve(agents)
    assert found.revision == 2
    place = credential_place("org_1", found.id, "api_key")
    assert settings.sealer().open(found.sealed["api_key"], place) == b"a-new-key-entirely"


async def test_a_deleted_credential_is_gone(agents) -> None:
    created = await create(agents)
    await agents.credentials.DeleteCredential(
        pb.DeleteCredentialRequest(id=created.id), metadata=agents.member()
    )
    with pytest.raises(NotFound):
        await resolve(agents)


async def test_pages_list_the_organizations_own(agents) -> None:
    ids = [(await create(agents)).id for _ in range(3)]
    await create(agents, organization_id="org_2")
    first = await agents.credentials.ListCredentials(
        pb.ListCredentialsRequest(page_size=2), metadata=agents.member()
    )
    rest = await agents.credentials.ListCredentials(
        pb.ListCredentialsRequest(page_size=2, page_token=first.next_page_token), metadata=agents.member()
    )
    assert [each.id for each in (*first.credentials, *rest.credentials)] == ids
    assert not rest.next_page_token


def stored_in(folder: Path) -> bytes:
    return b"".join(each.read_bytes() for each in folder.glob("agents.db*"))


@pytest.mark.parametrize(
    ("vendor", "values", "field"),
    [
        ("Open AI", {"api_key": KEY}, "vendor"),
        ("openai", {"api_key": " "}, "values.api_key"),
        ("openai", {"api_key": "x" * 16_385}, "values.api_key"),
        ("openai", {f"value_{n}": "x" for n in range(17)}, "values"),
        ("openai", {KEY: "api_key"}, "values"),
        ("vobiz", {"auth_id": "MA_1"}, "values.auth_token"),
        ("vobiz", {**CARRIER, "api_key": KEY}, "values.api_key"),
        ("vobiz", {**CARRIER, "auth_token": "line\nbreak"}, "values"),
    ],
)
async def test_wrong_values_are_named_and_not_repeated(agents, vendor: str, values, field: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        await create(agents, vendor, **values)
    assert [each.field for each in caught.value.violations] == [field]
    assert KEY not in str(caught.value)


async def test_the_store_holds_no_value_in_the_clear(agents, tmp_path: Path) -> None:
    await create(agents)
    kept = stored_in(tmp_path)
    assert kept.count(b"openai")
    assert KEY.encode() not in kept
