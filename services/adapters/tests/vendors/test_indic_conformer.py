"""What only IndicConformer does: callers share requests."""

import asyncio

import pytest

from voicera_adapters.net import ANSWER_INVALID
from voicera_adapters.vendors.indic_conformer import batches
from voicera_adapters.vendors.indic_conformer.batches import Batches
from voicera_kit.errors import ResourceExhausted, ServiceError, Unavailable

from .faults import require_meant
from .rigs.indic_conformer_speech_to_text import RIG
from .rigs.server import Fault
from .test_speech_to_text import final, listening, utter


class Server:
    """Echoes audio as text; `failure` fails, `gate` holds answers back."""

    def __init__(self):
        self.asked = []
        self.failure = None
        self.gate = asyncio.Event()
        self.gate.set()
        self.cancelled = 0

    async def __call__(self, key, audios):
        self.asked.append((key, list(audios)))
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if self.failure:
            raise self.failure
        return [each.decode() for each in audios]


@pytest.fixture
def server():
    return Server()


@pytest.fixture
def shared(server):
    return Batches(server)


async def test_callers_at_the_same_moment_share_a_request_and_get_their_own_text(shared, server):
    spoken = [b"one", b"two", b"three"]
    texts = await asyncio.gather(*(shared.transcribe("hi", each) for each in spoken))
    assert texts == ["one", "two", "three"]
    assert server.asked == [("hi", spoken)]


async def test_languages_do_not_share(shared, server):
    await asyncio.gather(shared.transcribe("hi", b"one"), shared.transcribe("ta", b"two"))
    assert sorted(server.asked) == [("hi", [b"one"]), ("ta", [b"two"])]


async def test_who_comes_later_gets_another_request(shared, server):
    server.gate.clear()
    first = asyncio.create_task(shared.transcribe("hi", b"one"))
    await asyncio.sleep(batches.WINDOW_S * 2)
    second = asyncio.create_task(shared.transcribe("hi", b"two"))
    await asyncio.sleep(batches.WINDOW_S * 2)
    server.gate.set()
    assert await asyncio.gather(first, second) == ["one", "two"]
    assert [audios for _, audios in server.asked] == [[b"one"], [b"two"]]


async def test_a_full_batch_does_not_wait_and_the_next_is_another(shared, server, monkeypatch):
    monkeypatch.setattr(batches, "WINDOW_S", 0.5)
    spoken = [f"{at}".encode() for at in range(batches.MOST + 1)]
    async with asyncio.timeout(5):
        texts = await asyncio.gather(*(shared.transcribe("hi", each) for each in spoken))
    assert texts == [each.decode() for each in spoken]
    assert [len(audios) for _, audios in server.asked] == [batches.MOST, 1]


async def test_long_utterances_are_not_put_together(shared, server, monkeypatch):
    monkeypatch.setattr(batches, "MOST_BYTES", 10)
    spoken = [b"aaaaaa", b"bbbb", b"c", b"d" * 50]
    await asyncio.gather(*(shared.transcribe("hi", each) for each in spoken))
    assert sorted(len(audios) for _, audios in server.asked) == [1, 1, 2]


async def test_a_failure_is_everybodys(shared, server):
    server.failure = Unavailable("down")
    told = await asyncio.gather(
        *(shared.transcribe("hi", each) for each in (b"one", b"two")), return_exceptions=True
    )
    assert [type(each) for each in told] == [Unavailable, Unavailable]
    server.failure = None
    assert await shared.transcribe("hi", b"three") == "three"


async def test_who_leaves_before_is_not_asked_about(shared, server):
    staying, leaving = (asyncio.create_task(shared.transcribe("hi", each)) for each in (b"one", b"two"))
    await asyncio.sleep(0)
    leaving.cancel()
    assert await staying == "one"
    assert server.asked == [("hi", [b"one"])]


