"""Pages of the running mesh in a real browser: one Chromium for all tests whose microphone does not matter."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.dashboard.archive import FilledArchive, filled, is_embedded
from tests.e2e.dashboard.chromium import REPOSITORY, Chromium, running_chromium
from tests.e2e.dashboard.sound import write_microphone
from tests.e2e.dashboard.visitor import Visitor, leaving, visiting
from tests.e2e.mesh import Mesh

WALKS = REPOSITORY / ".artifacts/walks"
FAILURES = REPOSITORY / ".artifacts/failures"
QUALITY = 60
SCREEN_MS = 5_000

_failed = pytest.StashKey[bool]()


@pytest.fixture(autouse=True)
def kept_screens(request: pytest.FixtureRequest) -> Iterator[None]:
    """Of each visitor of a test, the last thing they saw, named after the test, in place of what was kept before."""
    name = re.sub(r"[^\w.-]+", "-", request.node.name)
    for old in [*WALKS.glob(f"{name}.jpg"), *WALKS.glob(f"{name}-[0-9].jpg")]:
        old.unlink()
    visitors: list[Visitor] = []

    def keep(visitor: Visitor) -> None:
        visitors.append(visitor)
        number = f"-{len(visitors)}" if len(visitors) > 1 else ""
        _keep_screen(visitor, WALKS / f"{name}{number}.jpg", quality=QUALITY)

    token = leaving.set(keep)
    yield
    leaving.reset(token)


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
        _keep_failure(visitor, request.node)
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
            _keep_failure(visitor, request.node)
    assert [each for visitor in visitors for each in visitor.complaints] == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    report = yield
    if report.when == "call":
        item.stash[_failed] = report.failed
    return report


def _keep_failure(visitor: Visitor, test: pytest.Item) -> None:
    """The whole page on which the test failed."""
    if test.stash.get(_failed, False):
        _keep_screen(visitor, FAILURES / f"{test.name}.png", full_page=True)


def _keep_screen(visitor: Visitor, file: Path, **options: Any) -> None:
    """As it is: what a picture usually waits for or switches off would need styles that the pages' policy refuses."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with suppress(
        Exception
    ):  # a page that has crashed or is closed has no picture, and that is not what failed
        visitor.page.screenshot(path=file, timeout=SCREEN_MS, caret="initial", **options)
