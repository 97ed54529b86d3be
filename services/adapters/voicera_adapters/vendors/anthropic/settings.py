"""What an agent may set about one of Anthropic's models."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class AnthropicSettings(BaseModel):
    """Absent means the vendor's default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    top_p: float | None = Field(default=None, gt=0, le=1, title="Top p")
    top_k: int | None = Field(default=None, ge=1, le=500, title="Top k")
    stop_sequences: tuple[Annotated[str, Field(min_length=1, max_length=200)], ...] = Field(
        default=(), max_length=4, title="Stop sequences"
    )
    effort: Literal["low", "medium", "high", "xhigh", "max"] | None = Field(default=None, title="Effort")
    thinking: Literal["disabled", "adaptive"] | None = Field(
        default=None,
        title="Thinking",
        description="Newer models think before they speak unless told not to, which callers wait for.",
    )

    def parameters(self) -> dict[str, Any]:
        """Return what the request says beyond the conversation and the answer's form."""
        chosen = self.model_dump(exclude={"effort", "thinking"}, exclude_defaults=True)
        return chosen | ({"thinking": {"type": self.thinking}} if self.thinking else {})
