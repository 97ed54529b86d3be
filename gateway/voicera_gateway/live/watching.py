"""Goes through what a watcher of a wall is to see: where it stands is all that is kept of it."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass

from voicera_gateway.live.wall import Change, Wall


@dataclass(frozen=True, slots=True)
class Everything:
    """All live calls; what was seen before is void."""

    cursor: str
    calls: Sequence[Change]


@dataclass(frozen=True, slots=True)
class One:
    """One call that is new, has changed or is over."""

    cursor: str
    change: Change


async def watch(wall: Wall, cursor: str = "") -> AsyncGenerator[Everything | One, None]:
    """Go on after `cursor`, or begin with everything; who is slow gets of each call its latest change only."""
    with wall.watched():
        position = wall.position(cursor)
        while True:
            missed = None if position is None else wall.since(position)
            if position is None or missed is None:
                position = wall.number
                yield Everything(wall.cursor(position), wall.latest())
                continue
            for change in missed:
                position = change.number
                yield One(wall.cursor(position), change)
            await wall.wait_beyond(position)
