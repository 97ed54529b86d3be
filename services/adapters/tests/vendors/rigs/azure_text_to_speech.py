"""Azure AI Speech, /cognitiveservices/v1."""

from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET

from aiohttp import web

from voicera_adapters.vendors.azure.voices import LANGUAGES

from .rig import Rig
from .server import Vendor

TONE = bytes(range(256)) * 32
_RATES = ("8khz", "16khz", "22050hz", "24khz", "44100hz", "48khz")
FORMATS = {"raw-8khz-8bit-mono-mulaw", *(f"raw-{each}-16bit-mono-pcm" for each in _RATES)}
"""What Azure documents of raw audio."""
SSML = "{http://www.w3.org/2001/10/synthesis}"
MSTTS = "{https://www.w3.org/2001/mstts}"
XML = "{http://www.w3.org/XML/1998/namespace}"


class Azure(Vendor):
    """Says the same second of mu-law, or half of it in PCM, whatever the text; refuses what is no SSML."""

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/cognitiveservices/v1", self.speak)]

    async def speak(self, request: web.Request) -> web.StreamResponse:
        body = await request.text()
        self.note(request, body)
        wanted = request.headers["X-Microsoft-OutputFormat"] in FORMATS
        if not wanted or request.content_type != "application/ssml+xml" or not is_ssml(body):
            return web.Response(status=400)
        return await self.streamed(
            request, [TONE[at : at + 1023] for at in range(0, len(TONE), 1023)], "audio/basic"
        )


def is_ssml(body: str) -> bool:
    try:
        root = ET.fromstring(body)  # noqa: S314 - our own
    except ET.ParseError:
        return False
    return root.tag == f"{SSML}speak" and root[0].tag == f"{SSML}voice"


def root_of(vendor: Vendor) -> ET.Element:
    return ET.fromstring(vendor.requests[0].body)  # noqa: S314 - our own


def prosody_of(vendor: Vendor) -> ET.Element:
    return next(root_of(vendor).iter(f"{SSML}prosody"))


def settings_seen(vendor: Vendor) -> Mapping[str, Any]:
    express = next(root_of(vendor).iter(f"{MSTTS}express-as"))
    prosody = prosody_of(vendor)
    return {
        "style": express.get("style"),
        "style_degree": float(express.get("styledegree", "")),
        "pitch_percent": int(prosody.get("pitch", "").removesuffix("%")),
        "volume": int(prosody.get("volume", "")),
    }


RIG = Rig(
    adapter="azure",
    make=Azure,
    account={"api_key": "az-planted-key", "region": "centralindia"},
    voice="hi-IN-AaravNeural",
    languages=dict(LANGUAGES)
    | {
        "hi-IN": "hi-IN",
        "hi": "hi-IN",
        "en": "en-IN",
        "bn": "bn-IN",
        "as": "as-IN",
        "or": "or-IN",
        "ne": "ne-NP",
        "ta-LK": "ta-LK",
        "pt": "pt-BR",
        "ur": "ur-IN",
    },
    language_of=lambda vendor: root_of(vendor).get(f"{XML}lang"),
    settings={"style": "empathetic", "style_degree": 1.5, "pitch_percent": -5, "volume": 80},
    settings_seen=settings_seen,
    rate_of=lambda vendor: float(prosody_of(vendor).get("rate", "")),
)
