"""One mesh for all end-to-end tests; each test has agents and numbers of its own."""

import itertools
from collections.abc import Callable, Iterator

import pytest

from tests.e2e.carrier import Carrier
from tests.e2e.contracts import Caller
from tests.e2e.logs import leaks
from tests.e2e.mesh import Account, Mesh, running_mesh
from tests.e2e.specs import Json

_numbers = itertools.count(918045000001)
_counts = pytest.StashKey[dict[str, str]]()

PLANTED = ("918045000", "9198000000", "seven mangoes", "eight mangoes", "a long enough phrase")
"""How the numbers begin that the tests dial, and the passwords that they type."""


NOBODY = "http://127.0.0.1:9/v1"
"""Where no server of one's own runs, whatever else does on this machine."""


@pytest.fixture(scope="session")
def mesh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mesh]:
    data_dir = tmp_path_factory.mktemp("mesh")
    with running_mesh(data_dir, VOICERA_VLLM_BASE_URL=NOBODY) as running:
        yield running
    found = leaks(data_dir, (*PLANTED, running.credentials["password"]))
    assert not found, "\n".join(found)


@pytest.fixture(scope="session")
def caller(mesh: Mesh) -> Iterator[Caller]:
    caller = Caller(mesh)
    yield caller
    caller.close()


@pytest.fixture(scope="session")
def carrier(mesh: Mesh) -> Carrier:
    return Carrier.of(mesh)


@pytest.fixture(scope="session")
def account(mesh: Mesh) -> Account:
    return mesh.account()


@pytest.fixture
def number_for(account: Account, carrier: Carrier) -> Callable[[Json], str]:
    """Publishes a spec and returns a number that leads to it."""

    def publish(spec: Json) -> str:
        number = f"+{next(_numbers)}"
        carrier.rent(number)
        account.attach(number, account.publish(f"Agent behind {number}", spec))
        return number

    return publish


@pytest.fixture(scope="session")
def counts(pytestconfig: pytest.Config) -> dict[str, str]:
    """What the walks through the contracts covered, by their names; shown when all tests are over."""
    return pytestconfig.stash.setdefault(_counts, {})


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    counts = config.stash.get(_counts, {})
    if counts:
        terminalreporter.write_line("; ".join(f"{name}: {count}" for name, count in counts.items()))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/e2e/" in str(item.path):
            item.add_marker(pytest.mark.e2e)
