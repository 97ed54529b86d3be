"""Pages of the running mesh in a real browser: one Chromium for all tests whose microphone does not matter."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.dashboard.archive import FilledArchive, filled, is_embedded
from tests.e2e.dashboard.chromium import Chromium, running_chromium
from tests.e2e.dashboard.sound import write_microphone
from tests.e2e.dashboard.visitor import SCREENS, Visitor, visiting
from tests.e2e.mesh import Mesh

_failed = pytest.StashKey[bool]()


@pytest.fixture(scope="package")
def chromium() -> Iterator[Chromium]:
    """Gone with the last of these tests: while Playwright runs, its event loop stands in the way of others."""
    with running_chromium() as chromium:
        yield chromium


@pytest.fixture(scope="package")
def browser(chromium: Chromium) -> Iterator[Any]:
    with chromium.browser() as browser:
        yield browser


@pytest.fixture(scope="session")
def archive(mesh: Mesh) -> FilledArchive:
    """An organization of its own with 50,000 calls, written straight into the store."""
    if not is_embedded(mesh):
        pytest.skip("only the embedded store can be filled from outside within seconds")
    return filled(mesh)


@pytest.fixture
def visitor(browser: Any, mesh: Mesh, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    with visiting(browser, mesh) as visitor:
        yield visitor
        _keep_screen(visitor, request.node)
    assert visitor.complaints == []


@pytest.fixture
def speaking_visitor(
    chromium: Chromium, mesh: Mesh, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Visitor]]:
    """Call it with what the visitor's microphone hears: sentences, and seconds of silence."""
    with ExitStack() as stack:
        visitors: list[Visitor] = []

        def visit(*parts: str | float) -> Visitor:
            microphone = write_microphone(tmp_path / "microphone.wav", *parts)
            browser = stack.enter_context(chromium.browser(microphone))
            visitors.append(stack.enter_context(visiting(browser, mesh)))
            return visitors[-1]

        yield visit
        for visitor in visitors:
            _keep_screen(visitor, request.node)
    assert [each for visitor in visitors for each in visitor.complaints] == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    report = yield
    if report.when == "call":
        item.stash[_failed] = report.failed
    return report


def _keep_screen(visitor: Visitor, test: pytest.Item) -> None:
    """What was on the screen as the test failed."""
    if test.stash.get(_failed, False):
        SCREENS.mkdir(parents=True, exist_ok=True)
        visitor.page.screenshot(path=SCREENS / f"{test.name}.png", full_page=True)
