"""Servers of one's own are shown as they are: not looked for yet, not there, there."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from voicera.ai.v1 import adapter_catalog_service_pb2 as pb
from voicera_adapters.accounts import Accounts
from voicera_adapters.app import App, servers_of
from voicera_adapters.catalogue import open_adapters
from voicera_adapters.servers import Servers, shown
from voicera_adapters.settings import AdapterSettings
from voicera_kit.testing import Signer, free_port, running_mesh

from .conftest import WITHIN_S, Client

REACHABLE, UNREACHABLE = pb.SERVER_STANDING_REACHABLE, pb.SERVER_STANDING_UNREACHABLE
OWN = "ollama,vllm,llama_cpp,indic_conformer,indic_parler"


@asynccontextmanager
async def watching(adapters: str):
    async with open_adapters(AdapterSettings(adapters=adapters)) as opened:
        app = App(opened, Accounts(), servers=Servers(every_s=0.02))
        async with (
            app.servers.watched(servers_of(opened)),
            running_mesh(app.register, Signer(), as_service="voice") as mesh,
        ):
            yield Client(mesh)


@asynccontextmanager
async def answering(port: int, status: int):
    """Yields the keys it is sent."""
    keys: set[str | None] = set()

    async def answer(request: web.Request) -> web.Response:
        keys.add(request.headers.get("authorization"))
        return web.Response(status=status)

    application = web.Application()
    application.add_routes([web.get("/{anything:.*}", answer)])
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield keys
    finally:
        await runner.cleanup()


async def server_of(client: Client, adapter: str, standing: int) -> pb.AdapterServer:
    """Wait for the standing."""
    async with asyncio.timeout(WITHIN_S):
        while (found := (await client.catalogue())[adapter].server).standing != standing:  # noqa: ASYNC110 - no event
            await asyncio.sleep(0.02)
    return found


async def test_a_server_that_does_not_run_is_not_reachable_until_it_runs(monkeypatch):
    port = free_port()
    monkeypatch.setenv("VOICERA_OLLAMA_BASE_URL", f"http://user:secret@127.0.0.1:{port}/v1/")
    async with watching("ollama") as client:
        away = await server_of(client, "ollama", UNREACHABLE)
        assert away.address == f"http://127.0.0.1:{port}/v1"
        assert away.HasField("looked_at")
        async with answering(port, 401) as keys:
            await server_of(client, "ollama", REACHABLE)
        assert keys == {None}
        await server_of(client, "ollama", UNREACHABLE)
        async with answering(port, 502):
            await server_of(client, "ollama", UNREACHABLE)


async def test_before_the_first_look_nothing_is_claimed(serving_vendors):
    async with serving_vendors(adapters=OWN) as client:
        listed = await client.catalogue()
    assert set(listed) == set(OWN.split(","))
    for adapter in listed.values():
        assert adapter.server.address.startswith("http://127.0.0.1:")
        assert adapter.server.standing == pb.SERVER_STANDING_UNSPECIFIED
        assert not adapter.server.HasField("looked_at")


async def test_vendors_and_what_runs_in_the_process_have_no_server_of_ones_own(serving_vendors):
    async with serving_vendors(adapters="openai,sarvam,groq,espeak,scripted") as client:
        assert not any(each.HasField("server") for each in (await client.catalogue()).values())


async def test_openai_with_another_address_is_a_server_of_ones_own(monkeypatch, serving_vendors):
    monkeypatch.setenv("VOICERA_OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    async with serving_vendors(adapters="openai") as client:
        for modality in pb.Modality.values()[1:]:
            (adapter,) = (await client.catalogue(modality)).values()
            assert adapter.server.address == "http://127.0.0.1:9/v1"


@pytest.mark.parametrize(
    ("address", "seen"),
    [
        ("http://gpu:8000/v1", "http://gpu:8000/v1"),
        ("https://me:key@gpu.example/v1?token=x#y", "https://gpu.example/v1"),
    ],
)
def test_an_address_is_shown_without_what_opens_doors(address, seen):
    assert shown(address) == seen
