import pytest
from aiohttp import web

from voicera_adapters.net import KEY_REJECTED
from voicera_kit.errors import FailedPrecondition, InvalidArgument

from .rigs.google_text_to_speech import RIG, TONE
from .test_text_to_speech import speaking, spoken


async def test_a_named_voice_speaks_its_own_locale(serve, phone):
    async with serve(RIG) as served:
        stream = await speaking(served, phone, voice="ta-IN-Wavenet-A", language="en-IN")
        await spoken(stream)
        body = served.vendor.requests[0].body
    assert body["voice"] == {"languageCode": "ta-IN", "name": "ta-IN-Wavenet-A"}


async def test_phones_get_mulaw_out_of_its_wav_file_unconverted(serve, phone):
    async with serve(RIG) as served:
        stream = await speaking(served, phone)
        audio, _ = await spoken(stream)
        body = served.vendor.requests[0].body
    assert (body["audioConfig"]["audioEncoding"], body["audioConfig"]["sampleRateHertz"]) == ("MULAW", 8_000)
    assert audio == TONE


@pytest.mark.parametrize(
    ("details", "kind", "reason"),
    [
        ([{"@type": "x", "reason": "API_KEY_INVALID"}], FailedPrecondition, KEY_REJECTED),
        ([], InvalidArgument, "INVALID_ARGUMENT"),
    ],
)
async def test_a_wrong_key_is_no_wrong_request(serve, phone, details, kind, reason):
    async with serve(RIG) as served:
        error = {"code": 400, "message": "secret", "status": "INVALID_ARGUMENT", "details": details}
        served.vendor.refuse = lambda: web.json_response({"error": error}, status=400)
        stream = await speaking(served, phone)
        with pytest.raises(kind) as caught:
            await spoken(stream)
    assert caught.value.reason == reason
