"""Record: a voicemail in the document's flow, or the whole session beside it."""

from vobiz_sim import events
from vobiz_sim.xml.context import Context, Jump, Step, hook
from vobiz_sim.xml.document import Verb

_ANY_KEY = "1234567890*#"


async def record(context: Context, verb: Verb, *, first: bool, last: bool) -> Step:  # noqa: ARG001 - see Runner
    call = context.call
    limit_s = verb.number("maxLength", 60)
    recording = context.recordings.start(
        call,
        file_format=verb.get("fileFormat", "mp3"),
        callback=hook(verb, "callbackUrl", "callbackMethod"),
        limit_s=limit_s,
    )
    begun = events.standard(call, context.config.auth_id) | {"Event": "Record", "RecordingID": recording}
    target = hook(verb)
    if verb.flag("recordSession"):
        if target is not None:
            context.webhooks.notify(call, target, begun)
        return None
    reason = await _voicemail(context, verb, limit_s)
    fields = context.recordings.finish(call, recording, reason)
    if target is None or not verb.flag("redirect"):
        context.webhooks.notify(call, target, begun | fields)
        return None
    return Jump(target, "action", begun | fields)


async def _voicemail(context: Context, verb: Verb, limit_s: int) -> str:
    line, pressed = context.call.line, list[str]()
    finish = verb.get("finishOnKey", _ANY_KEY)
    line.gather = pressed.append
    try:
        done = await line.until(lambda: any(key in finish for key in pressed), limit_s * 1000)
    finally:
        line.gather = None
    return "FinishedOnKey" if done else "maxLength"
