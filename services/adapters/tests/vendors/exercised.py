"""Keeps account of what was exercised with which vendor; docs/adapters.md shows the table."""

from collections import defaultdict

COLUMNS = ("connect", "stream", "cancel", "errors", "languages", "settings")
_done: dict[tuple[str, str], set[str]] = defaultdict(set)


def exercised(modality: str, adapter: str, column: str) -> None:
    assert column in COLUMNS
    _done[modality, adapter].add(column)


def table() -> str:
    lines = [
        f"| adapter | modality | {' | '.join(COLUMNS)} |",
        "|---|---|" + "---|" * len(COLUMNS),
    ]
    for (modality, adapter), done in sorted(_done.items(), key=lambda each: (each[0][0], each[0][1])):
        marks = " | ".join("yes" if column in done else "-" for column in COLUMNS)
        lines.append(f"| {adapter} | {modality} | {marks} |")
    return "\n".join(lines)
