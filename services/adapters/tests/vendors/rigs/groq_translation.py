"""Translation by models at Groq."""

from .groq_language_model import RIG as MODEL
from .talker import translating

RIG = translating(MODEL)
