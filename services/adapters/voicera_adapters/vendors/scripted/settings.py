"""The script an agent gives the scripted model."""

import re
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator


class Failure(StrEnum):
    UNAVAILABLE = "UNAVAILABLE"
    RESOURCE_EXHAUSTED = "RESOURCE_EXHAUSTED"
    DEADLINE_EXCEEDED = "DEADLINE_EXCEEDED"


class ScriptedCall(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1, max_length=64)
    arguments: dict[str, Any] = Field(default_factory=dict)


class Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    when: str = Field(
        default="",
        max_length=200,
        description="Regular expression looked for in the caller's last message, without case; empty fits any.",
    )
    after_tool: str = Field(
        default="", max_length=64, description="Answers the result of this tool instead of the caller."
    )
    text: str = Field(default="", max_length=4000, description="The answer, sent word by word.")
    tool_calls: tuple[ScriptedCall, ...] = Field(default=(), max_length=16)
    delay_ms: int = Field(default=0, ge=0, le=60_000, description="Wait before the first word.")
    fail: Failure | None = Field(default=None, description="Fail with this code after what there is to say.")

    @field_validator("when")
    @classmethod
    def _compiles(cls, when: str) -> str:
        try:
            re.compile(when)
        except re.error:
            raise ValueError("must be a regular expression") from None
        return when


class ScriptedSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    rules: tuple[Rule, ...] = Field(
        default=(),
        max_length=200,
        description="The first that fits answers; if none does, the answer is `otherwise`.",
    )
    otherwise: str = Field(default="I have no answer to that.", max_length=4000)
    word_delay_ms: int = Field(default=0, ge=0, le=5_000, description="Pause before every further word.")
