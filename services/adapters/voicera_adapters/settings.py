"""The settings of an adapter process."""

from typing import Self

from pydantic import Field, model_validator

from voicera_kit.sealing import SealingSettings


class AdapterSettings(SealingSettings):
    """Without sealing keys a process works with its own credentials only, and holds nobody's."""

    adapters: str = "pocketsphinx,scripted,network"
    pocketsphinx_decoders: int = Field(default=4, ge=1, le=64)
    pocketsphinx_wait_s: float = Field(default=5.0, gt=0, le=60)
    espeak_timeout_s: float = Field(default=10.0, gt=0, le=60)
    openai_timeout_s: float = Field(default=10.0, gt=0, le=600)
    vendor_open_s: float = Field(default=5.0, gt=0, le=60)
    vendor_answer_s: float = Field(default=10.0, gt=0, le=600)

    @model_validator(mode="after")
    def _keys_are_named(self) -> Self:
        return self

    @property
    def adapter_ids(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(each.strip() for each in self.adapters.split(",") if each.strip()))
