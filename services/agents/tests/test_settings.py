"""Settings are read from the environment in the form people write them."""

import pytest
from pydantic import ValidationError

from voicera_agents.settings import AgentsSettings


def test_pools_are_written_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICERA_ADAPTER_POOLS", "core, espeak,,core")
    assert AgentsSettings().adapter_pools == ("core", "espeak")


def test_an_unknown_region_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICERA_DEFAULT_REGION", "INDIA")
    with pytest.raises(ValidationError, match="ISO 3166"):
        AgentsSettings()
