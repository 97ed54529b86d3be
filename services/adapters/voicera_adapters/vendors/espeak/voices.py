"""Names espeak's voices the way agents choose them: "en-us", "hi", or with a variant, "en-us+klatt2"."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from voicera_adapters.contract import Voice
from voicera_adapters.vendors.espeak.library import InstalledVoice

DEFAULT: Final = "en-us"
VARIANTS: Final = ("klatt2", "klatt4", "f2", "f4", "m3", "m7")
"""Speakers of different timbre, listed for the languages most used here; every voice takes them."""

_WITH_VARIANTS: Final = frozenset(
    "en-us en-gb hi bn ta te mr gu kn ml pa ur or as ne kok sd".split()  # noqa: SIM905 - reads better
)
_REGION, _SCRIPT = 2, 4
"""How many letters they have."""
_INDIAN: Final = frozenset("hi bn ta te mr gu kn ml pa or as kok sd ur".split())  # noqa: SIM905 - reads better


@dataclass(frozen=True, slots=True)
class Voices:
    """`paths` is what the library calls each voice by."""

    listed: tuple[Voice, ...]
    paths: dict[str, str]
    languages: tuple[str, ...]

    @classmethod
    def of(cls, installed: Sequence[InstalledVoice]) -> "Voices":
        known = {each.language: each for each in installed if each.language}
        listed = [voice for each in known.values() for voice in _listed(each)]
        paths = {name: each.path for name, each in known.items()}
        return cls(tuple(sorted(listed, key=lambda voice: voice.id)), paths, _languages(list(known)))

    def path(self, voice: str) -> str | None:
        """Return the library's name of a voice, with or without variant; None if there is no such voice."""
        base, plus, variant = voice.partition("+")
        if base not in self.paths or (plus and variant not in VARIANTS):
            return None
        return self.paths[base] + plus + variant

    def default(self, language: str) -> str:
        """Return the voice for a language that names none."""
        wanted = language.lower()
        bare = wanted.split("-")[0]
        names = {tag(each).lower(): each for each in self.paths}
        candidates = (wanted, bare, DEFAULT if bare == "en" else "")
        return next((names[each] for each in candidates if each in names), "")


def _listed(voice: InstalledVoice) -> list[Voice]:
    language = tag(voice.language)
    plain = Voice(voice.language, voice.name, language)
    variants = VARIANTS if voice.language in _WITH_VARIANTS else ()
    return [
        plain,
        *(Voice(f"{plain.id}+{each}", f"{plain.display_name}, {each}", language) for each in variants),
    ]


def _languages(spoken: Sequence[str]) -> tuple[str, ...]:
    tags = {tag(each) for each in spoken} | {"en", "en-IN"}
    return tuple(sorted(tags | {f"{each}-IN" for each in spoken if each in _INDIAN}))


def tag(language: str) -> str:
    """Return espeak's lower-case code in BCP-47 spelling: "en-us" as "en-US", "en-gb-x-rp" as "en-GB-x-rp".

    A script goes before a region, and what is neither known nor registered is private: "en-us-nyc" is "en-US-x-nyc".
    """
    public, _, private = language.partition("-x-")
    first, *subtags = public.split("-")
    scripts = [each.title() for each in subtags if len(each) == _SCRIPT]
    regions = [each.upper() for each in subtags if len(each) == _REGION or each.isdigit()]
    variants = [each for each in subtags if len(each) > _SCRIPT]
    known = {each.lower() for each in (*scripts, *regions, *variants)}
    own = [each for each in (*subtags, *filter(None, (private,))) if each not in known]
    return "-".join((first, *scripts, *regions, *variants, *(("x", *own) if own else ())))
