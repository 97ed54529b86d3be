"""A call is archived whole while the bus is away; who watches it sees it a little later."""

from typing import Any

from voicera_kit.testing import free_port


async def test_a_call_is_kept_while_the_bus_is_away(start: Any) -> None:
    async with start(bus_url=f"redis://127.0.0.1:{free_port()}/0") as media:
        call_id = await media.running()
        stream = await media.append()
        await stream.open(call_id)
        await stream.event(1, key_pressed={"digit": "1"})
        await stream.audio(0, bytes(1600))
        await stream.reached(sequence=1, samples=800)
        await stream.close()
        await media.end(call_id, "COMPLETED", "CALLER_HUNG_UP")
        assert len(await media.read(call_id)) > 0
