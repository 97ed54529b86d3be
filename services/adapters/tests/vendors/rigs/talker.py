"""What the fakes of language models have in common: what they say."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from .rig import Rig
from .server import Vendor

LANGUAGES = {
    "en-IN": "en-IN",
    "hi": "Hindi (hi)",
    "hi-IN": "Hindi (hi-IN)",
    "brx": "Bodo (brx)",
    "pt-BR": "pt-BR",
}
"""Codes, and how a prompt names them."""
_CODE = r"(?:the language with the BCP-47 code )?(.+?)"
_PAIR = re.compile(rf"from {_CODE} into {_CODE}\.\n")


@dataclass
class Talker(Vendor):
    """Says "Hello there"; asked to translate a JSON object, what a translation says.

    With `loses` one text is missing from it, `chatters` is what stands around it, and `says` stands in its place.
    """

    loses: bool = False
    chatters: tuple[str, str] = ("", "")
    says: str | None = None
    prompts: list[str] = field(default_factory=list)

    def words(self, *messages: str | None) -> Sequence[str]:
        """What is said, in two parts."""
        system, asked = messages[0] or "", messages[-1] or ""
        self.prompts.append(system)
        pair = _PAIR.search(system)
        if pair is None:
            return "Hello", " there"
        numbered = {key: f"{pair[2]}: {text}" for key, text in json.loads(asked).items()}
        if self.loses:
            numbered.popitem()
        before, after = self.chatters
        said = self.says or f"{before}{json.dumps(numbered, ensure_ascii=False)}{after}"
        return said[: len(said) // 2], said[len(said) // 2 :]


def languages_of(vendor: Any) -> tuple[str, str]:
    """The languages a prompt names."""
    pair = _PAIR.search(vendor.prompts[0])
    vendor.prompts.clear()
    assert pair is not None
    return pair[1], pair[2]


def translating(rig: Rig) -> Rig:
    """The same vendor's model, asked to translate."""
    return replace(rig, languages=LANGUAGES, language_of=languages_of)
