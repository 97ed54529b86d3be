"""Starts the agents service, migrates its store, or re-seals its credentials."""

import argparse
import sys

from voicera_agents import app, rotation
from voicera_agents.settings import AgentsSettings
from voicera_kit.documents import command as migration
from voicera_kit.errors import ServiceError
from voicera_kit.server import run
from voicera_kit.settings import load


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="voicera-agents", description=__doc__)
    commands = parser.add_subparsers(dest="command")
    commands.add_parser("serve", help="start the service (the default)")
    commands.add_parser(rotation.COMMAND, help="seal every credential anew under the first sealing key")
    commands.add_parser(migration.COMMAND, help=migration.HELP)
    return parser.parse_args()


async def work(command: str, settings: AgentsSettings) -> None:
    match command:
        case rotation.COMMAND:
            await rotation.rotate_sealing(settings)
        case migration.COMMAND:
            await migration.migrate_store(settings, "agents", app.COLLECTIONS)
        case _:
            await app.run(settings)


def main() -> None:
    arguments, settings = parse(), load(AgentsSettings)
    try:
        run(lambda: work(arguments.command, settings))
    except ServiceError as error:
        sys.exit(f"voicera-agents: {error}")


if __name__ == "__main__":
    main()
