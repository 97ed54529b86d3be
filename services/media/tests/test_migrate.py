"""The command that migrates ahead of a start."""

import asyncio
import sys
from pathlib import Path

from voicera_kit.settings import child_environment


async def test_an_embedded_store_has_nothing_to_migrate(tmp_path: Path) -> None:
    command = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "voicera_media", "migrate"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=child_environment({"VOICERA_DATA_DIR": str(tmp_path), "VOICERA_MIGRATE": "ahead"}),
    )
    said, complained = await asyncio.wait_for(command.communicate(), 20)
    assert (command.returncode, said, complained) == (0, b"media: nothing to migrate\n", b"")
    assert list(tmp_path.iterdir()) == []  # noqa: ASYNC240 - an empty folder
