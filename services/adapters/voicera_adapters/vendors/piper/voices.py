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
    """Loads each voice once, when it is first needed. Who gives up waiting leaves the load to whoever comes later."""

    def __init__(self, thread: ThreadPoolExecutor) -> None:
        self._thread = thread
        self._loads: dict[Path, asyncio.Future[PiperVoice]] = {}

    async def load(self, file: VoiceFile) -> PiperVoice:
        """Raises Unavailable for a voice that cannot be loaded; the next call tries again."""
        load = self._loads.get(file.model)
        if load is None or _failed(load):
            load = asyncio.get_running_loop().run_in_executor(self._thread, _load, file.model)
            load.add_done_callback(_failed)  # looked at even where nobody waits any more
            self._loads[file.model] = load
        return await asyncio.shield(load)


def _failed(load: asyncio.Future[PiperVoice]) -> bool:
    return load.done() and (load.cancelled() or load.exception() is not None)


def _load(model: Path) -> PiperVoice:
    try:
        return PiperVoice.load(model)
    except Exception:  # noqa: BLE001 - a broken file shows as whatever the runtime raises
        raise Unavailable(f"Piper's voice {model.stem} cannot be loaded") from None
