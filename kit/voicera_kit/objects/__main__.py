"""`python -m voicera_kit.objects provision` makes the bucket of VOICERA_OBJECTS_URL ready."""

import argparse
import asyncio
import sys
from collections.abc import Sequence

from voicera_kit.errors import ServiceError
from voicera_kit.objects.access import ObjectAccess
from voicera_kit.settings import Settings, SettingsError, load, scheme_of


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0 when the bucket is ready, 1 when the server refused, 2 when the settings are not valid."""
    options = _parser().parse_args(arguments)
    try:
        asyncio.run(_provision(load(Settings), dict(options.expire)))
    except SettingsError as error:
        return _fail(error, 2)
    except ServiceError as error:
        return _fail(error, 1)
    return 0


async def _provision(settings: Settings, expire_days: dict[str, int | None]) -> None:
    from voicera_kit.objects.s3 import S3Address  # noqa: PLC0415 - the drivers load where they are used
    from voicera_kit.objects.s3.provision import provision  # noqa: PLC0415

    _, rest = scheme_of(settings.objects_url, "OBJECTS_URL", ("s3",))
    await provision(S3Address.parse(rest), ObjectAccess.of(settings), expire_days)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m voicera_kit.objects", description=__doc__)
    command = parser.add_subparsers(required=True).add_parser("provision", help="create it and set its rules")
    command.add_argument(
        "--expire",
        action="append",
        default=[],
        type=_expiry,
        metavar="PREFIX=DAYS",
        help="remove what is older, as in org_1/calls/=90; may be repeated, and stays until --no-expire",
    )
    command.add_argument(
        "--no-expire",
        action="append",
        dest="expire",
        type=_no_expiry,
        metavar="PREFIX",
        help="remove nothing below this prefix any more; may be repeated",
    )
    return parser


def _expiry(text: str) -> tuple[str, int]:
    prefix, _, days = text.rpartition("=")
    return prefix, int(days)


def _no_expiry(prefix: str) -> tuple[str, None]:
    return prefix, None


def _fail(error: Exception, status: int) -> int:
    sys.stderr.write(f"{error}\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
