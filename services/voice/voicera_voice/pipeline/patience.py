"""Measures how long everybody waits: for the caller's words and keys, for an answer, and for the call's end."""

from collections.abc import Awaitable, Callable

from voicera_kit.clock import Clock
from voicera_voice.pipeline.policies import CallPolicy
from voicera_voice.pipeline.timer import Spawn, Timer


class Patience:
    def __init__(self, policy: CallPolicy, clock: Clock, spawn: Spawn) -> None:
        self._policy = policy
        self._clock = clock
        self._spawn = spawn

    def bind(
        self,
        *,
        silent: Callable[[], Awaitable[None]],
        digits: Callable[[], Awaitable[None]],
        answer_late: Callable[[], Awaitable[None]],
        run_out: Callable[[], Awaitable[None]],
    ) -> None:
        """Say whom to tell."""
        self._silence = Timer(self._clock, self._spawn, silent)
        self._digits = Timer(self._clock, self._spawn, digits)
        self._answer = Timer(self._clock, self._spawn, answer_late)
        self._duration = Timer(self._clock, self._spawn, run_out)

    def call_began(self) -> None:
        self._duration.start(self._policy.max_duration_s)

    def listen(self, digit_timeout_ms: int) -> None:
        """It is the caller's turn from now on."""
        self.stop()
        if digit_timeout_ms:
            self._digits.start(digit_timeout_ms / 1000)
        else:
            self._silence.start(self._policy.prompt_after_s)

    def think(self, since: float) -> None:
        """The caller waits for an answer, since this monotonic time."""
        if self._policy.bridge_after_s:
            due_at = since + self._policy.bridge_after_s
            self._answer.start(max(0.0, due_at - self._clock.monotonic()))

    def answered(self) -> None:
        self._answer.stop()

    def stop(self) -> None:
        self._silence.stop()
        self._digits.stop()
        self._answer.stop()
