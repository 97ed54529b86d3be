"""OpenRouter, which counts without being asked."""

from .chat_completions import rig

RIG = rig("openrouter", "openai/gpt-4.1-mini", unknown=("max_tokens", "stream_options"), counts_unasked=True)
