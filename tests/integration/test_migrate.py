"""An installation that began on files goes on, with everything it had, on MongoDB, S3 and Redis."""

import asyncio
import os
import subprocess
import sys

import pytest
from pydantic import SecretStr

from store_servers import running_minio, running_redis
from store_servers.ferretdb import running_ferretdb
from tests.e2e.carrier import Carrier
from tests.e2e.mesh import running_mesh
from tests.e2e.specs import reception
from voicera_kit.objects.access import ObjectAccess
from voicera_kit.objects.s3.address import S3Address
from voicera_kit.objects.s3.provision import provision

NUMBER = "+918045777001"
TALK = ("listen", {"say": "yes please"}, {"wait_hangup": 20000})


def book(mesh) -> str:
    """A call from beginning to end; returns its id."""
    account, carrier = mesh.account(), Carrier.of(mesh)
    placed = carrier.call(NUMBER, *TALK)
    assert carrier.report(placed)["ok"]
    call = account.ended(account.call(placed)["id"])
    assert call["disposition"] == "booked"
    return str(call["id"])


def record_of(mesh, call_id):
    """Everything that is kept of a call."""
    account = mesh.account()
    recording = account.http.get(f"/v1/calls/{call_id}/recording")
    assert recording.is_success
    call = account.get(f"/v1/calls/{call_id}")
    return call, account.events(call_id), account.transcript(call_id), recording.content


def migrate(data_dir, **settings):
    environment = {**os.environ, "VOICERA_DATA_DIR": str(data_dir), **settings}  # noqa: TID251 - for a child
    command = [sys.executable, "-m", "voicera_local", "migrate"]
    moved = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert moved.returncode == 0, moved.stderr
    assert "Moved and verified" in moved.stdout


@pytest.mark.timeout(400)
def test_an_installation_goes_on_after_its_data_moved(tmp_path):
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    with running_mesh(data_dir) as mesh:
        account = mesh.account()
        account.attach(NUMBER, account.publish("Reception", reception()))
        call_id = book(mesh)
        before = record_of(mesh, call_id)
    with (
        running_ferretdb(tmp_path / "ferretdb") as documents,
        running_minio(tmp_path / "minio") as minio,
        running_redis(tmp_path / "redis") as redis,
    ):
        access = ObjectAccess(SecretStr(minio.access_key), SecretStr(minio.secret_key))
        asyncio.run(provision(S3Address.parse(f"{minio.endpoint}/moved"), access))
        keys = {
            "VOICERA_OBJECTS_ACCESS_KEY": minio.access_key,
            "VOICERA_OBJECTS_SECRET_KEY": minio.secret_key,
        }
        objects = f"s3:{minio.endpoint}/moved"
        migrate(data_dir, VOICERA_TO_DOCUMENTS_URL=documents, VOICERA_TO_OBJECTS_URL=objects, **keys)
        for file in data_dir.glob("*.db*"):
            file.unlink()
        settings = {
            "VOICERA_REPLICAS": "2",
            "VOICERA_DOCUMENTS_URL": documents,
            "VOICERA_OBJECTS_URL": objects,
            "VOICERA_BUS_URL": redis.url,
        }
        with running_mesh(data_dir, **settings, **keys) as mesh:
            assert record_of(mesh, call_id) == before
            assert book(mesh) != call_id
