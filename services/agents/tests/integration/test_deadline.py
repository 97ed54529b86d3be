"""A pool that never answers holds nobody up for longer than the deadline."""

from pathlib import Path

import pytest

from voicera.agents.v1 import integration_service_pb2 as pb
from voicera_agents.settings import AgentsSettings


@pytest.fixture
def settings(tmp_path: Path) -> AgentsSettings:
    return AgentsSettings(data_dir=tmp_path, catalogue_deadline_s=0.5, adapter_pools="core,espeak")


async def test_a_stuck_pool_counts_as_silent(agents, pools) -> None:
    pools.stuck = {"espeak"}
    response = await agents.integrations.ListIntegrations(
        pb.ListIntegrationsRequest(), metadata=agents.member()
    )
    assert list(response.unavailable_pools) == ["espeak"]
