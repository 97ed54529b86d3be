"""Translation by models by OpenRouter."""

from .openrouter_language_model import RIG as MODEL
from .talker import translating

RIG = translating(MODEL)
