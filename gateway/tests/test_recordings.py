"""Recordings over HTTP: ranges, conditions and who may hear them."""

import httpx
import pytest

from .conftest import World
from .fakes.agents import ORGANIZATION

PATH = "/v1/calls/call_1/recording"


def bearer(world: World, organization_id: str = ORGANIZATION, role: str = "viewer") -> dict[str, str]:
    return {"Authorization": f"Bearer {world.signer.member(organization_id, role, 'user_7').token}"}


async def test_whole_recording(running: World):
    response = await running.client.get(PATH, headers=bearer(running))
    assert response.status_code == 200
    assert response.content == running.recordings.content
    assert response.headers["content-type"] == "audio/wav"
    assert response.headers["accept-ranges"] == "bytes"
    assert response.headers["content-length"] == str(len(running.recordings.content))
    assert set(running.recordings.asked_by) == {"user_7"}


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=100-9999", 100, 9999),
        ("bytes=25000-", 25000, 25599),
        ("bytes=25000-99999", 25000, 25599),
        ("bytes=-10", 25590, 25599),
        ("bytes=-99999", 0, 25599),
    ],
)
async def test_range(running: World, header: str, first: int, last: int):
    response = await running.client.get(PATH, headers=bearer(running) | {"Range": header})
    assert response.status_code == 206
    assert response.content == running.recordings.content[first : last + 1]
    assert response.headers["content-range"] == f"bytes {first}-{last}/25600"


@pytest.mark.parametrize("header", ["bytes=25600-", "bytes=-0", "bytes=99999-100000"])
async def test_range_behind_the_end(running: World, header: str):
    response = await running.client.get(PATH, headers=bearer(running) | {"Range": header})
    assert response.status_code == 416
    assert response.headers["content-range"] == "bytes */25600"


@pytest.mark.parametrize(
    "header", ["bytes=5-1", "bytes=-", "bytes=0-1,5-6", "lines=1-2", "bytes=a-b", "bytes=" + "9" * 40 + "-"]
)
async def test_range_that_makes_no_sense_is_ignored(running: World, header: str):
    response = await running.client.get(PATH, headers=bearer(running) | {"Range": header})
    assert (response.status_code, len(response.content)) == (200, 25600)


async def test_conditions(running: World):
    headers = bearer(running)
    etag = (await running.client.get(PATH, headers=headers)).headers["etag"]
    for condition in (etag, f'"x", W/{etag}', "*"):
        response = await running.client.get(PATH, headers=headers | {"If-None-Match": condition})
        assert (response.status_code, response.content) == (304, b"")
    same = await running.client.get(PATH, headers=headers | {"Range": "bytes=0-9", "If-Range": etag})
    changed = await running.client.get(PATH, headers=headers | {"Range": "bytes=0-9", "If-Range": '"old"'})
    assert (same.status_code, changed.status_code) == (206, 200)


async def test_head_has_no_body(running: World):
    response = await running.client.head(PATH, headers=bearer(running) | {"Range": "bytes=0-99"})
    assert (response.status_code, response.headers["content-length"], response.content) == (206, "100", b"")


async def test_only_members_hear_it(running: World):
    cases = [({}, 401), ({"Authorization": "Bearer nonsense"}, 401), (bearer(running, "org_2"), 404)]
    for headers, status in cases:
        response = await running.client.get(PATH, headers=headers)
        assert response.status_code == status
        assert response.json()["details"][0]["@type"] == "type.googleapis.com/google.rpc.ErrorInfo"
    missing = await running.client.get("/v1/calls/call_9/recording", headers=bearer(running))
    assert missing.json()["details"][0]["reason"] == "RECORDING_NOT_FOUND"


async def test_recording_that_is_shorter_than_said_does_not_look_complete(running: World):
    running.recordings.cut = 10_000
    with pytest.raises(httpx.RemoteProtocolError):
        await running.client.get(PATH, headers=bearer(running))
