"""Azure OpenAI, which says first what its filter thought of the conversation."""

from collections.abc import Iterator

from .chat_completions import KEY, ChatCompletions, chunk, rig
from .server import Seen


class AzureOpenAI(ChatCompletions):
    def _chunks(self, seen: Seen) -> Iterator[bytes]:
        verdict = {"hate": {"filtered": False, "severity": "safe"}}
        yield chunk(prompt_filter_results=[{"prompt_index": 0, "content_filter_results": verdict}])
        yield from super()._chunks(seen)


RIG = rig(
    "azure_openai",
    "our-gpt-4-1-mini",
    AzureOpenAI,
    account={"api_key": KEY, "resource": "acme-voice"},
    path="/openai/v1/chat/completions",
    authorization=("api-key", KEY),
    unknown=("max_tokens",),
)
