"""Finds out whether the dashboard can be served here, and with which command."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

from voicera_local.envoy import REPOSITORY

FOLDER: Final = REPOSITORY / "frontend"
OLDEST_NODE: Final = (20, 9)
_VERSION: Final = re.compile(r"v(\d+)\.(\d+)")
_TIMEOUT_S: Final = 10


class LeftOut(Exception):  # noqa: N818 - says what happened
    """The mesh runs without the dashboard; the message says why."""


def command(folder: Path = FOLDER) -> tuple[str, ...]:
    """How to start what `make dashboard` built."""
    node = shutil.which("node")
    if node is None or _version(node) < OLDEST_NODE:
        raise LeftOut("it needs Node {}.{} or newer, and npm".format(*OLDEST_NODE))
    if not (folder / ".next/BUILD_ID").exists():
        raise LeftOut("it is not built yet; `make dashboard` does that")
    return (node, str(folder / "server.mjs"))


def _version(node: str) -> tuple[int, int]:
    asked = (node, "--version")
    said = subprocess.run(asked, capture_output=True, text=True, timeout=_TIMEOUT_S, check=False)  # noqa: S603 - found on the path
    found = _VERSION.match(said.stdout)
    return (int(found[1]), int(found[2])) if found else (0, 0)
