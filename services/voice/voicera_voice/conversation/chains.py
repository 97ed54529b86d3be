"""Makes the chains of a call's providers: recognizers and voices for each language, and translators."""

from voicera.agents.v1 import spec_pb2
from voicera_voice.conversation.listening import ProviderEvents
from voicera_voice.conversation.seams import Surroundings
from voicera_voice.languages.caller import CallerLanguage
from voicera_voice.languages.profiles import Profile
from voicera_voice.providers.chain import Chain
from voicera_voice.providers.health import Health
from voicera_voice.providers.recognition import MODALITY as SPEECH_TO_TEXT
from voicera_voice.providers.speech import MODALITY as TEXT_TO_SPEECH
from voicera_voice.providers.translation import MODALITY as TRANSLATION


class Chains:
    """A language that is come back to finds its chains as they were left."""

    def __init__(
        self, caller: CallerLanguage, around: Surroundings, health: Health, events: ProviderEvents
    ) -> None:
        self.caller = caller
        self._around = around
        self._health = health
        self._events = events
        self._recognizers: dict[str, Chain[spec_pb2.SpeechToTextChoice]] = {}
        self._voices: dict[str, Chain[spec_pb2.TextToSpeechChoice]] = {}

    def recognizers(self, profile: Profile) -> Chain[spec_pb2.SpeechToTextChoice]:
        if profile.language not in self._recognizers:
            self._recognizers[profile.language] = Chain(
                SPEECH_TO_TEXT,
                profile.speech_to_text,
                self._events,
                self._around.clock,
                self._health,
                self._around.settings.transcript_budget,
            )
        return self._recognizers[profile.language]

    def voices(self, profile: Profile) -> Chain[spec_pb2.TextToSpeechChoice]:
        if profile.language not in self._voices:
            self._voices[profile.language] = Chain(
                TEXT_TO_SPEECH,
                profile.text_to_speech,
                self._events,
                self._around.clock,
                self._health,
                self._around.settings.audio_budget,
            )
        return self._voices[profile.language]

    def translators(self, translation: spec_pb2.Translation) -> Chain[spec_pb2.TranslationChoice]:
        return Chain(
            TRANSLATION,
            translation.choices,
            self._events,
            self._around.clock,
            self._health,
            self._around.settings.translation_budget,
        )
