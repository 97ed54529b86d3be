"""Serves adapters of the repository: `python own.py TOKEN_FILE ADAPTERS`; calls need the token written there."""

import asyncio
import sys
from pathlib import Path

from voicera_adapters.accounts import Accounts
from voicera_adapters.app import App
from voicera_adapters.catalogue import open_adapters
from voicera_adapters.settings import AdapterSettings
from voicera_kit.logging import configure
from voicera_kit.settings import Settings
from voicera_kit.testing import Signer, running_server


async def serve(signer: Signer) -> None:
    settings = AdapterSettings(adapters=sys.argv[2], pocketsphinx_decoders=2)
    async with (
        open_adapters(settings) as adapters,
        running_server(App(adapters, Accounts()).register, Settings(), verifier=signer.verifier()) as server,
    ):
        print(f"listening on port {server.port}", flush=True)  # noqa: T201 - tells the test
        await asyncio.Event().wait()


def main() -> None:
    configure(Settings(), "adapters")
    signer = Signer()
    Path(sys.argv[1]).write_text(signer.service("voice", "org_1").token)
    asyncio.run(serve(signer))


main()
