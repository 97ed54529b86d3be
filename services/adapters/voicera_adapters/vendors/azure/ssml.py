"""Writes the SSML Azure speaks, from text that may hold anything."""

import re
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape, quoteattr

_UNSPEAKABLE: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold, even escaped."""


@dataclass(frozen=True, slots=True)
class Manner:
    """`style` is one the voice has, "" for its own; `degree` and `rate` are factors."""

    voice: str
    language: str
    rate: float = 1.0
    pitch_percent: int = 0
    volume: int | None = None
    style: str = ""
    degree: float = 1.0


def ssml(text: str, manner: Manner) -> str:
    spoken = escape(_UNSPEAKABLE.sub(" ", text))
    if prosody := _prosody(manner):
        spoken = _element("prosody", prosody, spoken)
    if manner.style:
        express = {"style": manner.style, "styledegree": f"{manner.degree:g}"}
        spoken = _element("mstts:express-as", express, spoken)
    document = {
        "version": "1.0",
        "xmlns": "http://www.w3.org/2001/10/synthesis",
        "xmlns:mstts": "https://www.w3.org/2001/mstts",
        "xml:lang": manner.language,
    }
    return _element("speak", document, _element("voice", {"name": manner.voice}, spoken))


def _prosody(manner: Manner) -> dict[str, str]:
    """Return what is not the voice's own way, which some voices insist on."""
    prosody = {}
    if manner.rate != 1:
        prosody["rate"] = f"{manner.rate:g}"
    if manner.pitch_percent:
        prosody["pitch"] = f"{manner.pitch_percent:+d}%"
    if manner.volume is not None:
        prosody["volume"] = str(manner.volume)
    return prosody


def _element(name: str, attributes: dict[str, str], content: str) -> str:
    written = " ".join(f"{key}={quoteattr(value)}" for key, value in attributes.items())
    return f"<{name} {written}>{content}</{name}>"
