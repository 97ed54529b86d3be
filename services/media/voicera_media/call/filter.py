"""Says which calls a list is of, and turns that into conditions of the store."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from voicera_kit.documents import (
    Restriction,
    Sort,
    above,
    at_least,
    at_most,
    below,
    either,
    equals,
    one_of,
)
from voicera_media.call.document import milliseconds
from voicera_media.call.model import CallState, Direction, EndReason

_MILLISECOND: Final = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class CallFilter:
    """None, "", () and 0 mean all; `created_before` is exclusive.

    `numbers` are the ways one number may be written, of either end or of `ours_only`; `is_test` is whether a draft was
    tried. `now` is for the duration of calls that run.
    """

    now: datetime
    agent_id: str = ""
    state: CallState | None = None
    direction: Direction | None = None
    created_after: datetime | None = None
    created_before: datetime | None = None
    end_reasons: tuple[EndReason, ...] = ()
    disposition: str = ""
    numbers: tuple[str, ...] = ()
    min_duration_ms: int = 0
    max_duration_ms: int = 0
    with_provider_failures: bool = False
    oldest_first: bool = False
    ours_only: bool = False
    is_test: bool | None = None

    def order(self) -> Sort:
        return Sort("created_at", descending=not self.oldest_first)

    def restrictions(self) -> tuple[Restriction, ...]:
        return (*self._of_the_record(), *self._of_the_course(), *self._of_the_duration())

    def _of_the_record(self) -> Iterator[Restriction]:
        if self.agent_id:
            yield equals("agent_id", self.agent_id)
        if self.state:
            yield equals("state", self.state)
        if self.direction:
            yield equals("direction", self.direction)
        if self.created_after:
            yield at_least("created_at", self.created_after)
        if self.created_before:
            yield below("created_at", self.created_before)
        if self.numbers and self.ours_only:
            yield one_of("our_number", self.numbers)
        elif self.numbers:
            yield either(one_of("from", self.numbers), one_of("to", self.numbers))
        if self.is_test is not None:
            yield equals("is_test", self.is_test or None)

    def _of_the_course(self) -> Iterator[Restriction]:
        if self.end_reasons:
            yield one_of("end_reason", self.end_reasons)
        if self.disposition:
            yield equals("progress.disposition", self.disposition)
        if self.with_provider_failures:
            yield above("provider_failures", 0)

    def _of_the_duration(self) -> Iterator[Restriction]:
        """A call that runs has lasted since it was answered."""
        is_growing = equals("duration_ms", None)
        if self.min_duration_ms:
            before = milliseconds(self.now) - self.min_duration_ms
            yield either(
                at_least("duration_ms", self.min_duration_ms), (is_growing, at_most("answered_ms", before))
            )
        if self.max_duration_ms:
            after = milliseconds(self.now) - self.max_duration_ms
            yield either(
                at_most("duration_ms", self.max_duration_ms),
                (is_growing, at_least("answered_ms", after)),
            )
