"""Dial: connects a second party whose fate is scripted in the faults."""

from uuid import uuid4

from vobiz_sim import causes, events
from vobiz_sim.causes import Ending
from vobiz_sim.events import Fields
from vobiz_sim.xml.context import Context, Jump, Step, hook
from vobiz_sim.xml.document import Verb

_ENDINGS = {
    "completed": causes.NORMAL.by(causes.RECIPIENT),
    "busy": causes.BUSY,
    "no-answer": causes.NO_ANSWER,
    "timeout": causes.RING_TIMEOUT,
    "cancel": causes.CANCELED,
    "failed": causes.INVALID,
}


async def dial(context: Context, verb: Verb, *, first: bool, last: bool) -> Step:  # noqa: ARG001 - see Runner
    call, faults = context.call, context.call.faults
    ending = _ENDINGS[faults.dial_status]
    leg = _leg(context, verb)
    call.dialled.append(leg["DialBLegTo"])
    await call.line.pause(min(faults.dial_ring_ms, verb.number("timeout", 120) * 1000))
    if faults.dial_status == "completed":
        _tell(context, verb, leg, "DialAnswer", "answer")
        _tell(context, verb, leg, "DialConnected", "connected")
        await call.line.pause(min(faults.dial_talk_ms, verb.number("timeLimit", 14_400) * 1000))
    _tell(context, verb, leg | _end_fields(ending), "DialHangup", "hangup")
    return _result(context, verb, leg, ending)


def _leg(context: Context, verb: Verb) -> Fields:
    target = verb.children[0].text if verb.children else verb.text
    return {
        "DialALegUUID": context.call.uuid,
        "DialBLegUUID": str(uuid4()),
        "DialBLegFrom": verb.get("callerId") or context.call.plan.from_,
        "DialBLegTo": target,
        "DialBLegPosition": "1",
    }


def _end_fields(ending: Ending) -> Fields:
    return {
        "DialBLegStatus": ending.status,
        "DialBLegHangupCause": ending.cause,
        "DialBLegHangupCauseCode": str(ending.code),
        "DialBLegHangupCauseName": ending.name,
        "DialBLegHangupSource": ending.source,
    }


def _tell(context: Context, verb: Verb, leg: Fields, event: str, action: str) -> None:
    target = hook(verb, "callbackUrl", "callbackMethod")
    if target is not None:
        fields = events.standard(context.call, context.config.auth_id) | leg
        named = {"Event": event, "DialAction": action}
        context.webhooks.notify(context.call, target, fields | named)


def _result(context: Context, verb: Verb, leg: Fields, ending: Ending) -> Step:
    target = hook(verb)
    if target is None:
        return None
    status = context.call.faults.dial_status
    fields = events.standard(context.call, context.config.auth_id) | {
        "DialStatus": status,
        "DialRingStatus": "true",
        "DialHangupCause": ending.cause,
        "DialALegUUID": leg["DialALegUUID"],
        "DialBLegUUID": leg["DialBLegUUID"],
    }
    if not verb.flag("redirect", default=True):
        context.webhooks.notify(context.call, target, fields)
        return None
    return Jump(target, "action", fields)
