"""Together AI."""

from .chat_completions import rig

RIG = rig("together", "meta-llama/Llama-3.3-70B-Instruct-Turbo", unknown=("max_completion_tokens",))
