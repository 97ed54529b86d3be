"""Starts the media service, or re-seals its keys from the command line."""

import argparse
import asyncio
import sys
from contextlib import suppress

from voicera_kit.audit import AuditOutbox
from voicera_kit.client import Mesh
from voicera_kit.errors import ServiceError
from voicera_kit.identity import verifier_over
from voicera_kit.server import run, serve
from voicera_kit.settings import load
from voicera_media.app import open_app
from voicera_media.rotation import COMMAND, rotate_sealing
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
    commands.add_parser(COMMAND, help="seal every organization's key anew under the first sealing key")
    return parser.parse_args()


def main() -> None:
    arguments, settings = parse(), load(MediaSettings)
    try:
        run(lambda: rotate_sealing(settings) if arguments.command == COMMAND else start(settings))
    except ServiceError as error:
        sys.exit(f"voicera-media: {error}")


if __name__ == "__main__":
    main()
