"""Runs the suite against every engine; the test of one is in a module named after it."""

import secrets
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from minio import Minio as Client
from pydantic import SecretStr

from store_servers import Minio, running_minio
from voicera_kit.objects import ObjectAccess, ObjectStore, open_objects
from voicera_kit.objects.s3 import S3Address

ENGINES = ("directory", pytest.param("s3", marks=pytest.mark.integration))


@dataclass(frozen=True)
class Bucket:
    """A new bucket of a running server, and a client that sees what the store does not show."""

    server: Minio
    address: S3Address

    @property
    def url(self) -> str:
        return f"s3:{self.address.endpoint}/{self.address.bucket}"

    @property
    def access(self) -> ObjectAccess:
        return ObjectAccess(SecretStr(self.server.access_key), SecretStr(self.server.secret_key))

    @property
    def client(self) -> Client:
        host = self.server.endpoint.removeprefix("http://")
        return Client(
            endpoint=host, access_key=self.server.access_key, secret_key=self.server.secret_key, secure=False
        )

    def unfinished_uploads(self, key: str) -> list[str]:
        """MinIO tells only of uploads whose key is asked for whole."""
        found = self.client._list_multipart_uploads(bucket_name=self.address.bucket, prefix=f"org_1/{key}")
        return [each.object_name for each in found.uploads]


@pytest.fixture(scope="session")
def minio_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Minio]:
    with running_minio(tmp_path_factory.mktemp("minio")) as server:
        yield server


@pytest.fixture
def bucket(minio_server: Minio) -> Bucket:
    made = Bucket(minio_server, S3Address(minio_server.endpoint, f"test-{secrets.token_hex(6)}"))
    made.client.make_bucket(bucket_name=made.address.bucket)
    return made


@pytest.fixture(params=ENGINES)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[ObjectStore]:
    if request.param == "directory":
        async with open_objects("directory:", tmp_path) as opened:
            yield opened
    else:
        bucket = request.getfixturevalue("bucket")
        async with open_objects(bucket.url, tmp_path, bucket.access) as opened:
            yield opened
