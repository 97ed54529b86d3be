"""Reads call events."""

from typing import Any

Json = dict[str, Any]


def kinds(events: list[Json]) -> list[str]:
    known = {"sequence", "at", "offset_ms"}
    return [next(iter(set(event) - known)) for event in events]


def of_kind(events: list[Json], kind: str) -> list[Json]:
    return [event[kind] for event in events if kind in event]
