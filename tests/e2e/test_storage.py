"""Encrypted calls are downloaded like any other, until their key is destroyed."""

import httpx
import pytest

from tests.e2e.carrier import Carrier
from tests.e2e.mesh import Account, Mesh, wait_for
from tests.e2e.specs import reception

OURS = "+918045994001"
KEY_MEMORY_S = 45
"""Another replica than the one that destroyed a key forgets it within twice 20 s."""


@pytest.fixture(scope="module")
def tenant(mesh: Mesh, carrier: Carrier) -> Account:
    account = mesh.new_organization("encrypting")
    carrier.rent(OURS)
    account.attach(OURS, account.publish("Reception", reception()))
    return account


def test_a_call_is_readable_until_its_key_is_destroyed(mesh: Mesh, tenant: Account, carrier: Carrier) -> None:
    policy = tenant.post("/v1/storagePolicy:update", {"encrypt": True})
    placed = carrier.call(OURS, "listen", {"say": "no thank you"}, {"wait_hangup": 20000})
    call = tenant.ended(tenant.call(placed)["id"])
    paths = [f"/v1/calls/{call['id']}/{part}" for part in ("recording", "transcript", "events")]
    assert all(tenant.http.get(path).is_success for path in paths)
    whole = tenant.http.get(paths[0]).content
    part = tenant.http.get(paths[0], headers={"range": "bytes=70000-70999"})
    assert (part.status_code, part.content) == (206, whole[70_000:71_000])
    assert whole.startswith(b"RIFF")
    kept = [path for path in mesh.data_dir.rglob("*") if call["id"] in str(path) and path.is_file()]
    assert kept
    assert not any(b"RIFF" in path.read_bytes() for path in kept)
    destroyed = tenant.post("/v1/storagePolicy:destroyEncryptionKey", {"key_id": policy["key_id"]})
    assert destroyed["key_id"] not in {"", policy["key_id"]}
    for path in paths:
        answer = wait_for(lambda path=path: refused(tenant.http.get(path)), KEY_MEMORY_S)
        assert answer.status_code == 400, f"{path}: {answer.status_code}"
        assert answer.json()["details"][0]["reason"] == "ENCRYPTION_KEY_DESTROYED"
    assert [each["id"] for each in tenant.get("/v1/calls")["calls"]] == [call["id"]]


def refused(answer: httpx.Response) -> httpx.Response | None:
    return answer if answer.is_client_error else None