async def test_who_leaves_meanwhile_leaves_the_others_alone(shared, server):
    server.gate.clear()
    leaving, staying = (asyncio.create_task(shared.transcribe("hi", each)) for each in (b"one", b"two"))
    await asyncio.sleep(batches.WINDOW_S * 2)
    leaving.cancel()
    await asyncio.sleep(0.01)
    server.gate.set()
    assert await staying == "two"
    assert server.cancelled == 0


async def test_when_all_have_left_the_request_ends(shared, server):
    server.gate.clear()
    leaving = [asyncio.create_task(shared.transcribe("hi", each)) for each in (b"one", b"two")]
    await asyncio.sleep(batches.WINDOW_S * 2)
    for each in leaving:
        each.cancel()
    await asyncio.gather(*leaving, return_exceptions=True)
    await asyncio.sleep(0.01)
    assert server.cancelled == 1


async def test_whoever_comes_when_all_have_left_starts_anew(shared, server):
    leaving = asyncio.create_task(shared.transcribe("hi", b"one"))
    await asyncio.sleep(0)
    leaving.cancel()
    await asyncio.gather(leaving, return_exceptions=True)
    assert await shared.transcribe("hi", b"two") == "two"
    assert server.asked == [("hi", [b"two"])]


async def test_only_so_many_wait(shared, server, monkeypatch):
    monkeypatch.setattr(batches, "MOST_WAITING", 2)
    server.gate.clear()
    waiting = [asyncio.create_task(shared.transcribe("hi", b"one")) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(ResourceExhausted):
        await shared.transcribe("hi", b"three")
    server.gate.set()
    await asyncio.gather(*waiting)
    assert await shared.transcribe("hi", b"four") == "four"


async def together(served, phone, count):
    """Have several callers finalize at the same moment; return their streams."""
    streams = [await listening(served, phone) for _ in range(count)]
    for stream in streams:
        await stream.hear()
    await asyncio.gather(*(utter(stream) for stream in streams))
    return streams


async def test_calls_share_requests_on_the_wire(serve, phone, monkeypatch):
    monkeypatch.setattr(batches, "WINDOW_S", 0.3)
    async with serve(RIG) as served:
        streams = await together(served, phone, 3)
        texts = [(await final(stream))[0].text for stream in streams]
        bodies = [seen.body for seen in served.vendor.requests]
    assert texts == ["hello world"] * 3
    assert [len(body["audios"]) for body in bodies] == [3]


@pytest.mark.parametrize("fault", [Fault.BROKEN, Fault.RATE, Fault.HANG], ids=lambda fault: fault.name)
async def test_a_failed_request_fails_each_call(serve, phone, monkeypatch, fault):
    monkeypatch.setattr(batches, "WINDOW_S", 0.3)
    async with serve(RIG) as served:
        served.vendor.fault = fault
        streams = await together(served, phone, 2)
        for stream in streams:
            with pytest.raises(ServiceError) as caught:
                await stream.hear_all()
            require_meant(fault, caught.value)
        assert len(served.vendor.requests) == 1


async def test_too_few_texts_are_not_understood(serve, phone, monkeypatch):
    monkeypatch.setattr(batches, "WINDOW_S", 0.3)
    async with serve(RIG) as served:
        served.vendor.answer_of = lambda body: {"texts": ["hello world"]}
        for stream in await together(served, phone, 2):
            with pytest.raises(Unavailable) as caught:
                await stream.hear_all()
            assert caught.value.reason == ANSWER_INVALID


async def test_who_leaves_while_the_server_thinks_ends_the_request(serve, phone, eventually):
    async with serve(RIG, vendor_answer_s=8.0) as served:
        served.vendor.fault = Fault.HANG
        (stream,) = await together(served, phone, 1)
        await eventually(lambda: served.vendor.requests)
        await asyncio.sleep(0.05)
        stream.call.cancel()
        await served.vendor.somebody_left()


async def test_a_server_may_need_no_key(serve, phone, monkeypatch):
    monkeypatch.setitem(RIG.account, "api_key", "")
    async with serve(RIG) as served:
        (stream,) = await together(served, phone, 1)
        assert (await final(stream))[0].text == "hello world"
        assert "authorization" not in served.vendor.requests[0].headers
