"""The adapters of every pool are listed together; a pool that is silent is named."""

import asyncio

import pytest

from voicera.agents.v1 import integration_service_pb2 as pb
from voicera.ai.v1 import adapter_catalog_service_pb2 as ai
from voicera_agents.integration.catalogue import merge
from voicera_kit.errors import InvalidArgument


async def listed(agents, **request) -> pb.ListIntegrationsResponse:
    return await agents.integrations.ListIntegrations(
        pb.ListIntegrationsRequest(**request), metadata=agents.member(role="viewer")
    )


async def test_the_adapters_of_all_pools_are_listed_by_id_with_their_pool(agents) -> None:
    response = await listed(agents)
    assert [(each.id, each.pool) for each in response.adapters] == [
        ("espeak", "espeak"),
        ("openai", "core"),
        ("pocketsphinx", "core"),
        ("scripted", "core"),
    ]
    assert not response.unavailable_pools
    assert response.adapters[0].voices[0].id == "en-us+klatt2"


async def test_a_silent_pool_is_named_and_asked_again_soon(agents, pools, clock) -> None:
    pools.silent = {"espeak"}
    response = await listed(agents)
    assert list(response.unavailable_pools) == ["espeak"]
    assert [each.id for each in response.adapters] == ["openai", "pocketsphinx", "scripted"]
    pools.silent = set()
    assert list((await listed(agents)).unavailable_pools) == ["espeak"]
    await clock.advance(4)
    assert not (await listed(agents)).unavailable_pools


async def test_a_pool_is_asked_once_in_half_a_minute(agents, pools, clock) -> None:
    await asyncio.gather(*(listed(agents) for _ in range(10)))
    assert sorted(pools.asked) == ["core", "espeak"]
    await clock.advance(29)
    await listed(agents)
    assert len(pools.asked) == 2
    await clock.advance(2)
    await listed(agents)
    assert len(pools.asked) == 4


async def test_a_pool_of_garbage_does_not_stop_the_others(agents, pools) -> None:
    del pools.offers["espeak"]
    response = await listed(agents)
    assert list(response.unavailable_pools) == ["espeak"]
    assert len(response.adapters) == 3


async def test_adapters_come_in_pages(agents) -> None:
    names, token = [], ""
    while True:
        page = await listed(agents, page_size=1, page_token=token)
        names += [each.id for each in page.adapters]
        token = page.next_page_token
        if not token:
            break
    assert names == ["espeak", "openai", "pocketsphinx", "scripted"]


@pytest.mark.parametrize("request_fields", [{"page_token": "nonsense"}, {"page_size": -1}])
async def test_a_bad_page_is_refused(agents, request_fields: dict[str, object]) -> None:
    with pytest.raises(InvalidArgument):
        await listed(agents, **request_fields)


def test_an_adapter_of_two_pools_belongs_to_the_first() -> None:
    one = ai.Adapter(id="espeak", modality=ai.MODALITY_TEXT_TO_SPEECH, pool="a")
    two = ai.Adapter(id="espeak", modality=ai.MODALITY_TEXT_TO_SPEECH, pool="b")
    other = ai.Adapter(id="espeak", modality=ai.MODALITY_SPEECH_TO_TEXT, pool="b")
    merged = merge([("a", (one,)), ("b", (two, other))])
    assert merged.adapters == (other, one)
