import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from google.protobuf.wrappers_pb2 import StringValue

from voicera_kit.client import Mesh
from voicera_kit.errors import PermissionDenied, Unauthenticated
from voicera_kit.server import running_server
from voicera_kit.settings import Settings, SettingsError
from voicera_kit.testing import Signer

WHO = StringValue(value="who")


@pytest.mark.parametrize(
    ("method", "role", "admitted"),
    [
        ("Say", "viewer", True),
        ("Change", "viewer", False),
        ("Change", "operator", False),
        ("Change", "admin", True),
        ("Change", "owner", True),
        ("Serve", "owner", False),
    ],
)
async def test_roles_decide(mesh: Mesh, stub: Any, signer: Signer, method: str, role: str, admitted: bool):  # noqa: FBT001 - a case of the table
    call = getattr(stub, method)(WHO, metadata=mesh.forward(signer.member("org_1", role, "user_7")))
    if admitted:
        assert (await call).value == "user_7"
    else:
        with pytest.raises(PermissionDenied):
            await call


async def test_denial_names_the_permission(mesh: Mesh, stub: Any, signer: Signer):
    with pytest.raises(PermissionDenied) as caught:
        await stub.Change(WHO, metadata=mesh.forward(signer.member("org_1", "viewer")))
    assert caught.value.metadata == {"permission": "agents.write"}


@pytest.mark.parametrize("method", ["Say", "Change", "Serve", "Find"])
async def test_services_pass_where_they_name_an_organization(mesh: Mesh, stub: Any, method: str):
    assert (await getattr(stub, method)(WHO, metadata=await mesh.authorize("org_1"))).value == "test"


async def test_only_cross_tenant_methods_take_a_service_without_organization(mesh: Mesh, stub: Any):
    nobody = await mesh.authorize("")
    assert (await stub.Find(WHO, metadata=nobody)).value == "test"
    for method in ("Say", "Serve"):
        with pytest.raises(PermissionDenied):
            await getattr(stub, method)(WHO, metadata=nobody)


async def test_public_methods_need_no_token_and_know_nobody(mesh: Mesh, stub: Any):
    assert (await stub.Open(StringValue(value="hello"), metadata=mesh.anonymous())).value == "hello"
    with pytest.raises(Unauthenticated):
        await stub.Open(WHO, metadata=mesh.anonymous())


async def says_nothing() -> AsyncIterator[StringValue]:
    """A caller who is refused before the first message; one that is being written then fails in a way of its own."""
    await asyncio.Event().wait()
    yield WHO


@pytest.mark.parametrize("value", ["", "Basic dXNlcg==", "Bearer ", "Bearer nonsense", "Bearer a.b.c"])
async def test_bad_tokens_are_refused_on_every_kind_of_call(stub: Any, value: str):
    metadata = (("authorization", value),)
    with pytest.raises(Unauthenticated):
        await stub.Say(WHO, metadata=metadata)
    for call in (
        stub.Many(WHO, metadata=metadata),
        stub.Talk(says_nothing(), metadata=metadata),
        stub.ReadWrite(says_nothing(), metadata=metadata),
    ):
        with pytest.raises(Unauthenticated):
            await anext(aiter(call))
    with pytest.raises(Unauthenticated):
        await stub.Collect(says_nothing(), metadata=metadata)


async def test_every_kind_of_call_knows_its_caller(mesh: Mesh, stub: Any, signer: Signer):
    metadata = mesh.forward(signer.member("org_1", "viewer", "user_7"))
    assert (await stub.Say(WHO, metadata=metadata)).value == "user_7"
    assert [each.value async for each in stub.Many(WHO, metadata=metadata)] == ["user_7"]
    assert (await stub.Collect(iter([WHO]), metadata=metadata)).value == "user_7"
    assert [each.value async for each in stub.Talk(iter([WHO]), metadata=metadata)] == ["user_7"]
    assert [each.value async for each in stub.ReadWrite(iter([WHO]), metadata=metadata)] == ["user_7"]


async def test_a_method_without_rule_stops_the_start(register_forgotten: Any, signer: Signer):
    with pytest.raises(SettingsError, match=r"ForgottenService\.Do has no .*access"):
        async with running_server(register_forgotten, Settings(), verifier=signer.verifier()):
            pass
