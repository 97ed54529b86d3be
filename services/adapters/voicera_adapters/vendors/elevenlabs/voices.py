"""The languages ElevenLabs' models speak, and the voices every account has."""

from types import MappingProxyType
from typing import Final

from voicera_adapters.contract import Voice
from voicera_adapters.languages import alike

FLASH: Final = "eleven_flash_v2_5"
MULTILINGUAL: Final = "eleven_multilingual_v2"
V3: Final = "eleven_v3"

_FLASH_LANGUAGES: Final = frozenset(
    alike("ar bg cs da de el en es fi fil fr hi hr hu id it ja ko ms nl no pl pt ro ru sk sv ta tr uk vi zh")
)
_V3_LANGUAGES: Final = _FLASH_LANGUAGES | frozenset(
    alike(
        "af as az be bn bs ca ceb cy et fa ga gl gu ha he hy is jv ka kk kn ky lb ln lt lv mk ml mr ne ny pa ps sd"
        " sl so sr sw te th ur"
    )
)
MODEL_LANGUAGES: Final = MappingProxyType({
    FLASH: _FLASH_LANGUAGES,
    "eleven_turbo_v2_5": _FLASH_LANGUAGES,
    V3: _V3_LANGUAGES,
    MULTILINGUAL: _FLASH_LANGUAGES - {"hu", "no", "vi"},
})
LANGUAGES: Final = MappingProxyType({each: each for each in sorted(_V3_LANGUAGES)})
"""BCP-47 to ElevenLabs' codes; which model speaks which, MODEL_LANGUAGES says."""
VOICES: Final = (
    Voice("EXAVITQu4vr4xnSDxMaL", "Sarah", ""),
    Voice("JBFqnCBsd6RMkjVDRZzb", "George", ""),
    Voice("cgSgspJ2msm6clMCkdW9", "Jessica", ""),
    Voice("nPczCjzI2devNBz1zQrb", "Brian", ""),
    Voice("pFZP5JQG7iQjIQuC4Bku", "Lily", ""),
)
"""They speak every language of a model, with an accent; accounts have others."""
