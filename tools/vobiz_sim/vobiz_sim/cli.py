"""The `vobiz-sim` command: serve, inbound, outbound and load."""

import argparse
import asyncio
import json
import ssl
import sys
from collections.abc import Sequence
from pathlib import Path

import uvloop

from vobiz_sim import commands
from vobiz_sim.callee import Outcome
from vobiz_sim.caller.script import Script
from vobiz_sim.config import Route, SimConfig
from vobiz_sim.faults import Faults, fault_names


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 0 when everything asked for succeeded, 1 when a call had errors."""
    options = _parser().parse_args(arguments)
    try:
        config = _config(options)
        return uvloop.run(commands.COMMANDS[options.command](config, options))
    except (ValueError, OSError, LookupError, RuntimeError) as error:
        sys.stderr.write(f"vobiz-sim: {error}\n")
        return 2
    except (KeyboardInterrupt, asyncio.CancelledError):
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="vobiz-sim", description="The Vobiz carrier on loopback.")
    kinds = parser.add_subparsers(dest="command", required=True)
    serve = kinds.add_parser("serve", help="run the REST API and the control API until interrupted")
    inbound = kinds.add_parser("inbound", help="place one call into the product")
    outbound = kinds.add_parser("outbound", help="answer the calls the product dials")
    load = kinds.add_parser("load", help="keep several calls going; every limit must be given")
    for command in (serve, inbound, outbound, load):
        _common(command)
    for command in (inbound, load):
        command.add_argument("--to", required=True, help="the number that is called")
        command.add_argument("--from", dest="from_", required=True, help="who calls; load counts up from it")
        command.add_argument("--answer-url", help="instead of a route for --to")
        command.add_argument("--hangup-url", default="")
    _script(inbound, required=True)
    _script(load, required=True)
    _script(outbound, required=False)
    _outbound(outbound)
    _load(load)
    return parser


def _common(command: argparse.ArgumentParser) -> None:
    defaults = SimConfig()
    command.add_argument("--host", default=defaults.host)
    command.add_argument("--port", type=int, default=defaults.port, help="0 picks a free one")
    command.add_argument("--auth-id", default=defaults.auth_id)
    command.add_argument("--auth-token", default=defaults.auth_token)
    command.add_argument("--auth-token-file", type=Path, help="read it from there, out of sight of `ps`")
    command.add_argument("--parent-token", default="")
    command.add_argument(
        "--number",
        action="append",
        default=[],
        metavar="NUMBER[=ANSWER_URL]",
        help="a rented number, and its route",
    )
    command.add_argument("--faults", type=Path, help="a JSON file of switches")
    command.add_argument(
        "--fault", action="append", default=[], metavar="NAME=VALUE", help=", ".join(fault_names())
    )
    command.add_argument("--allow-remote", action="store_true", help="targets may leave this machine")
    command.add_argument("--ca-file", type=Path, help="the authority behind https and wss, as PEM")
    command.add_argument("--max-call-seconds", type=int, default=defaults.max_call_seconds)
    command.add_argument("--no-audio", action="store_true", help="keep no recordings")
    command.add_argument("--out", type=Path, help="a folder for reports and WAV files")


def _script(command: argparse.ArgumentParser, *, required: bool) -> None:
    command.add_argument("--script", type=_script_file, required=required, help="YAML or JSON steps")


def _script_file(path: str) -> Script:
    return Script.load(Path(path))


def _outbound(command: argparse.ArgumentParser) -> None:
    outcomes = [outcome.value for outcome in Outcome]
    command.add_argument("--outcome", choices=outcomes, default=Outcome.ANSWER.value)
    command.add_argument("--machine", action="store_true", help="an answering machine picks up")
    command.add_argument("--ring-ms", type=int, default=200)
    command.add_argument("--calls", type=int, default=1, help="stop after that many")
    command.add_argument("--timeout", type=float, default=300.0, help="seconds to wait for them")


def _load(command: argparse.ArgumentParser) -> None:
    command.add_argument("--calls", type=int, required=True, help="at the same time")
    command.add_argument("--seconds", type=float, required=True)
    command.add_argument("--max-calls", type=int, required=True, help="in all")
    command.add_argument("--calls-per-second", type=float, required=True)


def _config(options: argparse.Namespace) -> SimConfig:
    faults = Faults()
    if options.faults is not None:
        faults = Faults.from_mapping(json.loads(options.faults.read_text("utf-8")))
    return SimConfig(
        host=options.host,
        port=options.port,
        auth_id=options.auth_id,
        auth_token=_auth_token(options),
        parent_token=options.parent_token,
        allow_remote=options.allow_remote,
        numbers=_routes(options),
        faults=Faults.from_flags(options.fault, faults),
        max_call_seconds=options.max_call_seconds,
        keep_audio=not options.no_audio,
        trust=None if options.ca_file is None else ssl.create_default_context(cafile=options.ca_file),
    )


def _auth_token(options: argparse.Namespace) -> str:
    if options.auth_token_file is None:
        return str(options.auth_token)
    return str(options.auth_token_file.read_text("utf-8").strip())


def _routes(options: argparse.Namespace) -> dict[str, Route]:
    pairs = (entry.partition("=") for entry in options.number)
    routes = {number: Route(url) for number, _, url in pairs}
    if getattr(options, "answer_url", None):
        routes[options.to] = Route(options.answer_url, options.hangup_url)
    return routes
