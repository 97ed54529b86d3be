"""Measures how long the agent waits: for the caller to speak, for another key, and for the call as a whole."""

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
        run_out: Callable[[], Awaitable[None]],
    ) -> None:
        """Say whom to tell."""
        self._silence = Timer(self._clock, self._spawn, silent)
        self._digits = Timer(self._clock, self._spawn, digits)
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

    def stop(self) -> None:
        self._silence.stop()
        self._digits.stop()
