"""`voicera migrate`: moves this installation's data to the stores the environment names."""

from voicera_kit.errors import ServiceError
from voicera_kit.settings import SettingsError
from voicera_local.move.errors import MoveFailed, MoveRefused
from voicera_local.move.installation import move
from voicera_local.move.report import Report
from voicera_local.move.settings import MoveSettings
from voicera_local.show import Screen
from voicera_local.state import Installation

IDENTITY = "installation"


class MoveEnded(Exception):  # noqa: N818 - says what it is
    """The move did not come to its end; the message says why, and running it again goes on."""


async def migrate(settings: MoveSettings) -> None:
    """Holding the installation's lock keeps the mesh from running meanwhile; AlreadyRunning if it does."""
    installation, screen = Installation(settings.data_dir), Screen()
    with installation.lock():
        source = installation.secret(IDENTITY)
        try:
            moved = await move(installation.data_dir, source, settings.target, Report(screen.step))
        except (MoveRefused, MoveFailed, ServiceError, SettingsError) as failure:
            raise MoveEnded(f"not moved: {failure}") from failure
    what = f"{moved.documents} documents and {moved.objects} objects"
    screen.step(f"An earlier run moved {what}." if moved.before else f"Moved and verified {what}.")
