"""Finds the voices in a folder, each a model (NAME.onnx) and its configuration (NAME.onnx.json), and loads them."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from piper import PiperVoice

from voicera_adapters.contract import Voice
from voicera_kit.errors import Unavailable


@dataclass(frozen=True, slots=True)
class VoiceFile:
    """`language` is BCP-47."""

    model: Path
    language: str
    sample_rate_hz: int
    speakers: int

    def speaks(self, family: str) -> bool:
        return self.language.lower().split("-")[0] == family

    @property
    def voice(self) -> Voice:
        return Voice(self.model.stem, self.model.stem, self.language)


def find_voices(folder: Path) -> dict[str, VoiceFile]:
    """Return the voices by name; what is no voice is left out."""
    return {each.model.stem: each for each in _voices(folder)}


def _voices(folder: Path) -> Iterator[VoiceFile]:
    for model in sorted(folder.glob("*.onnx")):
        try:
            config = json.loads(model.with_name(f"{model.name}.json").read_text(encoding="utf-8"))
            yield _voice(model, config)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue


def _voice(model: Path, config: Mapping[str, Any]) -> VoiceFile:
    code = config.get("language", {}).get("code") or config["espeak"]["voice"]
    return VoiceFile(
        model, str(code).replace("_", "-"), int(config["audio"]["sample_rate"]), int(config["num_speakers"])
    )


class Loader:
    """Loads each voice once, when it is first needed."""

    def __init__(self, threads: ThreadPoolExecutor) -> None:
        self._threads = threads
        self._loaded: dict[Path, PiperVoice] = {}
        self._lock = asyncio.Lock()

    async def load(self, file: VoiceFile) -> PiperVoice:
        """Raises Unavailable for a voice that cannot be loaded."""
        async with self._lock:
            if file.model not in self._loaded:
                loop = asyncio.get_running_loop()
                self._loaded[file.model] = await loop.run_in_executor(self._threads, _load, file.model)
            return self._loaded[file.model]


def _load(model: Path) -> PiperVoice:
    try:
        return PiperVoice.load(model)
    except Exception:  # noqa: BLE001 - a broken file shows as whatever the runtime raises
        raise Unavailable(f"Piper's voice {model.stem} cannot be loaded") from None
