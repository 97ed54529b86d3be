"""Translation by Gemini models."""

from .gemini_language_model import RIG as MODEL
from .talker import translating

RIG = translating(MODEL)
