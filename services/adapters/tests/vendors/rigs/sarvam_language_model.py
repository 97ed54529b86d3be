"""Sarvam, whose address has no version and whose key has a header of its own."""

from .chat_completions import KEY, rig

RIG = rig(
    "sarvam",
    "sarvam-105b-conversations",
    path="/v1/chat/completions",
    authorization=("api-subscription-key", KEY),
    unknown=("max_completion_tokens", "stream_options"),
    counts_unasked=True,
)
