"""Groq."""

from .chat_completions import rig

RIG = rig("groq", "llama-3.3-70b-versatile", unknown=("max_tokens", "response_format"))
