import pytest

from voicera_adapters.net import QUOTA_EXHAUSTED
from voicera_kit.errors import FailedPrecondition, InvalidArgument

from .rigs.cartesia_text_to_speech import RIG
from .test_text_to_speech import TEXT, speaking, spoken


async def test_one_socket_is_opened_ahead_and_speaks_every_text(serve, phone):
    async with serve(RIG) as served:
        stream = await speaking(served, phone)
        await stream.hear()
        assert len(served.vendor.requests) == 1
        for segment in (1, 2, 3):
            await spoken(stream, segment)
        contexts = [told["context_id"] for told in served.vendor.told()]
        headers = served.vendor.requests[0].headers
    assert len(served.vendor.requests) == 1
    assert len(set(contexts)) == len(contexts) == 3
    assert headers["authorization"] == "Bearer sk_car_planted"
    assert headers["cartesia-version"] == "2026-03-01"


async def test_words_come_with_their_times(serve, phone):
    async with serve(RIG) as served:
        stream = await speaking(served, phone)
        _, end = await spoken(stream, text="Good morning")
    assert [(word.text, word.start_ms) for word in end.words] == [("Good", 0), ("morning", 500)]


async def test_phones_get_mulaw_unconverted(serve, phone):
    async with serve(RIG) as served:
        stream = await speaking(served, phone)
        audio, _ = await spoken(stream)
        wanted = served.vendor.told()[0]["output_format"]
    assert wanted == {"container": "raw", "encoding": "pcm_mulaw", "sample_rate": 8_000}
    assert audio == bytes(range(256)) * 32


async def test_a_canceled_context_is_named_and_its_rest_not_heard(serve, phone, eventually):
    async with serve(RIG, vendor_answer_s=10) as served:
        vendor = served.vendor
        vendor.pause = True
        stream = await speaking(served, phone)
        await stream.hear()
        await stream.say(segment={"id": 1, "text": TEXT})
        await stream.hear()
        await stream.say(cancel={"id": 5})
        await eventually(lambda: vendor.canceled)
        vendor.pause = False
        while (await stream.hear()).DESCRIPTOR.name != "SpeechCanceled":
            pass
        audio, _ = await spoken(stream, 2)
    assert vendor.canceled == [vendor.told()[0]["context_id"]]
    assert audio == bytes(range(256)) * 32
    assert len(vendor.requests) == 1


async def test_a_socket_closed_between_texts_is_opened_anew(serve, phone, eventually):
    async with serve(RIG) as served:
        served.vendor.hangs_up = True
        stream = await speaking(served, phone)
        await spoken(stream)
        await eventually(lambda: not served.vendor.hangs_up)
        audio, _ = await spoken(stream, 2)
    assert audio
    assert len(served.vendor.requests) == 2


async def test_a_socket_whose_other_side_vanished_is_replaced_by_the_next_text(serve, phone):
    async with serve(RIG, vendor_answer_s=30) as served:
        stream = await speaking(served, phone)
        await spoken(stream)
        served.vendor.vanish()
        audio, _ = await spoken(stream, 2)
        again, _ = await spoken(stream, 3)
    assert audio
    assert again
    assert len(served.vendor.requests) == 2


async def test_a_socket_that_answers_no_ping_is_given_up_between_texts(serve, phone):
    async with serve(RIG, vendor_answer_s=1.0) as served:
        served.vendor.pongs = False
        stream = await speaking(served, phone)
        await spoken(stream)
        await served.vendor.somebody_left()
        served.vendor.pongs = True
        audio, _ = await spoken(stream, 2)
    assert audio
    assert len(served.vendor.requests) == 2


@pytest.mark.parametrize(
    ("status", "kind", "reason"),
    [(402, FailedPrecondition, QUOTA_EXHAUSTED), (400, InvalidArgument, "INVALID_ARGUMENT")],
)
async def test_refusals_over_the_socket_are_told_in_our_words(serve, phone, status, kind, reason):
    async with serve(RIG) as served:
        served.vendor.refuses = status
        stream = await speaking(served, phone)
        with pytest.raises(kind) as caught:
            await spoken(stream)
    assert caught.value.reason == reason
    assert "secret" not in str(caught.value)
