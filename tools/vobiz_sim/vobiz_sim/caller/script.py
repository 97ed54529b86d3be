"""What a caller does, step by step, in Python or as YAML or JSON."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self

import yaml

DEFAULT_VOICE = "en-us+klatt2"
_MAX_STEPS = 10_000


@dataclass(frozen=True, slots=True)
class Listen:
    """Until the agent spoke since the caller's last sound and has then been silent for `silence_ms`."""

    silence_ms: int = 700
    timeout_ms: int = 20_000


@dataclass(frozen=True, slots=True)
class Wait:
    ms: int


@dataclass(frozen=True, slots=True)
class Say:
    text: str
    voice: str = ""


@dataclass(frozen=True, slots=True)
class PlayWav:
    path: str


@dataclass(frozen=True, slots=True)
class Press:
    digits: str
    gap_ms: int = 200


@dataclass(frozen=True, slots=True)
class Interrupt:
    """Speaks once the agent has been audible for `after_ms`."""

    say: str
    after_ms: int = 500
    timeout_ms: int = 20_000
    voice: str = ""


@dataclass(frozen=True, slots=True)
class HangUp:
    """At once; or `after_ms` into the caller's own `say`; or once the agent was audible that long."""

    say: str = ""
    after_ms: int = 0
    agent_audible_ms: int = 0
    timeout_ms: int = 20_000
    voice: str = ""


@dataclass(frozen=True, slots=True)
class DropSocket:
    """The media socket breaks, the call stays up."""


@dataclass(frozen=True, slots=True)
class WaitHangup:
    """The agent is expected to end the call."""

    timeout_ms: int = 30_000


@dataclass(frozen=True, slots=True)
class Mute:
    on: bool = True


Step = Listen | Wait | Say | PlayWav | Press | Interrupt | HangUp | DropSocket | WaitHangup | Mute

# The step's name in a file, its class, and the field a bare value fills.
_STEPS: dict[str, tuple[type[Step], str]] = {
    "listen": (Listen, "silence_ms"),
    "wait": (Wait, "ms"),
    "say": (Say, "text"),
    "wav": (PlayWav, "path"),
    "press": (Press, "digits"),
    "interrupt": (Interrupt, "say"),
    "hang_up": (HangUp, "agent_audible_ms"),
    "drop_socket": (DropSocket, ""),
    "wait_hangup": (WaitHangup, "timeout_ms"),
    "mute": (Mute, "on"),
}
_NAMES = {kind: name for name, (kind, _) in _STEPS.items()}


def step_name(step: Step) -> str:
    return _NAMES[type(step)]


@dataclass(frozen=True, slots=True)
class Script:
    """Without steps the caller stays, silent, until the other side hangs up; else hangs up after the last."""

    steps: Sequence[Step] = ()
    name: str = ""
    voice: str = DEFAULT_VOICE
    words_per_minute: int = 160

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any], folder: Path | None = None) -> Self:
        """Raises ValueError for unknown keys, steps or step fields; WAV paths are taken from `folder`."""
        if not isinstance(values, Mapping):
            raise ValueError("a script is a mapping with `steps`, not a list")  # noqa: TRY004 - bad input like the rest
        unknown = set(values) - {field.name for field in fields(cls)}
        if unknown:
            raise ValueError(f"unknown script key: {', '.join(sorted(unknown))}")
        steps = tuple(_read_steps(values.get("steps") or [], folder))
        if len(steps) > _MAX_STEPS:
            raise ValueError(f"a script has at most {_MAX_STEPS} steps")
        return cls(**{**values, "steps": steps})

    @classmethod
    def load(cls, path: Path) -> Self:
        """Reads a YAML or JSON file."""
        return cls.from_mapping(yaml.safe_load(path.read_text("utf-8")), path.parent)


def _read_steps(entries: Sequence[Any], folder: Path | None) -> Iterator[Step]:
    for entry in entries:
        name, value = _named(entry)
        if name == "repeat":
            for _ in range(int(value["times"])):
                yield from _read_steps(value["steps"], folder)
        else:
            yield _located(_step(name, value), folder)


def _named(entry: Any) -> tuple[str, Any]:
    if isinstance(entry, str):
        return entry, None
    if isinstance(entry, Mapping) and len(entry) == 1:
        name, value = next(iter(entry.items()))
        return str(name), value
    raise ValueError(f"a step is a name or one `name: value` pair, not {entry!r}")


def _step(name: str, value: Any) -> Step:
    if name not in _STEPS:
        raise ValueError(f"unknown step {name!r}; known: {', '.join(sorted([*_STEPS, 'repeat']))}")
    kind, bare = _STEPS[name]
    given = value if isinstance(value, Mapping) else {} if value is None else {bare: value}
    try:
        return kind(**given)
    except TypeError as error:
        raise ValueError(f"step {name!r}: {error}") from error


def _located(step: Step, folder: Path | None) -> Step:
    if isinstance(step, PlayWav) and folder is not None:
        return PlayWav(str(folder / step.path))
    return step
