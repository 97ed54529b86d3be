"""Shows a call in the terminal while it happens, and sums it up."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from click import echo, style

Json = Mapping[str, Any]


class Screen:
    """Colours where they can be seen: on a terminal."""

    def __init__(self, *, on_stderr: bool = False) -> None:
        self._on_stderr = on_stderr

    def step(self, text: str) -> None:
        self._print(f"{style('•', fg='cyan', bold=True)} {text}")

    def warn(self, text: str) -> None:
        self._print(f"{style('!', fg='yellow', bold=True)} {text}")

    def fail(self, text: str) -> None:
        self._print(f"{style('✗', fg='red', bold=True)} {text}")

    def event(self, event: Json) -> None:
        """One line for what a person would want to see; the rest passes silently."""
        for kind, line in LINES.items():
            if kind in event:
                self._print(_clock(event) + line(event[kind]))

    def summary(self, call: Json, recording_url: str, recording: Path) -> None:
        latency = call.get("latency") or {}
        self._print(style("The call", bold=True))
        rows = {
            "state": call["state"].removeprefix("CALL_STATE_").lower(),
            "ended because": call["end_reason"].removeprefix("END_REASON_").lower().replace("_", " "),
            "outcome": call["disposition"],
            "collected": ", ".join(f"{name} = {value}" for name, value in sorted(call["variables"].items())),
            "response time": f"median {latency.get('response_p50_ms')} ms, p95 {latency.get('response_p95_ms')} ms",
            "platform's share": f"p95 {latency.get('platform_p95_ms')} ms",
            "recording": f"{recording_url} (with a token)",
            "a copy of it": recording,
        }
        for name, value in rows.items():
            self._print(f"  {name:<18}{value}")

    def _print(self, line: str) -> None:
        echo(line, err=self._on_stderr)


def _clock(event: Json) -> str:
    seconds = int(event.get("offset_ms", 0)) / 1000
    return style(f"{seconds:6.1f}s  ", dim=True)


def _agent(said: Json) -> str:
    cut = style(" (interrupted)", dim=True) if said["interrupted"] else ""
    return f"{style('agent ', fg='green', bold=True)} {said['text']}{cut}"


def _caller(said: Json) -> str:
    intent = style(f" → {said['intent']}", dim=True) if said["intent"] else ""
    return f"{style('caller', fg='blue', bold=True)} {said['text'] or '(not understood)'}{intent}"


def _key(key: Json) -> str:
    return f"{style('caller', fg='blue', bold=True)} {style('key', dim=True)} {key['digit']}"


def _aside(text: str, **look: Any) -> str:
    return style(f"       {text}", **(look or {"dim": True}))


def _measured(turn: Json) -> str:
    adapters = turn["recognizer_ms"] + turn["model_ms"] + turn["synthesizer_ms"]
    return _aside(
        f"answered after {turn['first_byte_ms']:.0f} ms: waited {turn['configured_wait_ms']:.0f}, "
        f"adapters {adapters:.0f}, platform {turn['platform_ms']:.0f}"
    )


LINES: Mapping[str, Callable[[Json], str]] = {
    "agent_said": _agent,
    "caller_said": _caller,
    "turn_measured": _measured,
    "key_pressed": _key,
    "variable_set": lambda variable: _aside(f"{variable['name']} = {variable['value']}"),
    "silence_prompted": lambda _: _aside("the caller is silent"),
    "barged_in": lambda cut: _aside(
        f"silent {cut['silent_after_ms']:.0f} ms after the caller began to speak"
    ),
    "media_interrupted": lambda _: _aside("connection lost", fg="yellow"),
    "media_restored": lambda back: _aside(f"connection back after {back['after_ms']} ms", fg="yellow"),
    "provider_failed": lambda failure: _aside(f"{failure['adapter']}: {failure['message']}", fg="red"),
    "ended": lambda end: _aside(f"ended: {end['reason'].removeprefix('END_REASON_').lower()}"),
}
