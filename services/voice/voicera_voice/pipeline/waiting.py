"""Keeps what waits for the dialogue, in order."""

from collections import deque

from voicera_voice.pipeline.frames import Stimulus, TurnTranscribed

_AT_MOST = 64
_WAIT_FOR_CALLER = frozenset({"hear", "say", "resume"})


class Waiting:
    def __init__(self) -> None:
        self._stimuli: deque[Stimulus] = deque(maxlen=_AT_MOST)

    def add(self, stimulus: Stimulus) -> None:
        self._stimuli.append(stimulus)

    def add_turn(self, turn: TurnTranscribed, *, held: bool) -> None:
        """Turns that wait for the agent to finish become one; who speaks by themselves need not be asked again."""
        if self._stimuli and self._stimuli[-1].kind == "resume":
            self._stimuli.pop()
        before = self._stimuli[-1].turn if self._stimuli else None
        if before is not None:
            self._stimuli.pop()
            turn.language = (before if len(before.text) > len(turn.text) else turn).language
            turn.text = f"{before.text} {turn.text}".strip()
            turn.began_at = before.began_at
        self._stimuli.append(Stimulus("hear", turn=turn, held=held))

    def put_back(self, stimulus: Stimulus) -> None:
        self._stimuli.appendleft(stimulus)

    def has(self, kind: str) -> bool:
        return any(each.kind == kind for each in self._stimuli)

    def next(self, *, caller_speaking: bool) -> Stimulus | None:
        """Return what may be given to the dialogue now; words wait until the caller has finished."""
        if not self._stimuli or (caller_speaking and self._stimuli[0].kind in _WAIT_FOR_CALLER):
            return None
        return self._stimuli.popleft()

    def take_turns(self) -> list[TurnTranscribed]:
        """Return what the caller said; the keys pressed are forgotten."""
        turns = [each.turn for each in self._stimuli if each.turn is not None]
        kept = [each for each in self._stimuli if each.kind in {"begin", "say"}]
        self._stimuli = deque(kept, maxlen=_AT_MOST)
        return turns
