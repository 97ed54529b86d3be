"""Keeps what one installation remembers between starts: its folder, its secrets, its lock."""

import fcntl
import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from voicera_kit.files import sync_folder, write_durably


class AlreadyRunning(Exception):  # noqa: N818 - a state, not a failure
    """Another process runs this installation."""


class Installation:
    """Everything under the data folder; private to its owner."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir.resolve()
        self.run_dir = self.data_dir / "run"
        self.log_dir = self.data_dir / "logs"
        self.recordings_dir = self.data_dir / "demo"
        for folder in (self.data_dir, self.run_dir, self.log_dir, self.recordings_dir):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the installation, until this process dies at the latest; AlreadyRunning if another does."""
        with (self.run_dir / "lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise AlreadyRunning from None
            yield

    def secret_path(self, name: str) -> Path:
        return self.data_dir / f"{name}.secret"

    def secret(self, name: str) -> str:
        """A random secret, made at the first start."""
        path = self.secret_path(name)
        if not path.exists():
            self.write_private(path, secrets.token_urlsafe(32))
        return path.read_text().strip()

    def read_json(self, name: str) -> Mapping[str, str] | None:
        path = self.data_dir / f"{name}.json"
        return json.loads(path.read_text()) if path.exists() else None

    def write_json(self, name: str, content: Mapping[str, str]) -> None:
        self.write_private(self.data_dir / f"{name}.json", json.dumps(content, indent=2))

    def write_private(self, path: Path, text: str) -> None:
        """Write all or nothing, readable by the owner only, durable on return."""
        draft = path.with_suffix(".draft")
        write_durably(draft, text)
        draft.replace(path)
        sync_folder(path.parent)
