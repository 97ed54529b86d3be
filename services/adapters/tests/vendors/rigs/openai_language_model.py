"""OpenAI by another address, which is some compatible server."""

from .chat_completions import rig

RIG = rig("openai", "gpt-4.1-mini", unknown=("max_completion_tokens",))
