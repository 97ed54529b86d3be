"""Starts the agents service."""

from voicera_agents import app
from voicera_agents.settings import AgentsSettings
from voicera_kit.server import run
from voicera_kit.settings import load


def main() -> None:
    settings = load(AgentsSettings)
    run(lambda: app.run(settings))


if __name__ == "__main__":
    main()
