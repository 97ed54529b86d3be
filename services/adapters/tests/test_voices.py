"""Lists of voices: pages, languages, and what is remembered for how long."""

import asyncio
from collections.abc import Sequence

import pytest

from voicera.ai.v1 import adapter_catalog_service_pb2 as pb
from voicera_adapters.account import Account
from voicera_adapters.accounts import Accounts
from voicera_adapters.contract import Description, Modality, TextToSpeechCapabilities, Voice
from voicera_adapters.voices import FAILED_S, REMEMBERED_S, Voices
from voicera_kit.clock import VirtualClock
from voicera_kit.errors import InvalidArgument, NotFound, Unavailable


class Told:
    """An adapter whose vendor tells one voice, named by how often it was asked, or fails."""

    description = Description(
        id="told",
        modality=Modality.TEXT_TO_SPEECH,
        display_name="Told",
        languages=("en",),
        capabilities=TextToSpeechCapabilities(streaming=True, word_times=False, sample_rates_hz=(8000,)),
        settings=Account,
        voices=(Voice("known", "Known", "en"),),
    )

    def __init__(self) -> None:
        self.asked = 0
        self.fails = False

    async def voices(self, account: Account) -> Sequence[Voice]:
        self.asked += 1
        await asyncio.sleep(0)
        if self.fails:
            raise Unavailable("down")
        return [Voice(f"voice {self.asked}", "One", "en")]


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def voices(clock: VirtualClock) -> Voices:
    return Voices(Accounts(), clock.monotonic)


async def test_a_list_is_remembered_for_some_minutes(voices, clock):
    told = Told()
    assert (await voices.of(told, "org_1")).voices[0].id == "voice 1"
    await clock.advance(REMEMBERED_S - 1)
    assert (await voices.of(told, "org_1")).voices[0].id == "voice 1"
    await clock.advance(2)
    assert (await voices.of(told, "org_1")).voices[0].id == "voice 2"


async def test_a_vendor_that_failed_is_asked_again_soon(voices, clock):
    told = Told()
    told.fails = True
    failed = await voices.of(told, "org_1")
    assert (failed.live, [each.id for each in failed.voices]) == (False, ["known"])
    told.fails = False
    assert not (await voices.of(told, "org_1")).live
    await clock.advance(FAILED_S + 1)
    assert (await voices.of(told, "org_1")).live
    assert told.asked == 2


async def test_those_who_ask_at_once_share_one_question(voices):
    told = Told()
    await asyncio.gather(*(voices.of(told, "org_1") for _ in range(10)))
    assert told.asked == 1


async def test_who_leaves_does_not_spoil_the_answer_for_others(voices):
    told = Told()
    leaving, staying = (asyncio.create_task(voices.of(told, "org_1")) for _ in range(2))
    await asyncio.sleep(0)
    leaving.cancel()
    assert (await staying).live
    assert told.asked == 1


async def test_only_so_many_lists_are_remembered(voices):
    told = Told()
    for number in range(100):
        await voices.of(told, f"org_{number}")
    await voices.of(told, "org_99")
    assert told.asked == 100
    await voices.of(told, "org_0")
    assert told.asked == 101


async def test_pages_hold_every_voice_once_in_order(serving_vendors):
    async with serving_vendors(adapters="espeak") as client:
        whole = await client.voices(adapter="espeak", page_size=1000)
        found, token = [], ""
        while True:
            page = await client.voices(adapter="espeak", page_size=20, page_token=token)
            found += page.voices
            token = page.next_page_token
            if not token:
                break
    assert not whole.live
    assert found == list(whole.voices)
    assert len(found) > 100
    order = [(each.language.lower(), each.display_name.casefold(), each.id) for each in found]
    assert order == sorted(set(order))


async def test_a_page_has_a_hundred_voices_unless_told_otherwise(serving_vendors):
    async with serving_vendors(adapters="espeak") as client:
        assert len((await client.voices(adapter="espeak")).voices) == 100


async def test_a_language_is_spoken_in_any_region(serving_vendors):
    async with serving_vendors(adapters="espeak,openai") as client:
        english = await client.voices(adapter="espeak", language="en-IN", page_size=1000)
        of_every_language = await client.voices(adapter="openai", language="hi")
    assert {each.language.partition("-")[0] for each in english.voices} == {"en"}
    assert len(of_every_language.voices) > 5


@pytest.mark.parametrize(
    ("request_fields", "field"),
    [
        ({"page_size": -1}, "page_size"),
        ({"page_token": "nonsense"}, "page_token"),
        ({"modality": 99}, "modality"),
    ],
)
async def test_a_bad_request_is_refused_by_field(serving_vendors, request_fields, field):
    async with serving_vendors(adapters="espeak") as client:
        with pytest.raises(InvalidArgument) as caught:
            await client.voices(adapter="espeak", **request_fields)
    assert [each.field for each in caught.value.violations] == [field]


@pytest.mark.parametrize(
    "asked", [{"adapter": "piper"}, {"adapter": "scripted"}, {"adapter": "espeak", "modality": 1}]
)
async def test_an_adapter_that_is_not_here_is_not_found(serving_vendors, asked):
    async with serving_vendors(adapters="espeak,scripted") as client:
        with pytest.raises(NotFound) as caught:
            await client.voices(**asked)
    assert caught.value.metadata == {"kind": "adapter", "id": asked["adapter"]}


async def test_a_token_is_of_one_list(serving_vendors):
    async with serving_vendors(adapters="espeak") as client:
        token = (await client.voices(adapter="espeak", page_size=1)).next_page_token
        with pytest.raises(InvalidArgument):
            await client.voices(adapter="espeak", language="en", page_token=token)
        again = await client.voices(
            adapter="espeak", page_size=1, page_token=token, modality=pb.MODALITY_TEXT_TO_SPEECH
        )
    assert len(again.voices) == 1
