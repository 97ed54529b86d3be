"""An adapter process like any other, with a window: `python -m tests.load.soak.window`.

On SIGUSR1 it prints, as a line of JSON, its tasks, the threads of its pools, and a token that it accepts.
"""

import asyncio
import json
import signal
import sys
import threading
from collections import Counter

from tests.load.soak.pairs import ORGANIZATION
from voicera_adapters.accounts import Accounts
from voicera_adapters.app import App
from voicera_adapters.catalogue import open_adapters
from voicera_adapters.settings import AdapterSettings
from voicera_kit.server import run, serve
from voicera_kit.settings import load
from voicera_kit.testing import Signer


async def run_adapters(settings: AdapterSettings) -> None:
    signer = Signer()
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, show, signer)
    async with open_adapters(settings) as adapters:
        await serve("adapters", App(adapters, Accounts()).register, settings, verifier=signer.verifier())


def show(signer: Signer) -> None:
    tasks = Counter(task.get_coro().__qualname__ for task in asyncio.all_tasks())
    names = (thread.name.rpartition("_") for thread in threading.enumerate())
    pools = Counter(pool for pool, _, number in names if number.isdecimal())
    token = signer.service("voice", ORGANIZATION).token
    sys.stdout.write(json.dumps({"tasks": tasks, "pools": pools, "token": token}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    settings = load(AdapterSettings)
    run(lambda: run_adapters(settings))
