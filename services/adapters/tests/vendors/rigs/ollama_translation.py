"""Translation by models of Ollama."""

from .ollama_language_model import RIG as MODEL
from .talker import translating

RIG = translating(MODEL)
