"""Translation by OpenAI's models."""

from .openai_language_model import RIG as MODEL
from .talker import translating

RIG = translating(MODEL)
