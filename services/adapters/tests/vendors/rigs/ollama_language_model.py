"""Ollama."""

from .chat_completions import rig

RIG = rig("ollama", "llama3.2", unknown=("max_completion_tokens",))
