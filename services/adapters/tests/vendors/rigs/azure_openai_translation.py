"""Translation by Azure OpenAI's models."""

from .azure_openai_language_model import RIG as MODEL
from .talker import translating

RIG = translating(MODEL)
