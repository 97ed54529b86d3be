"""Runs the voice node: `python -m voicera_voice`."""

from voicera_kit.server import run
from voicera_kit.settings import load
from voicera_voice import app
from voicera_voice.settings import VoiceSettings


def main() -> None:
    settings = load(VoiceSettings)
    run(lambda: app.run(settings))


if __name__ == "__main__":
    main()
