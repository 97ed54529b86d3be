"""What the Live API speaks, and how it calls it."""

from types import MappingProxyType
from typing import Final

from voicera_adapters.languages import alike

_ALIKE: Final = alike(
    "bn-IN de-DE en-AU en-GB en-IN en-US es-ES es-US fr-CA fr-FR gu-IN hi-IN id-ID it-IT ja-JP kn-IN ko-KR ml-IN mr-IN"
    " nl-NL pl-PL pt-BR ru-RU ta-IN te-IN th-TH tr-TR vi-VN"
)
LANGUAGES: Final = MappingProxyType(
    {"en": "en-US", "es": "es-US", "fr": "fr-FR", "ar": "ar-XA", "zh": "cmn-CN"}
    | {code.split("-")[0]: code for code in _ALIKE if code[:2] not in {"en", "es", "fr"}}
    | _ALIKE
)
"""BCP-47 to the vendor's codes."""
