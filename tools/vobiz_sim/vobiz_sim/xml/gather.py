"""Gather: collects the digits a caller presses."""

from vobiz_sim import events
from vobiz_sim.xml.context import Context, Jump, Step, hook
from vobiz_sim.xml.document import Verb
from vobiz_sim.xml.talk import duration_ms

_MOST_DIGITS = 32


class _Keys:
    def __init__(self, verb: Verb) -> None:
        self._finish = verb.get("finishOnKey", "#")
        self._wanted = verb.number("numDigits", _MOST_DIGITS)
        self.digits = ""
        self.complete = False

    def press(self, key: str) -> None:
        if self.complete:
            return
        if key == self._finish:
            self.complete = True
            return
        self.digits += key
        self.complete = len(self.digits) >= self._wanted


async def gather(context: Context, verb: Verb, *, first: bool, last: bool) -> Step:  # noqa: ARG001 - see Runner
    """Keys pressed during the prompts count; without input the next verb runs."""
    line = context.call.line
    keys = _Keys(verb)
    line.gather = keys.press
    try:
        prompts_ms = sum(duration_ms(child) for child in verb.children)
        wait_ms = prompts_ms + verb.number("executionTimeout", 15) * 1000
        if await line.until(lambda: bool(keys.digits) or keys.complete, wait_ms):
            await _rest(context, keys, verb.number("digitEndTimeout", 2) * 1000)
    finally:
        line.gather = None
    return _answer(context, verb, keys.digits) if keys.digits else None


async def _rest(context: Context, keys: _Keys, pause_ms: int) -> None:
    """Waits for further digits as long as the pauses between them are short."""
    while not keys.complete:
        known = len(keys.digits)
        if not await context.call.line.until(lambda: keys.complete or len(keys.digits) > known, pause_ms):  # noqa: B023 - awaited before `known` changes
            return


def _answer(context: Context, verb: Verb, digits: str) -> Step:
    target = hook(verb)
    fields = events.standard(context.call, context.config.auth_id) | {
        "InputType": "dtmf",
        "Digits": digits,
        "Speech": "",
        "SpeechConfidenceScore": "",
        "BilledAmount": "0",
    }
    if target is None:
        return None
    if not verb.flag("redirect", default=True):
        context.webhooks.notify(context.call, target, fields)
        return None
    return Jump(target, "action", fields)
