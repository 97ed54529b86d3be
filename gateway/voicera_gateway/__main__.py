"""Starts the gateway."""

from voicera_gateway.app import run
from voicera_gateway.settings import GatewaySettings
from voicera_kit.server import run as run_process
from voicera_kit.settings import load


def start() -> None:
    settings = load(GatewaySettings)
    run_process(lambda: run(settings))


if __name__ == "__main__":
    start()
