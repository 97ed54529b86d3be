"""Counts prompts to a silent caller."""

from voicera.agents.v1 import spec_pb2

_MOST = 2


class SilencePrompts:
    """Gives the prompts one after the other, the last one again and again, until there were enough."""

    def __init__(self, policy: spec_pb2.SilencePolicy) -> None:
        self._prompts = tuple(policy.prompts) or ("",)
        self._most = policy.max_prompts or _MOST
        self.given = 0
        """Prompts since the caller last did something."""

    def next(self) -> str | None:
        """Return the prompt's template, empty if the author wrote none; None after the last one."""
        if self.given >= self._most:
            return None
        prompt = self._prompts[min(self.given, len(self._prompts) - 1)]
        self.given += 1
        return prompt

    def reset(self) -> None:
        self.given = 0
