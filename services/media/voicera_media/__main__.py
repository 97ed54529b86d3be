"""Starts the media service."""

import asyncio
from contextlib import suppress

from voicera_kit.audit import AuditOutbox
from voicera_kit.client import Mesh
from voicera_kit.identity import verifier_over
from voicera_kit.server import run, serve
from voicera_kit.settings import load
from voicera_media.app import open_app
from voicera_media.settings import MediaSettings


async def start(settings: MediaSettings) -> None:
    async with (
        Mesh.connect(settings, "media") as mesh,
        open_app(settings) as app,
        AuditOutbox.running(app.documents, mesh) as audit,
    ):
        reconciling = asyncio.create_task(app.reconciler.run())
        try:
            verifier = verifier_over(mesh)
            await serve("media", app.register, settings, verifier=verifier, audit=audit, drain=app.drain)
        finally:
            reconciling.cancel()
            with suppress(asyncio.CancelledError):
                await reconciling


def main() -> None:
    settings = load(MediaSettings)
    run(lambda: start(settings))


if __name__ == "__main__":
    main()
