"""Translation by models at Together."""

from .talker import translating
from .together_language_model import RIG as MODEL

RIG = translating(MODEL)
