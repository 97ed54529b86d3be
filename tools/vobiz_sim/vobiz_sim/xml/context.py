"""What every verb may use, and how a verb says where the document goes next."""

from dataclasses import dataclass
from typing import Protocol

from vobiz_sim.calls import Call, Hook
from vobiz_sim.causes import Ending
from vobiz_sim.config import SimConfig
from vobiz_sim.events import Fields
from vobiz_sim.webhooks import Webhooks
from vobiz_sim.xml.document import Verb


@dataclass(frozen=True, slots=True)
class Jump:
    """Go on with the document at `hook`; `stage` is action, redirect or transfer."""

    hook: Hook
    stage: str
    fields: Fields


class Recordings(Protocol):
    def start(self, call: Call, *, file_format: str, callback: Hook | None, limit_s: int) -> str:
        """Begins a recording and returns its id."""
        ...

    def finish(self, call: Call, recording_id: str, reason: str) -> Fields:
        """Ends it and returns the fields of its RecordStop callback."""
        ...


@dataclass(frozen=True, slots=True)
class Context:
    call: Call
    config: SimConfig
    webhooks: Webhooks
    recordings: Recordings


Step = Ending | Jump | None


class Runner(Protocol):
    async def __call__(self, context: Context, verb: Verb, *, first: bool, last: bool) -> Step: ...


def hook(verb: Verb, url: str = "action", method: str = "method") -> Hook | None:
    """The callback named by two attributes; None when there is no URL."""
    target = verb.get(url)
    return Hook(target, verb.get(method, "POST")) if target else None
