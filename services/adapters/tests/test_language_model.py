import pytest

from voicera.ai.v1 import language_model_service_pb2 as llm
from voicera_adapters.catalogue import Adapters
from voicera_adapters.contract import (
    Description,
    Finish,
    FinishReason,
    LanguageModelCapabilities,
    Modality,
    ToolCall,
)
from voicera_adapters.net import ANSWER_INVALID
from voicera_adapters.vendors.espeak.settings import EspeakSettings
from voicera_kit.errors import Unavailable

STOP = Finish(FinishReason.STOP)


class FakeVendor:
    description = Description(
        id="fake",
        modality=Modality.LANGUAGE_MODEL,
        display_name="Fake",
        languages=("*",),
        capabilities=LanguageModelCapabilities(streaming=True, tools=True),
        settings=EspeakSettings,
        any_model=True,
    )

    def __init__(self, *deltas):
        self.deltas = deltas

    async def generate(self, generation):
        for delta in self.deltas:
            yield delta


def nested(levels):
    return {"deeper": nested(levels - 1)} if levels else {}


async def answer(serving, *deltas):
    async with serving(Adapters({}, {}, {"fake": FakeVendor(*deltas)})) as client:
        messages = [llm.Message(role=llm.MESSAGE_ROLE_USER, text="hello")]
        return await client.answer(llm.GenerateRequest(adapter="fake", model="m", messages=messages))


async def test_words_calls_and_the_finish_are_told(serving):
    words, call, finish = await answer(serving, "Hi", ToolCall("1", "book", {"day": "monday"}), STOP)
    assert (words, call.name, finish.reason) == ("Hi", "book", llm.FINISH_REASON_STOP)


@pytest.mark.parametrize(
    "deltas",
    [
        (),
        ("Hi",),
        ("Hi", ToolCall("1", "book", {})),
        ("Hi", None, STOP),
        (ToolCall("1", "book", {"day": float("nan")}), STOP),
        (ToolCall("1", "book", {"days": [{"at": float("inf")}]}), STOP),
        (ToolCall("1", "book", {"day": object()}), STOP),
        (ToolCall("1", "book", nested(500)), STOP),
        ("\ud83d", STOP),
        (Finish(FinishReason.STOP, input_tokens=-(2**40)),),
    ],
    ids=[
        "nothing",
        "no finish",
        "no finish after a call",
        "none",
        "nan",
        "infinite",
        "object",
        "deep",
        "half",
        "count",
    ],
)
async def test_an_answer_without_an_end_or_sense_is_a_failure(serving, deltas):
    with pytest.raises(Unavailable) as caught:
        await answer(serving, *deltas)
    assert caught.value.reason == ANSWER_INVALID
