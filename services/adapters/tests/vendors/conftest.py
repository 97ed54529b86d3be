"""Serves one vendor's adapter, and its fake vendor."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from .exercised import EXERCISED, table, vendors
from .rigs import rigs
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


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-adapters-table", action="store_true", help="write docs/adapters.md anew")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """After a whole run the page must show what was done."""
    if exitstatus != pytest.ExitCode.OK or vendors() != everything():
        return
    if session.config.getoption("--write-adapters-table", default=False):
        EXERCISED.show(table())
    elif EXERCISED.shown() != table():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if vendors() == everything() and EXERCISED.shown() != table():
        terminalreporter.write_line("docs/adapters.md does not show what was done: make adapters-table")


def everything() -> set[tuple[str, str]]:
    modalities = ("speech_to_text", "text_to_speech", "language_model", "translation", "realtime")
    return {(name.replace("_", " "), rig.adapter) for name in modalities for rig in rigs(name)}
