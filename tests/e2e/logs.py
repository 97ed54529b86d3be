"""What a mesh wrote down, and whether it holds what nobody is to read."""

from collections.abc import Iterable
from pathlib import Path

FIRST_PASSWORD = "Sign in as "
"""Begins what whoever starts a mesh is told on purpose."""


def logs_of(data_dir: Path) -> dict[str, str]:
    """Every log by its name: of each process, and of the one that started them."""
    logs = {path.name: path.read_text(errors="replace") for path in (data_dir / "logs").glob("*")}
    told = (data_dir / "runner.log").read_text(errors="replace").splitlines()
    return logs | {"runner.log": "\n".join(line for line in told if FIRST_PASSWORD not in line)}


def leaks(data_dir: Path, planted: Iterable[str]) -> list[str]:
    """Which log holds what, by how it begins."""
    logs = logs_of(data_dir)
    return [f"{name}: {each[:6]}" for each in planted for name, log in logs.items() if each in log]
