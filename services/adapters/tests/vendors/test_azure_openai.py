"""What only Azure OpenAI does."""

import json

import pytest
from pydantic import ValidationError

from voicera.ai.v1 import language_model_service_pb2 as llm
from voicera_adapters.vendors.azure_openai.account import AzureOpenAIAccount
from voicera_kit.errors import InvalidArgument

from .rigs.azure_openai_language_model import RIG
from .rigs.chat_completions import DONE, chunk
from .test_language_model import conversation


@pytest.mark.parametrize("resource", ["", "a.b", "evil.example/", "a@b", "-a", "a-", "a" * 65, "ä"])
def test_a_resource_is_nothing_but_a_part_of_a_host(resource):
    with pytest.raises(ValidationError):
        AzureOpenAIAccount(api_key="key", resource=resource)


def test_the_resource_is_the_host():
    account = AzureOpenAIAccount(api_key="key", resource="acme-voice")
    assert account.address == "https://acme-voice.openai.azure.com"


@pytest.mark.parametrize(
    "instead",
    [
        (400, json.dumps({"error": {"code": "content_filter", "param": "prompt", "status": 400}}).encode()),
        (200, chunk({"content": "Well"}) + chunk({}, "content_filter") + DONE),
    ],
)
async def test_what_the_filter_stops_is_a_finish(serve, instead):
    async with serve(RIG) as served:
        served.vendor.instead = instead
        *_, finish = await served.client.answer(conversation(RIG))
    assert finish.reason == llm.FINISH_REASON_CONTENT_FILTER


async def test_the_filters_late_verdicts_are_no_words(serve):
    late = (
        b'data: {"choices": [{"index": 0, "content_filter_results": {}, "content_filter_offsets": {}}]}\n\n'
    )
    async with serve(RIG) as served:
        served.vendor.instead = (200, chunk({"content": "Hi"}) + late + chunk({}, "stop") + DONE)
        words, finish = await served.client.answer(conversation(RIG))
    assert (words, finish.reason) == ("Hi", llm.FINISH_REASON_STOP)


async def test_a_deployment_that_is_not_there_is_a_wrong_model(serve):
    async with serve(RIG) as served:
        served.vendor.instead = (404, b'{"error": {"code": "DeploymentNotFound", "message": "no"}}')
        with pytest.raises(InvalidArgument) as caught:
            await served.client.answer(conversation(RIG))
    assert [each.field for each in caught.value.violations] == ["model"]
