"""Shows a call in the terminal while it happens, and sums it up."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

Json = Mapping[str, Any]


class Screen:
    def __init__(self, console: Console) -> None:
        self._console = console

    def step(self, text: str) -> None:
        self._console.print(f"[bold cyan]•[/] {text}")

    def warn(self, text: str) -> None:
        self._console.print(f"[bold yellow]![/] {text}")

    def fail(self, text: str) -> None:
        self._console.print(f"[bold red]✗[/] {text}")

    def event(self, event: Json) -> None:
        """One line for what a person would want to see; the rest passes silently."""
        for kind, line in LINES.items():
            if kind in event:
                self._console.print(_clock(event) + line(event[kind]), highlight=False)

    def summary(self, call: Json, recording_url: str, recording: Path) -> None:
        latency = call.get("latency") or {}
        table = Table(title="The call", show_header=False, title_justify="left")
        rows = {
            "state": call["state"].removeprefix("CALL_STATE_").lower(),
            "ended because": call["end_reason"].removeprefix("END_REASON_").lower().replace("_", " "),
            "outcome": call["disposition"],
            "collected": ", ".join(f"{name} = {value}" for name, value in sorted(call["variables"].items())),
            "response time": f"median {latency.get('response_p50_ms')} ms, p95 {latency.get('response_p95_ms')} ms",
            "platform's share": f"p95 {latency.get('platform_p95_ms')} ms",
        }
        for name, value in rows.items():
            table.add_row(name, escape(str(value)))
        self._console.print(table)
        # Not in the table, which would cut them: they are there to be copied.
        self._console.print(f"recording (with a token): {recording_url}", soft_wrap=True, highlight=False)
        self._console.print(f"a copy of it: {recording}", soft_wrap=True, highlight=False)


def _clock(event: Json) -> str:
    seconds = int(event.get("offset_ms", 0)) / 1000
    return f"[dim]{seconds:6.1f}s[/]  "


def _agent(said: Json) -> str:
    cut = " [dim](interrupted)[/]" if said["interrupted"] else ""
    return f"[bold green]agent [/] {escape(said['text'])}{cut}"


def _caller(said: Json) -> str:
    intent = f" [dim]→ {escape(said['intent'])}[/]" if said["intent"] else ""
    return f"[bold blue]caller[/] {escape(said['text'] or '(not understood)')}{intent}"


def _measured(turn: Json) -> str:
    adapters = turn["recognizer_ms"] + turn["model_ms"] + turn["synthesizer_ms"]
    return (
        f"[dim]       answered after {turn['first_byte_ms']:.0f} ms: waited {turn['configured_wait_ms']:.0f}, "
        f"adapters {adapters:.0f}, platform {turn['platform_ms']:.0f}[/]"
    )


LINES: Mapping[str, Callable[[Json], str]] = {
    "agent_said": _agent,
    "caller_said": _caller,
    "turn_measured": _measured,
    "key_pressed": lambda key: f"[bold blue]caller[/] [dim]key[/] {escape(key['digit'])}",
    "variable_set": lambda variable: (
        f"[dim]       {escape(variable['name'])} = {escape(variable['value'])}[/]"
    ),
    "silence_prompted": lambda _: "[dim]       the caller is silent[/]",
    "barged_in": lambda cut: (
        f"[dim]       silent {cut['silent_after_ms']:.0f} ms after the caller began to speak[/]"
    ),
    "media_interrupted": lambda _: "[yellow]       connection lost[/]",
    "media_restored": lambda back: f"[yellow]       connection back after {back['after_ms']} ms[/]",
    "provider_failed": lambda failure: (
        f"[red]       {escape(failure['adapter'])}: {escape(failure['message'])}[/]"
    ),
    "ended": lambda end: f"[dim]       ended: {end['reason'].removeprefix('END_REASON_').lower()}[/]",
}
