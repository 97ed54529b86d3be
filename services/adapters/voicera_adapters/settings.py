"""The settings of an adapter process."""

from typing import ClassVar

from pydantic import Field

from voicera_kit.sealing import SealingSettings


class AdapterSettings(SealingSettings):
    """Without sealing keys a process works with its own credentials only, and holds nobody's."""

    needs_sealing_keys: ClassVar[bool] = False

    adapters: str = "pocketsphinx,scripted,network"
    pocketsphinx_decoders: int = Field(default=4, ge=1, le=64)
    pocketsphinx_wait_s: float = Field(default=5.0, gt=0, le=60)
    espeak_timeout_s: float = Field(default=10.0, gt=0, le=60)
    openai_timeout_s: float = Field(default=10.0, gt=0, le=600)
    vendor_open_s: float = Field(default=5.0, gt=0, le=60)
    vendor_answer_s: float = Field(default=10.0, gt=0, le=600)

    @property
    def adapter_ids(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(each.strip() for each in self.adapters.split(",") if each.strip()))
