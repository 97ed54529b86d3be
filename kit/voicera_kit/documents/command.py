"""The command that brings a service's documents up to date ahead of its replicas' start."""

from collections.abc import Sequence
from typing import Final

from voicera_kit.documents.model import Collection, Migrated
from voicera_kit.documents.open import migrate
from voicera_kit.logging import configure
from voicera_kit.settings import Settings

COMMAND: Final = "migrate"
HELP: Final = "bring the document store up to date, as VOICERA_MIGRATE=ahead asks for"


async def migrate_store(settings: Settings, name: str, collections: Sequence[Collection]) -> None:
    """Do it beside running replicas, and print what was done; SettingsError if old documents do not fit."""
    configure(settings, name)
    done = await migrate(settings.documents_url, name, settings.data_dir, collections)
    print(f"{name}: {_told(done)}")  # noqa: T201 - the command's answer


def _told(done: Migrated) -> str:
    if not done.collections and not done.documents:
        return "nothing to migrate"
    names = ", ".join(done.collections) or "no collection"
    return f"migrated {names}; {done.documents} documents were rewritten"
