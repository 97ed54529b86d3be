"""A line of a transcript."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """Times are milliseconds on the recording's clock."""

    is_caller: bool
    text: str
    start_ms: int
    end_ms: int
    is_interrupted: bool = False
