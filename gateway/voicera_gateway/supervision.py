"""Keeps work going that is to last as long as the process."""

from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from voicera_kit.clock import Clock

log = structlog.get_logger()

AGAIN_S: Final = 0.5


async def kept_running(name: str, work: Callable[[], Awaitable[None]], clock: Clock) -> None:
    """Begin `work` anew whenever it ends, until cancelled: a defect in one message does not stop all that follow."""
    while True:
        try:
            await work()
            log.error("work_ended", work=name)
        except Exception:
            log.exception("work_failed", work=name)
        await clock.sleep(AGAIN_S)
