"""Verbs that end the call or leave the document: Hangup and Redirect."""

from vobiz_sim import causes, events
from vobiz_sim.calls import Hook, State
from vobiz_sim.causes import Ending
from vobiz_sim.xml.context import Context, Jump, Step
from vobiz_sim.xml.document import Verb


async def hang_up(context: Context, verb: Verb, *, first: bool, last: bool) -> Step:
    """A first Hangup on a ringing call rejects it; a scheduled one needs something after it."""
    call = context.call
    seconds = verb.number("schedule", 0)
    if seconds and not last:
        call.hang_up_in(seconds, causes.TIME_LIMIT.by(causes.ANSWER_XML))
        return None
    if call.state is not State.IN_PROGRESS:
        return _refusal(verb.get("reason"), first=first)
    return causes.NORMAL


def _refusal(reason: str, *, first: bool) -> Ending:
    if reason == "busy":
        return causes.BUSY.by(causes.ANSWER_XML)
    if reason == "rejected" or first:
        return causes.REJECTED.by(causes.ANSWER_XML)
    return causes.NORMAL


async def redirect(context: Context, verb: Verb, *, first: bool, last: bool) -> Step:  # noqa: ARG001 - see Runner
    fields = events.start_app(context.call, context.config.auth_id, "Redirect")
    return Jump(Hook(verb.text, verb.get("method", "POST")), "redirect", fields)
