"""What waits for a client that does not read."""

import pytest

from voicera_kit.errors import ResourceExhausted
from voicera_voice.conversation.stream import StreamFront


async def sent(front: StreamFront) -> list[str]:
    return [response.WhichOneof("message") async for response in front.responses()]


async def test_audio_for_listeners_is_dropped_before_it_costs_the_call():
    front = StreamFront(wants_interim=False)
    for number in range(2000):
        front.send_monitored(number * 100, b"caller", b"agent")
    front.send_audio(1, b"agent", first=True)
    front.close()
    kinds = await sent(front)
    assert kinds[-1] == "audio"
    assert 1 <= kinds.count("monitored") <= 200


async def test_a_client_that_reads_nothing_of_what_counts_is_cut_off():
    front = StreamFront(wants_interim=False)
    for sequence in range(2000):
        front.send_audio(sequence, b"agent", first=False)
    with pytest.raises(ResourceExhausted):
        await sent(front)
