"""The languages Indic Parler TTS speaks, and its model card's recommended speakers of them."""

from types import MappingProxyType
from typing import Final

from voicera_adapters.contract import Voice
from voicera_adapters.languages import alike

LANGUAGES: Final = MappingProxyType(
    alike("as bn brx doi en gu hi hne kn kok ks mai ml mni mr ne or pa sa sat sd ta te ur")
)
"""BCP-47, which is what the server takes; Chhattisgarhi, Kashmiri and Punjabi the model card calls unofficial."""
_SPEAKERS: Final = MappingProxyType({
    "as": "Amit Sita",
    "bn": "Arjun Aditi",
    "brx": "Bikram Maya",
    "doi": "Karan",
    "en": "Thoma Mary",
    "gu": "Yash Neha",
    "hi": "Rohit Divya",
    "hne": "Bhanu Champa",
    "kn": "Suresh Anu",
    "ml": "Anjali Harish",
    "mni": "Laishram Ranjit",
    "mr": "Sanjay Sunita",
    "ne": "Amrita",
    "or": "Manas Debjani",
    "pa": "Divjot Gurpreet",
    "sa": "Aryan",
    "ta": "Kavitha Jaya",
    "te": "Prakash Lalitha",
})
VOICES: Final = tuple(
    Voice(name, name, language) for language, names in _SPEAKERS.items() for name in names.split()
)
"""A speaker can speak any of the languages."""
FALLBACK: Final = "Divya"


def default_voice(language: str) -> str:
    return next((each.id for each in VOICES if each.language == language), FALLBACK)
