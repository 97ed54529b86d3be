"""What an agent may set about espeak's voice."""

from pydantic import BaseModel, ConfigDict, Field


class EspeakSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    words_per_minute: int = Field(
        default=165, ge=80, le=450, title="Words per minute", description="Speed at a speaking rate of 1."
    )
    pitch: int = Field(default=50, ge=0, le=99, title="Pitch")
    pitch_range: int = Field(default=50, ge=0, le=99, title="Pitch range", description="0 is monotone.")
    volume: int = Field(default=100, ge=0, le=200, title="Volume", description="100 is normal.")
    word_gap_ms: int = Field(
        default=0, ge=0, le=500, multiple_of=10, title="Word gap", description="Extra pause between words."
    )
    trim_silence: bool = Field(
        default=True, title="Trim silence", description="Cut silence before and after each sentence."
    )
    sentence_gap_ms: int = Field(
        default=120,
        ge=0,
        le=2000,
        title="Sentence gap",
        description="Silence after each sentence where silence is trimmed, in milliseconds.",
    )
