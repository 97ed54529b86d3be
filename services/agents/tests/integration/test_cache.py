"""What a pool offers is remembered for as long as the settings say."""

from pathlib import Path

import pytest

from voicera.agents.v1 import integration_service_pb2 as pb
from voicera_agents.settings import AgentsSettings


@pytest.fixture
def settings(tmp_path: Path) -> AgentsSettings:
    return AgentsSettings(data_dir=tmp_path, catalogue_cache_s=5, adapter_pools="core,espeak")


async def test_a_pool_is_asked_again_after_the_time_of_the_settings(agents, pools, clock) -> None:
    for passed_s, asked in ((0, 2), (4, 2), (2, 4)):
        await clock.advance(passed_s)
        await agents.integrations.ListIntegrations(pb.ListIntegrationsRequest(), metadata=agents.member())
        assert len(pools.asked) == asked
