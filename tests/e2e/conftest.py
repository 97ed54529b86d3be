"""One mesh for all end-to-end tests; each test has agents and numbers of its own."""

import itertools
from collections.abc import Callable, Iterator

import pytest

from tests.e2e.carrier import Carrier
from tests.e2e.mesh import Account, Mesh, running_mesh
from tests.e2e.specs import Json

_numbers = itertools.count(918045000001)


@pytest.fixture(scope="session")
def mesh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mesh]:
    with running_mesh(tmp_path_factory.mktemp("mesh")) as running:
        yield running


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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/e2e/" in str(item.path):
            item.add_marker(pytest.mark.e2e)
