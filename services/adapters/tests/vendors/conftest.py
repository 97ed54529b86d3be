"""Serves one vendor's adapter, and its fake vendor."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from .rigs.rig import Rig
from .rigs.server import Vendor


@dataclass(frozen=True)
class Served:
    """`client` speaks ai.v1 to the adapter."""

    rig: Rig
    vendor: Vendor
    client: Any


Serve = Callable[..., AbstractAsyncContextManager[Served]]


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch, serving_vendors: Any) -> Serve:
    @asynccontextmanager
    async def serving(rig: Rig, **settings: Any) -> AsyncIterator[Served]:
        limits = {"vendor_open_s": 1.0, "vendor_answer_s": 1.0} | settings
        async with rig.make().running() as vendor:
            for name, value in rig.environment(vendor).items():
                monkeypatch.setenv(name, value)
            async with serving_vendors(adapters=rig.adapter, **limits) as client:
                yield Served(rig, vendor, client)

    return serving
