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
    """`tokens_field` names the longest answer: OpenAI renamed it, compatible servers mostly did not."""

    display_name: str
    base_url: str
    account: type[KeyAccount] | type[OptionalKeyAccount] = KeyAccount
    tokens_field: str = "max_tokens"
    models: tuple[str, ...] = ()
    response_schema: bool = True


OPENAI: Final = "openai"
COMPATIBLE: Final = Preset("OpenAI-compatible server", "", OptionalKeyAccount)
PRESETS: Final = MappingProxyType({
    OPENAI: Preset(
        "OpenAI",
        "https://api.openai.com/v1",
        tokens_field="max_completion_tokens",
        models=("gpt-4.1-mini", "gpt-4.1", "gpt-4.1-nano", "gpt-4o-mini"),
    ),
    "groq": Preset(
        "Groq",
        "https://api.groq.com/openai/v1",
        tokens_field="max_completion_tokens",
        models=("llama-3.3-70b-versatile", "llama-3.1-8b-instant"),
    ),
    "together": Preset(
        "Together AI", "https://api.together.xyz/v1", models=("meta-llama/Llama-3.3-70B-Instruct-Turbo",)
    ),
    "openrouter": Preset("OpenRouter", "https://openrouter.ai/api/v1"),
    "sarvam": Preset("Sarvam", "https://api.sarvam.ai/v1", models=("sarvam-m",), response_schema=False),
    "ollama": Preset("Ollama", "http://127.0.0.1:11434/v1", OptionalKeyAccount),
    "vllm": Preset("vLLM", "http://127.0.0.1:8000/v1", OptionalKeyAccount),
    "llama_cpp": Preset("llama.cpp", "http://127.0.0.1:8080/v1", OptionalKeyAccount),
})
"""Models are suggestions; every server takes others."""
