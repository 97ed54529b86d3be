"""A line of a transcript."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """Times are milliseconds on the recording's clock; `language` of the text is BCP-47.

    `translation` is the same in the language the agent thinks in, empty if that is the one spoken.
    """

    is_caller: bool
    text: str
    start_ms: int
    end_ms: int
    is_interrupted: bool = False
    translation: str = ""
    language: str = ""
