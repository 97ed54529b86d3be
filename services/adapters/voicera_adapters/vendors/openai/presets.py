"""Servers that speak OpenAI's chat completions: what is different about each."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from pydantic import SecretStr

from voicera_adapters.account import Account


class KeyAccount(Account):
    api_key: SecretStr


class OptionalKeyAccount(Account):
    """Of a server that may want no key."""

    api_key: SecretStr = SecretStr("")


@dataclass(frozen=True, slots=True)
class Preset:
    """`tokens_field` names the longest answer: OpenAI renamed it, compatible servers mostly did not.

    `asks_usage` is for servers that count only when asked. `response_schema` is whether an answer can have a shape
    while it is streamed.
    """

    display_name: str
    base_url: str
    account: type[KeyAccount] | type[OptionalKeyAccount] = KeyAccount
    tokens_field: str = "max_tokens"
    models: tuple[str, ...] = ()
    response_schema: bool = True
    asks_usage: bool = True
    path: str = "/chat/completions"
    key_header: str = "Authorization"

    def url(self, base_url: str) -> str:
        """Return where completions are; an address may have the version that the path has, too."""
        root = base_url.removesuffix("/v1") if self.path.startswith("/v1/") else base_url
        return root + self.path

    def headers(self, key: str) -> dict[str, str]:
        if not key:
            return {}
        return {self.key_header: f"Bearer {key}" if self.key_header == "Authorization" else key}


def headers_of(account: Account) -> dict[str, str]:
    """Return what tells OpenAI, or a server that is like it, who asks."""
    key = account.api_key.get_secret_value() if isinstance(account, KeyAccount | OptionalKeyAccount) else ""
    return {"Authorization": f"Bearer {key}"} if key else {}


OPENAI: Final = "openai"
COMPATIBLE: Final = Preset("OpenAI-compatible server", "", OptionalKeyAccount)
PRESETS: Final = MappingProxyType({
    OPENAI: Preset(
        "OpenAI",
        "https://api.openai.com/v1",
        tokens_field="max_completion_tokens",
        models=("gpt-4.1-mini", "gpt-4.1", "gpt-4.1-nano", "gpt-5.4-mini", "gpt-5.4-nano"),
    ),
    "groq": Preset(
        "Groq",
        "https://api.groq.com/openai/v1",
        tokens_field="max_completion_tokens",
        models=(
            "llama-3.3-70b-versatile",
            "llama-3.1-8b-instant",
            "openai/gpt-oss-20b",
            "openai/gpt-oss-120b",
        ),
        response_schema=False,  # not while it streams
    ),
    "together": Preset(
        "Together AI",
        "https://api.together.ai/v1",
        models=("meta-llama/Llama-3.3-70B-Instruct-Turbo", "openai/gpt-oss-20b"),
    ),
    "openrouter": Preset(
        "OpenRouter",
        "https://openrouter.ai/api/v1",
        tokens_field="max_completion_tokens",
        models=("openai/gpt-4.1-mini", "anthropic/claude-haiku-4.5", "google/gemini-2.5-flash"),
        asks_usage=False,
    ),
    "sarvam": Preset(
        "Sarvam",
        "https://api.sarvam.ai",
        models=("sarvam-105b-conversations", "sarvam-105b"),
        asks_usage=False,
        path="/v1/chat/completions",
        key_header="api-subscription-key",
    ),
    "ollama": Preset("Ollama", "http://127.0.0.1:11434/v1", OptionalKeyAccount),
    "vllm": Preset("vLLM", "http://127.0.0.1:8000/v1", OptionalKeyAccount),
    "llama_cpp": Preset("llama.cpp", "http://127.0.0.1:8080/v1", OptionalKeyAccount),
})
"""Models are suggestions; every server takes others."""
