"""What the process runs Whisper with, and what agents may set."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from voicera_kit.settings import PREFIX, SettingsError

WEIGHTS: Final = "model.bin"
TOKENIZER: Final = "tokenizer.json"
"""faster-whisper asks the network for it if it is not in the folder."""


class ProcessSettings(BaseModel):
    """VOICERA_FASTER_WHISPER_*; `callers` can be recognized at the same moment, with `cpu_threads` each."""

    model_config = ConfigDict(frozen=True)

    model_dir: Path | None = None
    device: Literal["auto", "cpu", "cuda"] = "auto"
    compute_type: str = Field(default="default", max_length=20)
    callers: int = Field(default=2, ge=1, le=32)
    cpu_threads: int = Field(default=0, ge=0, le=64)
    wait_s: float = Field(default=5.0, gt=0, le=60)


def read_process_settings(adapter_id: str, values: Mapping[str, str]) -> ProcessSettings:
    """Raises SettingsError naming the variable; an empty one is as none."""
    prefix = f"{PREFIX}{adapter_id.upper()}_"
    try:
        settings = ProcessSettings.model_validate({name: value for name, value in values.items() if value})
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise SettingsError(f"{prefix}{str(first['loc'][0]).upper()}: {first['msg']}") from None
    if settings.model_dir is not None:
        lacking = [name for name in (WEIGHTS, TOKENIZER) if not (settings.model_dir / name).is_file()]
        if lacking:
            raise SettingsError(f"{prefix}MODEL_DIR must be a folder with {' and '.join(lacking)}")
    return settings


class WhisperSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    beam_size: int = Field(
        default=5, ge=1, le=10, title="Beams", description="Fewer are faster, more are more exact."
    )
    retries: int = Field(
        default=1, ge=0, le=5, title="How often doubtful speech is tried again, each time less strictly"
    )
    no_speech_threshold: float = Field(
        default=0.6, ge=0, le=1, title="Probability of silence above which doubtful text is dropped"
    )
    vad_filter: bool = Field(default=False, title="Leave out what is no speech first")
    initial_prompt: str = Field(
        default="", max_length=500, title="Prompt", description="Text in the style and spelling wanted."
    )
