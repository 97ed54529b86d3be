"""Which adapters are held under load, and what they understand."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SENTENCES = (
    "i would like to book an appointment",
    "can i come on monday morning",
    "please cancel my appointment",
    "i want to speak to the doctor",
)
PHONE_VOICE = "en-us+klatt2"
ORGANIZATION = "org_soak"

Json = dict[str, Any]


@dataclass(frozen=True)
class Pair:
    """A recognizer and a voice. `vendors` are the rigs of their servers, `heard` what each sentence is heard as.

    `final_p95_ms` is how late finals may be; None where they are as late as one core has too little time for them.
    """

    recognizer: str
    voice: str
    speaker: str
    vendors: tuple[str, ...]
    heard: str | None
    final_p95_ms: float | None

    @property
    def adapters(self) -> str:
        return f"{self.recognizer},{self.voice}"


PAIRS: Mapping[str, Pair] = {
    "offline": Pair("pocketsphinx", "espeak", PHONE_VOICE, (), None, None),
    "network": Pair(
        "deepgram",
        "elevenlabs",
        "cgSgspJ2msm6clMCkdW9",
        ("deepgram_speech_to_text", "elevenlabs_text_to_speech"),
        "hello world",
        300,
    ),
}
