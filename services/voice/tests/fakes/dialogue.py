"""A dialogue that answers from a script."""

from collections.abc import AsyncIterator, Sequence

from voicera_voice.dialogue.interface import Action, Expectation, Listen, Say


class ScriptedDialogue:
    """Gives the actions of the script, one list per stimulus; afterwards it only listens."""

    def __init__(self, clock, *answers: list[Action | float]) -> None:
        self.clock = clock
        self.answers = list(answers)
        self.stimuli: list[tuple[str, str]] = []
        self.heard: list[str] = []
        self.instructions: list[str] = []
        self.overheard: list[list[str]] = []
        self.language = ""
        self.node_id = "start"
        self.variables: dict[str, str] = {}

    def begin(self) -> AsyncIterator[Action]:
        return self._answer("begin", "")

    def hear(self, text: str) -> AsyncIterator[Action]:
        return self._answer("hear", text)

    def press(self, digit: str) -> AsyncIterator[Action]:
        return self._answer("press", digit)

    def digits_timed_out(self) -> AsyncIterator[Action]:
        return self._answer("digits_timed_out", "")

    def stay_silent(self) -> AsyncIterator[Action]:
        return self._answer("stay_silent", "")

    def run_out(self) -> AsyncIterator[Action]:
        return self._answer("run_out", "")

    def bridge(self) -> list[Say]:
        return [Say("One moment.", "node", interruptible=False)]

    def instruct(self, text: str) -> None:
        self.instructions.append(text)

    def say(self, text: str) -> AsyncIterator[Action]:
        self.stimuli.append(("say", text))
        return self._actions(says(text))

    def overhear(self, texts: Sequence[str]) -> None:
        self.overheard.append(list(texts))

    def resume(self) -> AsyncIterator[Action]:
        return self._answer("resume", "")

    def interrupted(self, heard: str) -> None:
        self.heard.append(heard)

    def follow(self, language: str) -> None:
        self.language = language

    async def _answer(self, kind: str, detail: str) -> AsyncIterator[Action]:
        """A number in the script is a pause in seconds."""
        self.stimuli.append((kind, detail))
        async for action in self._actions(self.answers.pop(0) if self.answers else [Listen(Expectation())]):
            yield action

    async def _actions(self, actions: list) -> AsyncIterator[Action]:
        for action in actions:
            if isinstance(action, float):
                await self.clock.sleep(action)
            else:
                yield action


def says(*texts: str, interruptible: bool = True, listen: Listen | None = None) -> list[Action]:
    """Say these sentences and listen."""
    return [*(Say(text, "node", interruptible) for text in texts), listen or Listen(Expectation())]
