"""What an agent may set about a model on Bedrock."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class BedrockSettings(BaseModel):
    """Absent means the vendor's default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    top_p: float | None = Field(default=None, gt=0, le=1, title="Top p")
    stop_sequences: tuple[Annotated[str, Field(min_length=1, max_length=200)], ...] = Field(
        default=(), max_length=4, title="Stop sequences"
    )
    latency: Literal["standard", "optimized"] | None = Field(default=None, title="Latency")
    guardrail_id: str = Field(
        default="",
        pattern=r"^[a-z0-9:/-]*$",
        max_length=2048,
        title="Guardrail",
        description="Its ID or ARN.",
    )
    guardrail_version: str = Field(
        default="DRAFT", pattern=r"^(?:DRAFT|[1-9][0-9]{0,7})$", title="Guardrail version"
    )

    def inference(self) -> dict[str, Any]:
        chosen = {"topP": self.top_p, "stopSequences": list(self.stop_sequences) or None}
        return {name: value for name, value in chosen.items() if value is not None}

    def beside(self) -> dict[str, Any]:
        """Return what the request says beside the conversation and the inference."""
        chosen: dict[str, Any] = {}
        if self.latency:
            chosen["performanceConfig"] = {"latency": self.latency}
        if self.guardrail_id:
            chosen["guardrailConfig"] = {
                "guardrailIdentifier": self.guardrail_id,
                "guardrailVersion": self.guardrail_version,
            }
        return chosen
