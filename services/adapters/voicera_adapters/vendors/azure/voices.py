"""The languages Azure speaks, and a voice or two of each."""

from types import MappingProxyType
from typing import Final

from voicera_adapters.contract import Voice

_NAMES: Final = (
    ("as-IN", "Yashica Priyom"),
    ("bn-IN", "Tanishaa Bashkar"),
    ("en-IN", "Neerja Prabhat"),
    ("gu-IN", "Dhwani Niranjan"),
    ("hi-IN", "Swara Madhur"),
    ("kn-IN", "Sapna Gagan"),
    ("ml-IN", "Sobhana Midhun"),
    ("mr-IN", "Aarohi Manohar"),
    ("ne-NP", "Hemkala Sagar"),
    ("or-IN", "Subhasini Sukant"),
    ("pa-IN", "Vaani Ojas"),
    ("ta-IN", "Pallavi Valluvar"),
    ("te-IN", "Shruti Mohan"),
    ("ur-IN", "Gul Salman"),
    ("en-US", "Jenny Guy"),
    ("en-GB", "Sonia Ryan"),
    ("en-AU", "Natasha William"),
    ("ar-AE", "Fatima Hamdan"),
    ("ar-SA", "Zariyah Hamed"),
    ("bn-BD", "Nabanita Pradeep"),
    ("de-DE", "Katja Conrad"),
    ("es-ES", "Elvira Alvaro"),
    ("es-MX", "Dalia Jorge"),
    ("fil-PH", "Blessica Angelo"),
    ("fr-CA", "Sylvie Jean"),
    ("fr-FR", "Denise Henri"),
    ("id-ID", "Gadis Ardi"),
    ("it-IT", "Elsa Diego"),
    ("ja-JP", "Nanami Keita"),
    ("ko-KR", "SunHi InJoon"),
    ("ms-MY", "Yasmin Osman"),
    ("nl-NL", "Fenna Maarten"),
    ("pl-PL", "Agnieszka Marek"),
    ("pt-BR", "Francisca Antonio"),
    ("pt-PT", "Raquel Duarte"),
    ("ru-RU", "Svetlana Dmitry"),
    ("si-LK", "Thilini Sameera"),
    ("sv-SE", "Sofie Mattias"),
    ("sw-KE", "Zuri Rafiki"),
    ("ta-LK", "Saranya Kumar"),
    ("th-TH", "Premwadee Niwat"),
    ("tr-TR", "Emel Ahmet"),
    ("uk-UA", "Polina Ostap"),
    ("ur-PK", "Uzma Asad"),
    ("vi-VN", "HoaiMy NamMinh"),
    ("zh-CN", "Xiaoxiao Yunxi"),
)
VOICES: Final = tuple(
    Voice(f"{language}-{name}Neural", name, language) for language, names in _NAMES for name in names.split()
)
"""Regions have others, and accounts their own."""
LANGUAGES: Final = MappingProxyType(
    {language.split("-")[0]: language for language, _ in reversed(_NAMES)}
    | {language: language for language, _ in _NAMES}
)
"""BCP-47 to Azure's locales; a bare language is spoken as in the first of its locales above."""


def default_voice(locale: str) -> str:
    return next(each.id for each in VOICES if each.language == locale)
