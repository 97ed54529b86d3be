"""llama.cpp's server."""

from .chat_completions import rig

RIG = rig("llama_cpp", "any", unknown=("max_completion_tokens",))
