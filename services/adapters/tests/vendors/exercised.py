"""Keeps account of what was exercised with which vendor; docs/adapters.md shows the table."""

from collections import defaultdict
from pathlib import Path

COLUMNS = ("connect", "stream", "cancel", "errors", "languages", "settings", "tools", "interruption")
PAGE = Path(__file__).resolve().parents[4] / "docs/adapters.md"
BEGIN, END = "<!-- exercised -->\n", "<!-- /exercised -->"
_done: dict[tuple[str, str], set[str]] = defaultdict(set)


def exercised(modality: str, adapter: str, column: str) -> None:
    assert column in COLUMNS
    _done[modality, adapter].add(column)


def vendors() -> set[tuple[str, str]]:
    return set(_done)


def table() -> str:
    lines = [f"| adapter | modality | {' | '.join(COLUMNS)} |", "|---|---|" + "---|" * len(COLUMNS)]
    for (modality, adapter), done in sorted(_done.items()):
        marks = " | ".join("yes" if column in done else "" for column in COLUMNS)
        lines.append(f"| {adapter} | {modality} | {marks} |")
    return "\n".join(lines) + "\n"


def shown() -> str:
    """The table in the page."""
    return PAGE.read_text().partition(BEGIN)[2].partition(END)[0]


def show() -> None:
    before, _, rest = PAGE.read_text().partition(BEGIN)
    PAGE.write_text(before + BEGIN + table() + END + rest.partition(END)[2])
