"""One mesh of two replicas of each service on FerretDB, MinIO and Redis, for all tests here."""

from collections.abc import Iterator

import pytest

from tests.e2e.conftest import account, carrier, number_for  # noqa: F401 - fixtures
from tests.e2e.mesh import Mesh, running_mesh


@pytest.fixture(scope="session")
def mesh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mesh]:
    with running_mesh(tmp_path_factory.mktemp("replicas"), VOICERA_STORE="mongo") as running:
        yield running


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/integration/" in str(item.path):
            item.add_marker(pytest.mark.integration)
