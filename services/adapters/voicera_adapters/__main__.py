"""Starts an adapter process."""

from voicera_adapters.app import run as run_adapters
from voicera_adapters.settings import AdapterSettings
from voicera_kit.server import run
from voicera_kit.settings import load


def main() -> None:
    settings = load(AdapterSettings)
    run(lambda: run_adapters(settings))


if __name__ == "__main__":
    main()
