"""What the archive has not acknowledged is kept, within a bound."""

from voicera.media.v1 import call_event_pb2
from voicera_voice.recording.tail import Tail
from voicera_voice.recording.tracks import Block


def block(number: int) -> Block:
    return Block(number * 8000, 8000, b"\x10" * 8000, b"\x20" * 8000)


def event(sequence: int) -> call_event_pb2.CallEvent:
    return call_event_pb2.CallEvent(sequence=sequence)


def sent(tail: Tail) -> list:
    return [item if isinstance(item, Block) else item.sequence for item in tail.unsent()]


def test_everything_is_sent_once():
    tail = Tail(80_000)
    tail.add_event(event(1))
    tail.add_block(block(0))
    assert sent(tail) == [1, block(0)]
    assert sent(tail) == []
    tail.add_block(block(1))
    assert sent(tail) == [block(1)]


def test_a_new_connection_gets_what_is_not_durable():
    tail = Tail(80_000)
    for number in range(3):
        tail.add_event(event(number + 1))
        tail.add_block(block(number))
    sent(tail)
    tail.reopened(2, 8000)
    assert sent(tail) == [3, block(1), block(2)]


def test_a_block_that_is_durable_in_part_is_sent_again():
    tail = Tail(80_000)
    tail.add_block(block(0))
    tail.reopened(0, 4000)
    assert sent(tail) == [block(0)]


def test_what_is_durable_is_forgotten():
    tail = Tail(80_000)
    tail.add_event(event(1))
    tail.add_block(block(0))
    tail.acknowledge(1, 8000)
    assert tail.empty


def test_the_oldest_audio_becomes_silence_beyond_the_bound():
    tail = Tail(16_000)
    for number in range(4):
        tail.add_block(block(number))
    blocks = sent(tail)
    assert [each.start_sample for each in blocks] == [0, 8000, 16000, 24000]
    assert [each.caller[0] for each in blocks] == [0xFF, 0xFF, 0x10, 0x10]
    tail.acknowledge(0, 24000)
    tail.add_block(block(4))
    assert [each.caller[0] for each in sent(tail)] == [0x10]


def test_events_beyond_the_bound_are_dropped_from_the_first_on_so_that_no_gap_arises():
    tail = Tail(80_000, max_events=2)
    for sequence in range(1, 5):
        tail.add_event(event(sequence))
    assert sent(tail) == [1, 2]
    tail.acknowledge(2, 0)
    tail.add_event(event(5))
    tail.add_block(block(0))
    assert sent(tail) == [block(0)]
