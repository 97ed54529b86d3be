"""Every voice: a cancel reaches the vendor, which stops in the middle of what it says."""

import asyncio

import pytest

from .rigs import rigs
from .test_text_to_speech import TEXT, speaking, spoken

RIGS = list(rigs("text_to_speech"))


def stopped(vendor):
    """Whoever asked went, or said so over the socket it keeps."""
    return vendor.left or getattr(vendor, "canceled", None)


@pytest.mark.parametrize("rig", RIGS, ids=lambda rig: rig.adapter)
async def test_cancel_reaches_the_vendor_in_the_middle(serve, phone, eventually, rig):
    async with serve(rig, vendor_answer_s=10) as served:
        vendor = served.vendor
        vendor.pause = True
        stream = await speaking(served, phone)
        await stream.hear()
        await stream.say(segment={"id": 1, "text": TEXT})
        await eventually(lambda: vendor.messages or any(each.body for each in vendor.requests))
        await asyncio.sleep(0.05)
        assert not stopped(vendor)
        await stream.say(cancel={"id": 5})
        while (await stream.hear()).DESCRIPTOR.name != "SpeechCanceled":
            pass
        await eventually(lambda: stopped(vendor))
        vendor.pause = False
        audio, _ = await spoken(stream, 2)
        assert audio
