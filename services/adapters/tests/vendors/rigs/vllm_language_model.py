"""vLLM."""

from .chat_completions import rig

RIG = rig("vllm", "Qwen/Qwen3-8B", unknown=("max_completion_tokens",))
