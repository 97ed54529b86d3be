"""A line of a transcript."""

from dataclasses import dataclass
from enum import StrEnum


class Speaker(StrEnum):
    CALLER = "CALLER"
    AGENT = "AGENT"
    OPERATOR = "OPERATOR"


class Act(StrEnum):
    """What somebody did who said nothing."""

    TOOK_OVER = "TOOK_OVER"
    HANDED_BACK = "HANDED_BACK"
    INSTRUCTED = "INSTRUCTED"
    LET_SAY = "LET_SAY"
    TRANSFERRED = "TRANSFERRED"


@dataclass(frozen=True, slots=True)
class Line:
    """Times are milliseconds on the recording's clock; `language` of the text is BCP-47.

    `translation` is the same in the language the agent thinks in, empty if that is the one spoken. Of an act `text` is
    what the agent was told, or the number the caller was handed to; `user_id` did it, the agent if it is empty.
    """

    speaker: Speaker
    text: str
    start_ms: int
    end_ms: int
    is_interrupted: bool = False
    translation: str = ""
    language: str = ""
    act: Act | None = None
    user_id: str = ""
