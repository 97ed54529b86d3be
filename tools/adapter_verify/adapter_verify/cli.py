"""The `adapter-verify` command, which is also `voicera adapter verify`."""

import argparse
import asyncio
import json
import sys
from contextlib import aclosing
from pathlib import Path
from typing import Any

from adapter_verify.report import Report, as_json
from adapter_verify.server import Target, Tls
from adapter_verify.subject import MODALITIES, Choices
from adapter_verify.suite import NothingToVerify, Outcome, Result, verify

DESCRIPTION = (
    "Check a server of voicera.ai.v1 against its contract. Exits with 0 if nothing failed, 1 if something did, "
    "2 if the question was wrong."
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="adapter-verify", description=DESCRIPTION)
    add_arguments(parser)
    try:
        sys.exit(asyncio.run(run(parser.parse_args())))
    except KeyboardInterrupt:
        sys.exit(130)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("address", metavar="HOST:PORT")
    parser.add_argument("--adapter", default="", metavar="ID", help="only this one; all of them without")
    parser.add_argument("--modality", default="", choices=list(MODALITIES.values()), help="only this one")
    parser.add_argument(
        "--timeout", type=_seconds, default=10.0, metavar="S", help="longest wait for the next message (10)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document instead of lines")
    _add_choices(parser.add_argument_group("what to ask for; without, what the catalogue offers first"))
    _add_connection(parser.add_argument_group("connection"))


async def run(arguments: argparse.Namespace) -> int:
    """Return the exit status."""
    try:
        target, choices = _target(arguments), _choices(arguments)
        results = await _verified(arguments, target, choices)
    except (NothingToVerify, OSError, ValueError) as error:
        sys.stderr.write(f"adapter-verify: {error}\n")
        return 2
    if arguments.json:
        sys.stdout.write(as_json(target.address, results) + "\n")
    return 1 if any(each.outcome is Outcome.FAIL for each in results) else 0


async def _verified(arguments: argparse.Namespace, target: Target, choices: Choices) -> list[Result]:
    report = None if arguments.json else Report(sys.stdout)
    results: list[Result] = []
    async with aclosing(verify(target, choices, arguments.adapter, arguments.modality)) as found:
        async for result in found:
            results.append(result)
            if report:
                report.add(result)
    if report:
        report.close(results)
    return results


def _add_choices(group: Any) -> None:
    group.add_argument("--language", default="", help="BCP-47 code")
    group.add_argument("--target-language", default="", help="to translate to")
    group.add_argument("--model", default="")
    group.add_argument("--voice", default="")
    group.add_argument("--settings", type=_object, default={}, metavar="JSON", help="vendor settings")
    group.add_argument("--speech", type=Path, metavar="WAV", help="speech to recognize; 16-bit mono")
    group.add_argument("--says", default="", metavar="WORDS", help="the words of --speech")


def _add_connection(group: Any) -> None:
    group.add_argument("--token", default="", help="sent as a bearer token; none without")
    group.add_argument("--token-file", type=Path, metavar="FILE", help="the same, from a file")
    group.add_argument("--tls", action="store_true", help="use TLS, with the system's authorities")
    group.add_argument("--tls-ca", type=Path, metavar="PEM", help="use TLS, with this authority")
    group.add_argument("--tls-cert", type=Path, metavar="PEM", help="show this certificate")
    group.add_argument("--tls-key", type=Path, metavar="PEM", help="the key of --tls-cert")
    group.add_argument("--tls-name", default="", metavar="NAME", help="the name to expect in its certificate")


def _target(arguments: argparse.Namespace) -> Target:
    token = arguments.token
    if arguments.token_file:
        token = arguments.token_file.read_text().strip()
    return Target(arguments.address, arguments.timeout, token, _tls(arguments))


def _tls(arguments: argparse.Namespace) -> Tls | None:
    if bool(arguments.tls_cert) != bool(arguments.tls_key):
        raise ValueError("--tls-cert and --tls-key go together")
    tls = Tls(arguments.tls_ca, arguments.tls_cert, arguments.tls_key, arguments.tls_name)
    return tls if arguments.tls or tls != Tls() else None


def _choices(arguments: argparse.Namespace) -> Choices:
    if arguments.speech and not arguments.speech.is_file():
        raise ValueError(f"--speech: there is no file {arguments.speech}")
    return Choices(
        language=arguments.language,
        target_language=arguments.target_language,
        model=arguments.model,
        voice=arguments.voice,
        settings=arguments.settings,
        speech=arguments.speech,
        says=arguments.says,
    )


def _seconds(text: str) -> float:
    value = float(text)
    if not value > 0:
        raise argparse.ArgumentTypeError("must be more than 0")
    return value


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"is not JSON: {error}") from None
    if not isinstance(value, dict):
        raise argparse.ArgumentTypeError("must be a JSON object")
    return value
