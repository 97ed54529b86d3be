"""How the vendors that can be asked tell their voices, each in its own format; RIGS has one for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from aiohttp import web

from .rig import Rig
from .server import Fault, Vendor


class Listing(Vendor):
    """Answers one address with one page after the other, if it has the key."""

    path: ClassVar[str]
    key_header: ClassVar[str]
    key: ClassVar[str]

    def routes(self) -> list[web.RouteDef]:
        return [web.get(self.path, self.tell)]

    async def tell(self, request: web.Request) -> web.StreamResponse:
        self.note(request)
        if refusal := self.refuse():
            return refusal
        if request.headers.get(self.key_header) != self.key:
            return web.json_response({"error": "no key"}, status=401)
        if self.fault is Fault.HANG:
            await self.hang()
        if self.fault is Fault.GARBAGE:
            return web.json_response({"nothing": "of the kind"})
        return web.json_response(self.page(request))

    def page(self, request: web.Request) -> Any:
        raise NotImplementedError


class ElevenLabs(Listing):
    """/v2/voices, two pages."""

    path, key_header, key = "/v2/voices", "xi-api-key", "el-planted-key"

    def page(self, request: web.Request) -> Any:
        assert request.query["page_size"] == "100"
        hindi = {"language": "hi", "model_id": "eleven_flash_v2_5", "accent": "standard", "locale": "hi-IN"}
        if request.query.get("next_page_token") == "second":
            voices = [
                {"voice_id": "clone1", "name": None, "category": "cloned", "labels": {}},
                {"voice_id": "klingon", "name": "Worf", "labels": {"language": "tlh"}},
            ]
            return {"voices": voices, "has_more": False, "total_count": 4, "next_page_token": None}
        voices = [
            {
                "voice_id": "sarah",
                "name": "Sarah",
                "labels": {"accent": "american", "language": "en"},
                "verified_languages": [hindi],
            },
            {"voice_id": "asha", "name": "Asha", "labels": None, "verified_languages": [hindi]},
        ]
        return {"voices": voices, "has_more": True, "total_count": 4, "next_page_token": "second"}


class Cartesia(Listing):
    """/voices, two pages."""

    path, key_header, key = "/voices", "Authorization", "Bearer ca-planted-key"

    def page(self, request: web.Request) -> Any:
        assert request.headers["Cartesia-Version"]
        if request.query.get("starting_after") == "katie":
            return {
                "data": [{"id": "old", "name": "Old", "language": "hi", "is_owner": True}],
                "has_more": False,
            }
        locales = [{"locale": "en-US", "is_native": True}, {"locale": "es-MX", "is_native": False}]
        katie = {"id": "katie", "name": "Katie", "language": "en", "locales": locales, "is_owner": False}
        return {"data": [katie], "has_more": True}


class Azure(Listing):
    """/cognitiveservices/voices/list, all at once."""

    path, key_header, key = "/cognitiveservices/voices/list", "Ocp-Apim-Subscription-Key", "az-planted-key"

    def page(self, request: web.Request) -> Any:
        return [
            self.voice("hi-IN-SwaraNeural", "Swara", "hi-IN"),
            self.voice("en-US-AvaMultilingualNeural", "Ava Multilingual", "en-US", also=["hi-IN", "de-DE"]),
            self.voice("en-US-OldNeural", "Old", "en-US", status="Deprecated"),
            self.voice("ga-IE-OrlaNeural", "Orla", "ga-IE"),
        ]

    @staticmethod
    def voice(
        name: str, display: str, locale: str, status: str = "GA", also: Sequence[str] = ()
    ) -> dict[str, Any]:
        voice = {
            "Name": f"Microsoft Server Speech Text to Speech Voice ({locale}, {name})",
            "DisplayName": display,
            "LocalName": display,
            "ShortName": name,
            "Gender": "Female",
            "Locale": locale,
            "SampleRateHertz": "24000",
            "VoiceType": "Neural",
            "Status": status,
        }
        return voice | ({"SecondaryLocaleList": list(also)} if also else {})


class Google(Listing):
    """/v1/voices, all at once."""

    path, key_header, key = "/v1/voices", "X-Goog-Api-Key", "AIza-planted-key"

    def page(self, request: web.Request) -> Any:
        voices = (
            ("hi-IN", "hi-IN-Wavenet-A"),
            ("cmn-CN", "cmn-CN-Wavenet-A"),
            ("en-US", "Achernar"),
            ("yue-HK", "yue-HK-Standard-A"),
        )
        return {
            "voices": [
                {
                    "languageCodes": [code],
                    "name": name,
                    "ssmlGender": "FEMALE",
                    "naturalSampleRateHertz": 24000,
                }
                for code, name in voices
            ]
        }


class Deepgram(Listing):
    """/v1/models, all at once, recognizers too."""

    path, key_header, key = "/v1/models", "Authorization", "Token dg-planted-key"

    def page(self, request: web.Request) -> Any:
        return {
            "stt": [{"name": "general", "canonical_name": "nova-3-general", "languages": ["en", "en-US"]}],
            "tts": [
                self.model("thalia", "aura-2-thalia-en", ["en", "en-US"]),
                self.model("nestor", "aura-2-nestor-es", ["es", "es-ES"]),
                self.model("agathe", "aura-2-agathe-fr", ["fr", "fr-FR"]),
                self.model("angus", "aura-angus-en", ["en"]),
            ],
        }

    @staticmethod
    def model(name: str, voice: str, languages: list[str]) -> dict[str, Any]:
        return {"name": name, "canonical_name": voice, "architecture": "aura-2", "languages": languages}


@dataclass(frozen=True)
class Told:
    """A vendor that lists voices; `voices` are id and language of those to be seen, in order."""

    rig: Rig
    voices: list[tuple[str, str]]
    hindi: list[str]


TOLD = [
    Told(
        Rig("elevenlabs", ElevenLabs, {"api_key": "el-planted-key"}),
        [("clone1", ""), ("sarah", "en"), ("asha", "hi-IN")],
        ["clone1", "sarah", "asha"],
    ),
    Told(
        Rig("cartesia", Cartesia, {"api_key": "ca-planted-key"}),
        [("katie", "en-US"), ("old", "hi")],
        ["old"],
    ),
    Told(
        Rig("azure", Azure, {"api_key": "az-planted-key", "region": "centralindia"}),
        [("en-US-AvaMultilingualNeural", "en-US"), ("hi-IN-SwaraNeural", "hi-IN")],
        ["en-US-AvaMultilingualNeural", "hi-IN-SwaraNeural"],
    ),
    Told(
        Rig("google", Google, {"api_key": "AIza-planted-key"}),
        [("hi-IN-Wavenet-A", "hi-IN"), ("cmn-CN-Wavenet-A", "zh-CN")],
        ["hi-IN-Wavenet-A"],
    ),
    Told(
        Rig("deepgram", Deepgram, {"api_key": "dg-planted-key"}),
        [("aura-angus-en", "en"), ("aura-2-thalia-en", "en-US"), ("aura-2-nestor-es", "es-ES")],
        [],
    ),
]
