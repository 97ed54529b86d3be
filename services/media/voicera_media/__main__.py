"""Starts the media service, migrates its store, or re-seals its keys."""

import argparse
import asyncio
import sys
from contextlib import suppress

from voicera_kit.audit import AuditOutbox
from voicera_kit.client import Mesh
from voicera_kit.documents import command as migration
from voicera_kit.errors import ServiceError
from voicera_kit.identity import verifier_over
from voicera_kit.server import run, serve
from voicera_kit.settings import load
from voicera_media import rotation
from voicera_media.app import COLLECTIONS, open_app
from voicera_media.settings import MediaSettings


async def start(settings: MediaSettings) -> None:
    async with (
        Mesh.connect(settings, "media") as mesh,
        open_app(settings) as app,
        AuditOutbox.running(app.documents, mesh) as audit,
    ):
        working = asyncio.create_task(app.run())
        try:
            verifier = verifier_over(mesh)
            await serve(
                "media",
                app.register,
                settings,
                verifier=verifier,
                audit=audit,
                drain=app.drain,
                stores=(app.documents, app.objects),
            )
        finally:
            working.cancel()
            with suppress(asyncio.CancelledError):
                await working


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="voicera-media", description=__doc__)
    commands = parser.add_subparsers(dest="command")
    commands.add_parser("serve", help="start the service (the default)")
    commands.add_parser(
        rotation.COMMAND, help="seal every organization's key anew under the first sealing key"
    )
    commands.add_parser(migration.COMMAND, help=migration.HELP)
    return parser.parse_args()


async def work(command: str, settings: MediaSettings) -> None:
    match command:
        case rotation.COMMAND:
            await rotation.rotate_sealing(settings)
        case migration.COMMAND:
            await migration.migrate_store(settings, "media", COLLECTIONS)
        case _:
            await start(settings)


def main() -> None:
    arguments, settings = parse(), load(MediaSettings)
    try:
        run(lambda: work(arguments.command, settings))
    except ServiceError as error:
        sys.exit(f"voicera-media: {error}")


if __name__ == "__main__":
    main()
