"""Keeps account of what was exercised with which adapter; docs/adapters.md shows the table."""

from collections import defaultdict
from pathlib import Path

from voicera_adapters.catalogue import CATALOGUE

COLUMNS = ("connect", "stream", "cancel", "errors", "languages", "settings", "tools", "interruption")
PAGE = Path(__file__).resolve().parents[4] / "docs/adapters.md"
_done: dict[tuple[str, str], set[str]] = defaultdict(set)


class Section:
    """A part of the page that is made."""

    def __init__(self, name: str) -> None:
        self._begin, self._end = f"<!-- {name} -->\n", f"<!-- /{name} -->"

    def shown(self) -> str:
        return PAGE.read_text().partition(self._begin)[2].partition(self._end)[0]

    def show(self, text: str) -> None:
        before, _, rest = PAGE.read_text().partition(self._begin)
        PAGE.write_text(before + self._begin + text + self._end + rest.partition(self._end)[2])


def exercised(modality: str, adapter: str, column: str) -> None:
    assert column in COLUMNS
    _done[modality, adapter].add(column)


def everything() -> set[tuple[str, str]]:
    """Modality and adapter of all there are; what answers by a script is a test's own."""
    return {
        (each.modality.name.lower().replace("_", " "), each.id) for each in CATALOGUE if each.id != "scripted"
    }


def missing() -> list[tuple[str, str]]:
    return sorted(everything() - set(_done))


def table() -> str:
    lines = [f"| adapter | modality | {' | '.join(COLUMNS)} |", "|---|---|" + "---|" * len(COLUMNS)]
    for (modality, adapter), done in sorted(_done.items()):
        marks = " | ".join("yes" if column in done else "" for column in COLUMNS)
        lines.append(f"| {adapter} | {modality} | {marks} |")
    return "\n".join(lines) + "\n"


EXERCISED = Section("exercised")
