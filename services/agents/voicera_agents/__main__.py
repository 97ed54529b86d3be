"""Starts the agents service, or re-seals its credentials from the command line."""

import argparse
import sys

from voicera_agents import app
from voicera_agents.rotation import COMMAND, rotate_sealing
from voicera_agents.settings import AgentsSettings
from voicera_kit.errors import ServiceError
from voicera_kit.server import run
from voicera_kit.settings import load


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="voicera-agents", description=__doc__)
    commands = parser.add_subparsers(dest="command")
    commands.add_parser("serve", help="start the service (the default)")
    commands.add_parser(COMMAND, help="seal every credential anew under the first sealing key")
    return parser.parse_args()


def main() -> None:
    arguments, settings = parse(), load(AgentsSettings)
    try:
        run(lambda: rotate_sealing(settings) if arguments.command == COMMAND else app.run(settings))
    except ServiceError as error:
        sys.exit(f"voicera-agents: {error}")


if __name__ == "__main__":
    main()
