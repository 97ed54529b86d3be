import time

from voicera_kit.ids import new_id


def test_ids_sort_by_time_and_never_repeat() -> None:
    early = {new_id("call") for _ in range(1000)}
    time.sleep(0.002)
    assert len(early) == 1000
    assert max(early) < new_id("call")


def test_ids_begin_with_their_kind() -> None:
    prefix, rest = new_id("call").split("_")
    assert (prefix, len(rest)) == ("call", 26)
