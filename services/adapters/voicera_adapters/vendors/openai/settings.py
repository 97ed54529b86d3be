"""What an agent may set about an OpenAI-compatible model."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class OpenAISettings(BaseModel):
    """Absent means the vendor's default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    top_p: float | None = Field(default=None, gt=0, le=1, title="Top p")
    frequency_penalty: float | None = Field(default=None, ge=-2, le=2, title="Frequency penalty")
    presence_penalty: float | None = Field(default=None, ge=-2, le=2, title="Presence penalty")
    seed: int | None = Field(default=None, ge=0, le=2**53, title="Seed")
    stop: tuple[Annotated[str, Field(min_length=1, max_length=200)], ...] = Field(
        default=(), max_length=4, title="Stop sequences"
    )
    reasoning_effort: Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"] | None = Field(
        default=None, title="Reasoning effort"
    )
    timeout_s: float | None = Field(
        default=None,
        gt=0,
        le=10,
        title="Timeout",
        description="Longest wait for the next word, in seconds; absent means the installation's. "
        "A voice node gives up by itself after 10, unless its own setting says otherwise.",
    )

    def parameters(self) -> dict[str, object]:
        """Return what the request says beyond the conversation."""
        chosen = self.model_dump(exclude={"timeout_s"}, exclude_none=True)
        if not self.stop:
            chosen.pop("stop")
        return chosen
