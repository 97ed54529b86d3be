"""How calls end: the carrier's codes, names and sources."""

from dataclasses import dataclass, replace
from typing import Self

CALLER = "Caller"
RECIPIENT = "Call recipient"
CARRIER = "Carrier"
VOBIZ = "Vobiz"
API = "API Request"
ANSWER_XML = "Answer XML"
ERROR = "Error"


@dataclass(frozen=True, slots=True)
class Ending:
    code: int
    name: str
    cause: str
    source: str
    status: str = "completed"

    def by(self, source: str) -> Self:
        return replace(self, source=source)


NORMAL = Ending(4000, "Normal Hangup", "NORMAL_CLEARING", ANSWER_XML)
END_OF_XML = Ending(4010, "End Of XML Instructions", "NORMAL_CLEARING", VOBIZ)
TIME_LIMIT = Ending(6000, "Scheduled Hangup", "NORMAL_CLEARING", VOBIZ)
MEDIA_TIMEOUT = Ending(6020, "Media Timeout", "MEDIA_TIMEOUT", VOBIZ)
MACHINE = Ending(9100, "Machine Detected", "NORMAL_CLEARING", VOBIZ)
CANCELED = Ending(1000, "Canceled", "ORIGINATOR_CANCEL", API, "failed")
BUSY = Ending(3010, "Busy Line", "USER_BUSY", CARRIER, "busy")
NO_ANSWER = Ending(6010, "Ring Timeout Reached", "NO_ANSWER", VOBIZ, "no-answer")
RING_TIMEOUT = Ending(6010, "Ring Timeout Reached", "NO_ANSWER", VOBIZ, "timeout")
REJECTED = Ending(3020, "Rejected", "CALL_REJECTED", RECIPIENT, "failed")
INVALID = Ending(2000, "Invalid Destination Address", "INVALID_NUMBER", CARRIER, "failed")
OUT_OF_SERVICE = Ending(2010, "Destination Out Of Service", "DESTINATION_OUT_OF_ORDER", CARRIER, "failed")
UNALLOCATED = Ending(3050, "Unallocated number", "UNALLOCATED_NUMBER", CARRIER, "failed")
CONGESTION = Ending(3090, "Network congestion from carrier", "SWITCH_CONGESTION", CARRIER, "failed")
INTERNAL = Ending(5010, "Internal Error", "NORMAL_TEMPORARY_FAILURE", VOBIZ, "failed")

_STAGES = {"answer": 1, "action": 2, "transfer": 3, "redirect": 4}


def unreachable(stage: str) -> Ending:
    """No document came from the answer, action, transfer or redirect URL."""
    return Ending(7010 + _STAGES[stage], f"Error Reaching {stage.title()} URL", "NORMAL_CLEARING", ERROR)


def invalid_xml(stage: str) -> Ending:
    return Ending(8010 + _STAGES[stage], f"Invalid {stage.title()} XML", "NORMAL_CLEARING", ERROR)
