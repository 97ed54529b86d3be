"""Reads what a session of OpenAI's Realtime API tells: whose turn it is, and what is said in it."""

import json
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import structlog

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
from voicera_adapters.vendors.openai.failures import conversation_failed

_REMEMBERED: Final = 16
_REMEMBERED_CALLS: Final = 256
_ACTIVE_ALREADY: Final = "conversation_already_has_active_response"
_TRANSCRIPTION: Final = "conversation.item.input_audio_transcription"
_INCOMPLETE: Final = {"max_output_tokens": Outcome.LENGTH, "content_filter": Outcome.CONTENT_FILTER}

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Item:
    """A part of an answer that is spoken; `size` is in bytes."""

    id: str
    content_index: int
    size: int = 0


class Turns:
    """`spoken` has the items of the last answers."""

    def __init__(self, answers: Answers, debt: Debt) -> None:
        self._answers = answers
        self._debt = debt
        self._heard: OrderedDict[str, str] = OrderedDict()
        self._calls: dict[str, int] = {}
        self._answered: set[int] = set()
        self._is_asked = False
        self._is_requested = False
        self._is_stopped = False
        self._caller_speaks = False
        self._active: str | None = None
        self._to_cancel: str | None = None
        self.spoken: OrderedDict[int, list[Item]] = OrderedDict()

    def ask(self) -> None:
        """Something was said that wants an answer."""
        self._is_asked = True

    def returned(self, call_id: str) -> None:
        """A call has its result."""
        if (answer := self._calls.pop(call_id, None)) is not None:
            self._answered.add(answer)

    def stop(self) -> None:
        """Let nothing more through of the answer under way, or of the one that is asked for already."""
        self._answers.hush()
        self._to_cancel = self._active
        self._is_stopped = self._active is None and self._is_requested

    def take_cancellation(self) -> str | None:
        """Return the response to cancel now, if there is one."""
        response_id, self._to_cancel = self._to_cancel, None
        return response_id

    def take_request(self) -> bool:
        """Tell whether an answer is to be asked for now; while the caller speaks, the end of the turn brings one."""
        if self._caller_speaks or self._active is not None or self._is_requested or not self._is_wanted:
            return False
        self._is_requested = True
        self._debt.owe()
        return True

    @property
    def _is_wanted(self) -> bool:
        return self._is_asked or bool(self._answered.difference(self._calls.values()))

    def read(self, told: Mapping[str, Any]) -> Iterator[Event]:
        match told["type"]:
            case "input_audio_buffer.speech_started":
                yield self._caller_started(told)
            case "input_audio_buffer.speech_stopped":
                self._caller_speaks, self._is_requested = False, True
                self._debt.owe()
                yield CallerStopped(told["audio_end_ms"])
            case kind if kind.startswith(_TRANSCRIPTION):
                yield from self._transcript(kind.removeprefix(_TRANSCRIPTION), told)
            case "response.created":
                yield from self._begin(told["response"]["id"])
            case "response.done" if told["response"]["id"] == self._active:
                yield from self._end(told["response"])
            case kind if kind.startswith("response.") and told.get("response_id", "") == self._active:
                self._debt.owe()
                yield from self._part(kind, told)
            case "error":
                self._fail(told["error"])

    def _caller_started(self, told: Mapping[str, Any]) -> CallerStarted:
        """The vendor cancels what it says; what it was to say after the last turn, it says after this one."""
        self._caller_speaks, self._is_requested, self._is_stopped = True, False, False
        self._answers.hush()
        if self._active is None:
            self._debt.settle()
        return CallerStarted(told["audio_start_ms"])

    def _transcript(self, kind: str, told: Mapping[str, Any]) -> Iterator[CallerTranscript]:
        """What fails ends with what was understood until then."""
        item = told["item_id"]
        if kind == ".delta":
            self._heard[item] = self._heard.get(item, "") + told["delta"]
            if len(self._heard) > _REMEMBERED:
                self._heard.popitem(last=False)
            yield CallerTranscript(self._heard[item].strip())
        elif kind == ".completed":
            self._heard.pop(item, None)
            yield CallerTranscript(told["transcript"].strip(), final=True)
        elif kind == ".failed":
            _log.warning("talk.caller_not_transcribed", code=str((told.get("error") or {}).get("code")))
            yield CallerTranscript(self._heard.pop(item, "").strip(), final=True)

    def _begin(self, response_id: str) -> Iterator[Event]:
        """An answer takes in all that was said, and all results, before it."""
        yield from self._answers.end(Outcome.INTERRUPTED, TokenUsage())
        self._active = response_id
        self._is_asked = self._is_requested = False
        self._answered.intersection_update(self._calls.values())
        self._answers.begin()
        if self._is_stopped or self._caller_speaks:  # it was asked for before the caller began
            self.stop()
        self.spoken[self._answers.last] = []
        if len(self.spoken) > _REMEMBERED:
            self.spoken.popitem(last=False)
        self._debt.owe()

    def _part(self, kind: str, told: Mapping[str, Any]) -> Iterator[Event]:
        match kind:
            case "response.output_audio.delta":
                yield from self._audio(told)
            case "response.output_audio_transcript.delta" | "response.output_text.delta":
                if told["delta"] and not self._answers.is_hushed:
                    yield AnswerText(self._answers.last, told["delta"])
            case "response.output_item.done" if told["item"]["type"] == "function_call":
                yield from self._call(told["item"])

    def _audio(self, told: Mapping[str, Any]) -> Iterator[Event]:
        block = unpacked(told["delta"])
        if not self._answers.is_hushed:
            self._item(told).size += len(block)
        yield from self._answers.audio(block)

    def _item(self, told: Mapping[str, Any]) -> Item:
        items = self.spoken[self._answers.last]
        if not items or items[-1].id != told["item_id"]:
            items.append(Item(told["item_id"], told["content_index"]))
        return items[-1]

    def _call(self, item: Mapping[str, Any]) -> Iterator[ToolCall]:
        """A call that was cut short is none."""
        if item.get("status") == "incomplete":
            return
        arguments = json.loads(item["arguments"] or "{}")
        if not isinstance(arguments, dict):
            raise not_understood()
        self._calls[item["call_id"]] = self._answers.last
        if len(self._calls) > _REMEMBERED_CALLS:
            self._calls.pop(next(iter(self._calls)))
        yield ToolCall(item["call_id"], item["name"], arguments)

    def _end(self, response: Mapping[str, Any]) -> Iterator[Event]:
        self._active = None
        if not self._is_requested:
            self._debt.settle()
        details = response.get("status_details") or {}
        outcome = Outcome.COMPLETED
        match response["status"]:
            case "failed":
                raise conversation_failed(details.get("error") or {}, "response")
            case "cancelled":
                outcome = Outcome.INTERRUPTED
            case "incomplete":
                outcome = _INCOMPLETE.get(str(details.get("reason")), Outcome.COMPLETED)
        yield from self._answers.end(outcome, usage_of(response.get("usage") or {}))

    def _fail(self, error: Mapping[str, Any]) -> None:
        """Raises ServiceError for what the conversation does not survive."""
        field = str(error.get("event_id") or "").rpartition(":")[0]
        if error.get("code") == _ACTIVE_ALREADY:
            self._is_requested, self._is_asked = False, True
        elif field not in {"interrupt", "played"}:
            raise conversation_failed(error, field)


def usage_of(usage: Mapping[str, Any]) -> TokenUsage:
    read = usage.get("input_token_details") or {}
    cached = read.get("cached_tokens_details") or {}
    written = usage.get("output_token_details") or {}
    audio_read, audio_written = _number(read, "audio_tokens"), _number(written, "audio_tokens")
    cached_read, cached_audio = _number(read, "cached_tokens"), _number(cached, "audio_tokens")
    return TokenUsage(
        text_read=_number(usage, "input_tokens") - audio_read - (cached_read - cached_audio),
        audio_read=audio_read - cached_audio,
        cached_read=cached_read,
        text_written=_number(usage, "output_tokens") - audio_written,
        audio_written=audio_written,
    )


def _number(counts: Mapping[str, Any], name: str) -> int:
    return int(counts.get(name) or 0)
