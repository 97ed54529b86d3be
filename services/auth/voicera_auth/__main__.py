"""Starts the auth service, or adds organizations and people from the command line."""

import argparse
import json
import sys

from voicera_auth.app import COLLECTIONS, open_app
from voicera_auth.sealing import rotate_sealing
from voicera_auth.settings import AuthSettings
from voicera_kit.documents import command as migration
from voicera_kit.errors import ServiceError
from voicera_kit.identity import ROLES
from voicera_kit.logging import configure
from voicera_kit.server import run, serve
from voicera_kit.settings import load


async def start(settings: AuthSettings) -> None:
    async with open_app(settings) as app:
        await serve(
            "auth", app.register, settings, verifier=app.verifier(), audit=app.audit, stores=(app.documents,)
        )


async def create_organization(settings: AuthSettings, name: str, email: str) -> None:
    """Print the new owner's credentials as JSON; the password is shown this once."""
    async with open_app(settings) as app:
        organization, password = await app.organizations.create(name, email)
    _print({"organization_id": organization.id, "email": email, "password": password})


async def add_member(settings: AuthSettings, organization_id: str, email: str, role: str) -> None:
    """Print the new member's credentials as JSON; the password is shown this once."""
    async with open_app(settings) as app:
        await app.organizations.get(organization_id)
        password = await app.organizations.add_person(organization_id, email, role)
    _print({"organization_id": organization_id, "email": email, "password": password})


async def reset_password(settings: AuthSettings, email: str) -> None:
    """Print a person's new credentials as JSON and end their sessions; the password is shown this once."""
    async with open_app(settings) as app:
        user, password = await app.organizations.reset_password(email)
        await app.accounts.ending.end_all(user.organization_id, user.id)
    _print({"organization_id": user.organization_id, "email": user.email, "password": password})


async def rotate_signing_key(settings: AuthSettings) -> None:
    """Print as JSON which key signs next, and from when."""
    async with open_app(settings) as app:
        key = await app.rotation.rotate()
    _print({"kid": key.id, "signs_from": key.signs_from.isoformat()})


async def stop_second_factor(settings: AuthSettings, email: str) -> None:
    """Let somebody in who lost their authenticator app and their recovery codes."""
    async with open_app(settings) as app:
        user_id = await app.accounts.second_factors.stop_for(email)
    _print({"user_id": user_id, "email": email})


async def reseal(settings: AuthSettings) -> None:
    """Print as JSON how many documents were sealed anew."""
    _print({"sealed": str(await rotate_sealing(settings))})


def _print(answer: dict[str, str]) -> None:
    print(json.dumps(answer))  # noqa: T201 - the command's answer


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="voicera-auth", description=__doc__)
    commands = parser.add_subparsers(dest="command")
    commands.add_parser("serve", help="start the service (the default)")
    organization = commands.add_parser("create-organization", help="add an organization with its owner")
    organization.add_argument("--name", required=True)
    organization.add_argument("--email", required=True)
    member = commands.add_parser("add-member", help="add a person to an organization")
    member.add_argument("--organization", required=True)
    member.add_argument("--email", required=True)
    member.add_argument("--role", required=True, choices=ROLES)
    reset = commands.add_parser("reset-password", help="give a person a new password and end their sessions")
    reset.add_argument("--email", required=True)
    stop = commands.add_parser("stop-second-factor", help="let a person in who lost their codes")
    stop.add_argument("--email", required=True)
    commands.add_parser("rotate-sealing", help="seal every secret anew under the first sealing key")
    commands.add_parser("rotate-signing-key", help="publish the next signing key; it signs in ten minutes")
    commands.add_parser(migration.COMMAND, help=migration.HELP)
    return parser.parse_args()


def main() -> None:
    arguments, settings = parse(), load(AuthSettings)
    configure(settings, "auth")
    try:
        match arguments.command:
            case "create-organization":
                run(lambda: create_organization(settings, arguments.name, arguments.email))
            case "add-member":
                run(lambda: add_member(settings, arguments.organization, arguments.email, arguments.role))
            case "reset-password":
                run(lambda: reset_password(settings, arguments.email))
            case "stop-second-factor":
                run(lambda: stop_second_factor(settings, arguments.email))
            case "rotate-sealing":
                run(lambda: reseal(settings))
            case migration.COMMAND:
                run(lambda: migration.migrate_store(settings, "auth", COLLECTIONS))
            case "rotate-signing-key":
                run(lambda: rotate_signing_key(settings))
            case _:
                run(lambda: start(settings))
    except ServiceError as error:
        sys.exit(f"voicera-auth: {error}")


if __name__ == "__main__":
    main()
