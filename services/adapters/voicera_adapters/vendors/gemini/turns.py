"""Reads what a session of the Gemini Live API tells: whose turn it is, and what is said in it."""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from uuid import uuid4

from voicera_adapters.contract import ToolCall
from voicera_adapters.net import not_understood
from voicera_adapters.realtime import (
    AnswerText,
    CallerStarted,
    CallerStopped,
    CallerTranscript,
    Event,
    Outcome,
    TokenUsage,
)
from voicera_adapters.speech import unpacked
from voicera_adapters.talking import Answers, Debt
from voicera_adapters.vendors.gemini.failures import broken_stream
from voicera_adapters.vendors.gemini.session import SPOKEN

_LATE_S: Final = 1.0
"""How long after an interruption audio still counts as of the answer before; its end tells sooner, if it comes."""
_WITHHELD: Final = ("PROHIBITED", "SAFETY", "REJECTED", "BLOCKED")
"""Words in the reasons of turns that were not said."""
_RATE: Final = f"rate={SPOKEN.sample_rate_hz}"


class Turns:
    """`calls` has the names of those without a result.

    `handle` is what a session goes on with, just where it is if `is_resumable`.
    """

    def __init__(self, answers: Answers, debt: Debt, clock: Callable[[], float]) -> None:
        self._answers = answers
        self._debt = debt
        self._clock = clock
        self._usage = TokenUsage()
        self._heard = ""
        self._caller_speaks = False
        self._is_generated = False
        self._late_until: float | None = None
        self._is_asked = False
        self.calls: dict[str, str] = {}
        self.handle = ""
        self.is_resumable = False
        self.is_leaving = False

    @property
    def is_idle(self) -> bool:
        return not self._answers.is_open and not self.calls and not self._is_asked

    def ask(self) -> None:
        """Something was said that is to be answered."""
        self._is_asked = True
        self.is_resumable = False
        self._debt.owe()

    def returned(self, call_id: str) -> str | None:
        """Return the name of a call that has its result, if it still wants one."""
        name = self.calls.pop(call_id, None)
        if name is not None and not self.calls:
            self.ask()
        return name

    def stop(self) -> Iterator[Event]:
        """End the answer under way, or asked for; the vendor goes on with it in vain, for it cannot be told."""
        if self._answers.is_open or self._is_asked:
            yield from self._begin()
            yield from self._end(Outcome.INTERRUPTED)
            self._late_until = math.inf

    def moved(self) -> Iterator[Event]:
        """End what was under way when another connection took over."""
        self.calls.clear()
        self.is_resumable = self.is_leaving = self._is_asked = False
        yield from self._transcribed()
        yield from self._end(Outcome.INTERRUPTED)

    def read(self, told: Mapping[str, Any]) -> Iterator[Event]:
        if error := told.get("error"):
            raise broken_stream(error)
        if (update := told.get("sessionResumptionUpdate")) is not None:
            self.is_resumable = bool(update.get("resumable"))
            self.handle = update.get("newHandle") or self.handle
        self.is_leaving = self.is_leaving or "goAway" in told
        if usage := told.get("usageMetadata"):
            self._usage += usage_of(usage)
        if activity := told.get("voiceActivity"):
            yield from self._activity(activity)
        if content := told.get("serverContent"):
            yield from self._content(content)
        if calls := (told.get("toolCall") or {}).get("functionCalls"):
            yield from self._tool_calls(calls)
        for call_id in (told.get("toolCallCancellation") or {}).get("ids") or ():
            self.calls.pop(call_id, None)

    def _activity(self, activity: Mapping[str, Any]) -> Iterator[Event]:
        kind = str(activity.get("voiceActivityType"))
        if kind.endswith("START"):
            yield from self._caller_started()
        elif kind.endswith("END"):
            yield from self._caller_stopped()

    def _content(self, content: Mapping[str, Any]) -> Iterator[Event]:
        if content.get("interrupted"):
            yield from self._caller_started()
        if transcription := content.get("inputTranscription"):
            yield from self._transcript(transcription)
        for part in (content.get("modelTurn") or {}).get("parts") or ():
            if data := part.get("inlineData"):
                yield from self._audio(data)
        if words := (content.get("outputTranscription") or {}).get("text"):
            yield from self._text(words)
        if content.get("generationComplete"):
            self._is_generated = True  # the end comes once it would have been heard
            self._debt.settle()
            yield from self._transcribed()
        if content.get("turnComplete"):
            yield from self._complete(str(content.get("turnCompleteReason") or ""))

    def _caller_started(self) -> Iterator[Event]:
        if self._answers.is_open or self._late_until is not None:
            self._answers.hush()
            self._late_until = self._clock() + _LATE_S
            if not self._is_asked:
                self._debt.settle()
        if not self._caller_speaks:
            self._caller_speaks = True
            yield CallerStarted()

    def _caller_stopped(self) -> Iterator[Event]:
        if self._caller_speaks:
            self._caller_speaks = False
            yield CallerStopped()

    def _audio(self, data: Mapping[str, Any]) -> Iterator[Event]:
        kind = str(data.get("mimeType") or "")
        if not kind.startswith("audio/pcm") or ("rate=" in kind and _RATE not in kind):
            raise not_understood()
        block = unpacked(data["data"])
        yield from self._said()
        yield from self._answers.audio(block)

    def _text(self, words: str) -> Iterator[Event]:
        yield from self._said()
        if not self._answers.is_hushed and self._answers.is_open:
            yield AnswerText(self._answers.last, words)

    def _said(self) -> Iterator[Event]:
        """Begin an answer with its first sound or word, unless it is late for the one before."""
        if self._late_until is not None:
            if self._clock() <= self._late_until:
                return
            yield from self._end(Outcome.INTERRUPTED)
        if not self._is_generated:
            self._debt.owe()
        yield from self._begin()

    def _begin(self) -> Iterator[Event]:
        if not self._answers.is_open:
            yield from self._caller_stopped()
            self.is_resumable = self._is_asked = False
            self._answers.begin()

    def _tool_calls(self, calls: list[Mapping[str, Any]]) -> Iterator[Event]:
        """Calls end an answer: what follows their results is another one."""
        yield from self._transcribed()
        yield from self._begin()
        for call in calls:
            arguments = call.get("args") or {}
            if not isinstance(arguments, dict):
                raise not_understood()
            call_id = call.get("id") or f"call_{uuid4().hex}"
            self.calls[call_id] = call["name"]
            yield ToolCall(call_id, call["name"], arguments)
        yield from self._end(Outcome.COMPLETED)

    def _complete(self, reason: str) -> Iterator[Event]:
        yield from self._transcribed()
        outcome = Outcome.COMPLETED
        if any(word in reason for word in _WITHHELD):
            outcome = Outcome.CONTENT_FILTER
            yield from self._begin()
        yield from self._end(outcome)

    def _transcript(self, transcription: Mapping[str, Any]) -> Iterator[Event]:
        if words := transcription.get("text"):
            self._heard += words
            yield CallerTranscript(self._heard.strip())
        if transcription.get("finished"):
            yield from self._transcribed()

    def _transcribed(self) -> Iterator[Event]:
        heard, self._heard = self._heard.strip(), ""
        if heard:
            yield CallerTranscript(heard, final=True)

    def _end(self, outcome: Outcome) -> Iterator[Event]:
        """What was counted since the last answer's end is this one's. The end of one that was stopped says nothing."""
        is_stopped, self._late_until = self._late_until is not None and not self._answers.is_open, None
        self._is_generated = False
        if not is_stopped:
            self._is_asked = False
            self._debt.settle()
        if self._answers.is_open:
            usage, self._usage = self._usage, TokenUsage()
            yield from self._answers.end(outcome, usage)


def usage_of(usage: Mapping[str, Any]) -> TokenUsage:
    """Thoughts cost what words do; what tools returned is read like the rest."""
    read = _number(usage, "promptTokenCount") + _number(usage, "toolUsePromptTokenCount")
    written = _number(usage, "responseTokenCount") + _number(usage, "thoughtsTokenCount")
    cached = _number(usage, "cachedContentTokenCount")
    audio_read, audio_written = _audio(usage, "promptTokensDetails"), _audio(usage, "responseTokensDetails")
    cached_audio = _audio(usage, "cacheTokensDetails")
    return TokenUsage(
        text_read=read - audio_read - (cached - cached_audio),
        audio_read=audio_read - cached_audio,
        cached_read=cached,
        text_written=written - audio_written,
        audio_written=audio_written,
    )


def _audio(usage: Mapping[str, Any], name: str) -> int:
    details = usage.get(name) or ()
    return sum(_number(each, "tokenCount") for each in details if each.get("modality") == "AUDIO")


def _number(counts: Mapping[str, Any], name: str) -> int:
    return int(counts.get(name) or 0)
