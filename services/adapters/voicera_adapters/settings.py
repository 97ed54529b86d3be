"""The settings of an adapter process."""

from pydantic import Field

from voicera_kit.sealing import SealingSettings


class AdapterSettings(SealingSettings):
    adapters: str = "pocketsphinx,openai,scripted"
    pocketsphinx_decoders: int = Field(default=4, ge=1, le=64)
    pocketsphinx_wait_s: float = Field(default=5.0, gt=0, le=60)
    espeak_timeout_s: float = Field(default=10.0, gt=0, le=60)
    openai_timeout_s: float = Field(default=30.0, gt=0, le=600)
    vendor_open_s: float = Field(default=5.0, gt=0, le=60)
    vendor_answer_s: float = Field(default=10.0, gt=0, le=600)

    @property
    def adapter_ids(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(each.strip() for each in self.adapters.split(",") if each.strip()))
