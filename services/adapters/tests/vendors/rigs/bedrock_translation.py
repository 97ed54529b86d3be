"""Translation by models on Bedrock."""

from .bedrock_language_model import RIG as MODEL
from .talker import translating

RIG = translating(MODEL)
