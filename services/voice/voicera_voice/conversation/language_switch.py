"""Lets a call go on in another language."""

from voicera.media.v1 import call_event_pb2 as events
from voicera_voice.conversation.chains import Chains
from voicera_voice.dialogue.interface import Dialogue
from voicera_voice.languages.profiles import Profile
from voicera_voice.providers.recognition import Recognition
from voicera_voice.providers.speech import Speech
from voicera_voice.recording.journal import Journal


class LanguageSwitch:
    """Recognizers go on listening if they serve both languages."""

    def __init__(
        self, chains: Chains, recognition: Recognition, speech: Speech, dialogue: Dialogue, journal: Journal
    ) -> None:
        self._chains = chains
        self._recognition = recognition
        self._speech = speech
        self._dialogue = dialogue
        self._journal = journal

    def follow(self, before: Profile, profile: Profile) -> None:
        switched = events.LanguageSwitched(from_language=before.language, language=profile.language)
        self._journal.note(language_switched=switched)
        self._dialogue.follow(profile.language)
        self._speech.change(self._chains.voices(profile))
        if list(before.speech_to_text) != list(profile.speech_to_text):
            self._recognition.change(self._chains.recognizers(profile))
