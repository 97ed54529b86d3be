"""Recordings behind links: for everybody who has one that works, and nobody else."""

import asyncio

from voicera.media.v1 import share_service_pb2 as shares
from voicera_gateway.edge.guesses import PER_MINUTE

from .conftest import World

SECRET = "s" * 43
PATH = f"/v1/shares/{SECRET}/recording"


def link(world: World, *, with_recording: bool = True) -> None:
    world.shares.links[SECRET] = shares.Share(id="share_1", call_id="call_1", with_recording=with_recording)


async def test_whoever_has_the_link_hears_the_recording(running: World):
    link(running)
    whole = await running.client.get(PATH)
    assert whole.status_code == 200
    assert whole.content == running.recordings.content
    part = await running.client.get(PATH, headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, running.recordings.content[100:200])
    assert (await running.client.head(PATH)).status_code == 200


async def test_a_link_that_does_not_work_any_more_stops_at_once(running: World):
    link(running)
    etag = (await running.client.get(PATH)).headers["etag"]
    running.shares.links.clear()
    for headers in ({}, {"If-None-Match": etag}, {"Range": "bytes=0-9"}):
        assert (await running.client.get(PATH, headers=headers)).status_code == 404


async def test_a_link_without_recording_is_answered_like_one_that_never_was(running: World):
    link(running, with_recording=False)
    shown = await running.client.get(PATH)
    never = await running.client.get(f"/v1/shares/{'x' * 43}/recording")
    assert (shown.status_code, shown.json()) == (never.status_code, never.json())
    assert never.status_code == 404
    assert not running.recordings.asked_by


async def test_an_address_that_guesses_is_stopped_and_a_good_link_costs_nothing(running: World):
    link(running)
    for _ in range(PER_MINUTE + 5):
        assert (await running.client.get(PATH, headers={"Range": "bytes=0-9"})).status_code == 206
    running.shares.is_down = True
    for _ in range(PER_MINUTE + 5):
        assert (await running.client.get(PATH)).status_code == 503
    running.shares.is_down = False
    guesses = [
        await running.client.get(f"/v1/shares/{number:043}/recording") for number in range(PER_MINUTE + 5)
    ]
    assert [each.status_code for each in guesses] == [404] * PER_MINUTE + [429] * 5
    assert int(guesses[-1].headers["retry-after"]) > 0
    assert "link" in guesses[-1].json()["message"]


async def test_a_player_that_asks_for_many_parts_at_once_guesses_nothing(running: World):
    link(running)
    parts = [
        running.client.get(PATH, headers={"Range": f"bytes={number}-{number}"})
        for number in range(3 * PER_MINUTE)
    ]
    assert {each.status_code for each in await asyncio.gather(*parts)} == {206}
