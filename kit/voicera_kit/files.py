"""Writes files that survive a power cut."""

import os
from pathlib import Path


def write_durably(path: Path, text: str) -> None:
    """Write a file that only its owner reads, durable on return; its name is once the folder is synced."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
