"""All the audio of a script, made before the call so that nothing is synthesised in real time."""

import asyncio
from pathlib import Path
from typing import Self

from vobiz_sim.audio import wav
from vobiz_sim.audio.g711 import Samples
from vobiz_sim.caller.script import HangUp, Interrupt, PlayWav, Say, Script, Step
from vobiz_sim.caller.speech import speak


class Repertoire:
    def __init__(self, script: Script, audio: dict[Step, Samples]) -> None:
        self.script = script
        self._audio = audio

    @classmethod
    async def prepare(cls, script: Script) -> Self:
        """Raises SpeechUnavailableError, OSError or ValueError when a sentence or file cannot be had."""
        return await asyncio.to_thread(cls._make, script)

    @classmethod
    def _make(cls, script: Script) -> Self:
        audio: dict[Step, Samples] = {}
        for step in script.steps:
            if isinstance(step, PlayWav):
                audio[step] = wav.read(Path(step.path))
            elif text := spoken_text(step):
                voice = getattr(step, "voice", "") or script.voice
                audio[step] = speak(text, voice, script.words_per_minute)
        return cls(script, audio)

    def __getitem__(self, step: Step) -> Samples:
        return self._audio[step]


def spoken_text(step: Step) -> str:
    match step:
        case Say():
            return step.text
        case Interrupt() | HangUp():
            return step.say
        case PlayWav():
            return Path(step.path).name
        case _:
            return ""
