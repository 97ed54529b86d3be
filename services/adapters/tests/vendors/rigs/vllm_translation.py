"""Translation by models of vLLM."""

from .talker import translating
from .vllm_language_model import RIG as MODEL

RIG = translating(MODEL)
