"""Translation by Anthropic's models."""

from .anthropic_language_model import RIG as MODEL
from .talker import translating

RIG = translating(MODEL)
