"""A translator between Hindi in its own script and Hindi in Latin letters, sound by sound, in both directions.

Latin letters say less: of letters that are written alike in them, the way back takes one, which is the dental where
there is one.
"""

import re
from collections.abc import Callable
from itertools import pairwise

from google.protobuf import json_format
from refusals import Invalid, refusing

from voicera.ai.v1 import translation_service_pb2 as pb
from voicera.ai.v1 import translation_service_pb2_grpc as pb_grpc
from voicera.ai.v1.usage_pb2 import USAGE_UNIT_CHARACTERS, Usage

ROMAN = {
    "id": "roman",
    "modality": "MODALITY_TRANSLATION",
    "display_name": "Hindi in Latin letters",
    "languages": ["hi", "hi-Latn"],
    "translation": {},
    "settings_schema": {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {},
        "additionalProperties": False,
    },
}
SCRIPTS = {"hi": "Deva", "hi-in": "Deva", "hi-deva": "Deva", "hi-latn": "Latn", "hi-latn-in": "Latn"}
MOST, LONGEST = 50, 5_000
CONSONANTS = dict(
    zip(
        "कखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसह",
        (
            "k kh g gh ng ch chh j jh ny t th d dh n t th d dh n p ph b bh m y r l v sh sh s h"  # retroflex as dental
        ).split(),
        strict=True,
    )
)
VOWELS = dict(zip("अआइईउऊऋएऐओऔ", "a aa i ee u oo ri e ai o au".split(), strict=True))
SIGNS = dict(zip("ािीुूृेैोौ", "aa i ee u oo ri e ai o au".split(), strict=True))
MARKS = {"ं": "n", "ँ": "n", "ः": "h", "।": "."}
NASALS = "ंँः"
DIGITS = dict(zip("०१२३४५६७८९", "0123456789", strict=True))
SILENCED, NUKTA = "्", "़"
SPOKEN = {**VOWELS, **MARKS, **DIGITS}
LIKE = {"f": "फ", "q": "क", "w": "व", "z": "ज", "t": "त", "th": "थ", "d": "द", "dh": "ध", "n": "न", "sh": "श"}
WRITTEN = {**{sound: letter for letter, sound in CONSONANTS.items()}, **LIKE}
STANDING = {sound: letter for letter, sound in VOWELS.items()}
ATTACHED = {"a": "", **{sound: sign for sign, sound in SIGNS.items()}}
SOUND = re.compile("|".join(sorted({*WRITTEN, *STANDING}, key=len, reverse=True)) + "|.", re.DOTALL)


class Roman(pb_grpc.TranslationServiceServicer):
    async def Translate(self, request, context):
        async with refusing(context):
            translated = direction(request)
            characters = sum(len(text) for text in request.texts)
            return pb.TranslateResponse(
                texts=[translated(text) for text in request.texts],
                usage=[Usage(unit=USAGE_UNIT_CHARACTERS, quantity=characters)],
            )


def direction(request: pb.TranslateRequest) -> Callable[[str], str]:
    """Return what translates, once all of the request is known to be right."""
    if request.adapter != ROMAN["id"]:
        raise Invalid("adapter", f"must be {ROMAN['id']}")
    if request.model:
        raise Invalid("model", "must be empty: there is only one")
    for name in json_format.MessageToDict(request.settings):
        raise Invalid(f"settings.{name}", "is no setting of this adapter")
    if not 1 <= len(request.texts) <= MOST:
        raise Invalid("texts", f"must be 1 to {MOST}")
    for at, text in enumerate(request.texts):
        if len(text) > LONGEST:
            raise Invalid(f"texts[{at}]", f"must have at most {LONGEST} characters")
    source = script_of("source_language", request.source_language)
    target = script_of("target_language", request.target_language)
    if source == target:
        raise Invalid("target_language", "must be the other script")
    return romanized if target == "Latn" else written


def script_of(field: str, language: str) -> str:
    if language.lower() not in SCRIPTS:
        raise Invalid(field, "must be hi or hi-Latn")
    return SCRIPTS[language.lower()]


def romanized(text: str) -> str:
    """Every consonant brings an "a" along, unless a vowel's sign, a virama or the end of the word follows."""
    made: list[str] = []
    for letter, following in pairwise(text.replace(NUKTA, "") + " "):
        made.append(CONSONANTS.get(letter) or SIGNS.get(letter) or SPOKEN.get(letter, letter))
        if letter == SILENCED:
            made.pop()
        elif letter in CONSONANTS and (following in CONSONANTS or following in NASALS):
            made.append("a")
    return "".join(made)


def written(text: str) -> str:
    """Consonants that follow one another are joined by a virama; a vowel leans on the consonant before it."""
    made: list[str] = []
    leans = False
    for sound in SOUND.findall(text.lower()):
        if sound in WRITTEN:
            made.append(SILENCED + WRITTEN[sound] if leans else WRITTEN[sound])
        elif leans and sound in ATTACHED:
            made.append(ATTACHED[sound])
        else:
            made.append(STANDING.get(sound, sound))
        leans = sound in WRITTEN
    return "".join(made)
