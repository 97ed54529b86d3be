"""Fixtures every suite uses."""

import pytest

from voicera_kit.clock import VirtualClock


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()
