"""What an agent may set about pocketsphinx."""

from pydantic import BaseModel, ConfigDict, Field

from voicera_adapters.vendors.pocketsphinx.grammar import Strictness


class PocketsphinxSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    strictness: Strictness = Field(
        default=Strictness.NORMAL,
        title="Strictness",
        description="How unlike the expected phrases speech may be before it counts as not understood.",
    )
    pre_roll_ms: int = Field(
        default=350,
        ge=0,
        le=2000,
        title="Pre-roll",
        description="Audio from before the caller was noticed to speak, in milliseconds.",
    )
