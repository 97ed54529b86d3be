"""A translator from Hindi in its own script to Hindi in Latin letters, sound by sound."""

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


class Roman(pb_grpc.TranslationServiceServicer):
    async def Translate(self, request, context):
        async with refusing(context):
            check(request)
            characters = sum(len(text) for text in request.texts)
            return pb.TranslateResponse(
                texts=[romanized(text) for text in request.texts],
                usage=[Usage(unit=USAGE_UNIT_CHARACTERS, quantity=characters)],
            )


def check(request: pb.TranslateRequest) -> None:
    if request.adapter != ROMAN["id"]:
        raise Invalid("adapter", f"must be {ROMAN['id']}")
    if request.model:
        raise Invalid("model", "must be empty: there is only one")
    for name in json_format.MessageToDict(request.settings):
        raise Invalid(f"settings.{name}", "is no setting of this adapter")
    if request.source_language not in {"hi", "hi-IN"}:
        raise Invalid("source_language", "must be hi")
    if request.target_language != "hi-Latn":
        raise Invalid("target_language", "must be hi-Latn")
    if not 1 <= len(request.texts) <= MOST:
        raise Invalid("texts", f"must be 1 to {MOST}")
    for at, text in enumerate(request.texts):
        if len(text) > LONGEST:
            raise Invalid(f"texts[{at}]", f"must have at most {LONGEST} characters")


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
