"""What an agent may set about a Gemini model."""

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

_HARMS: Final = (
    "HARM_CATEGORY_HARASSMENT",
    "HARM_CATEGORY_HATE_SPEECH",
    "HARM_CATEGORY_SEXUALLY_EXPLICIT",
    "HARM_CATEGORY_DANGEROUS_CONTENT",
)


class GeminiSettings(BaseModel):
    """Absent means the vendor's default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    top_p: float | None = Field(default=None, gt=0, le=1, title="Top p")
    top_k: int | None = Field(default=None, ge=1, le=500, title="Top k")
    stop_sequences: tuple[Annotated[str, Field(min_length=1, max_length=200)], ...] = Field(
        default=(), max_length=5, title="Stop sequences"
    )
    thinking_level: Literal["minimal", "low", "medium", "high", "xhigh"] | None = Field(
        default=None, title="Thinking level", description="For Gemini 3 and later; callers wait for thoughts."
    )
    thinking_budget: int | None = Field(
        default=None,
        ge=-1,
        le=32_768,
        title="Thinking budget",
        description="For Gemini 2.5, in tokens: 0 is none, -1 as many as the model likes.",
    )
    safety_threshold: (
        Literal["OFF", "BLOCK_NONE", "BLOCK_ONLY_HIGH", "BLOCK_MEDIUM_AND_ABOVE", "BLOCK_LOW_AND_ABOVE"]
        | None
    ) = Field(default=None, title="Safety threshold", description="Of all four kinds of harm.")

    def generation(self) -> dict[str, Any]:
        chosen = {
            "topP": self.top_p,
            "topK": self.top_k,
            "stopSequences": list(self.stop_sequences) or None,
            "thinkingConfig": self._thinking() or None,
        }
        return {name: value for name, value in chosen.items() if value is not None}

    def safety(self) -> list[dict[str, str]]:
        if self.safety_threshold is None:
            return []
        return [{"category": each, "threshold": self.safety_threshold} for each in _HARMS]

    def _thinking(self) -> dict[str, Any]:
        chosen = {"thinkingLevel": self.thinking_level, "thinkingBudget": self.thinking_budget}
        return {name: value for name, value in chosen.items() if value is not None}
