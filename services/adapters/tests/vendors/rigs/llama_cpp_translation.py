"""Translation by models of llama.cpp."""

from .llama_cpp_language_model import RIG as MODEL
from .talker import translating

RIG = translating(MODEL)
