"""Runs the checks against a server, one after the other."""

import asyncio
import time
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from adapter_verify import language_model, realtime, speech_to_text, text_to_speech, translation
from adapter_verify.catalogue import Offer, catalogue, describe, health, list_adapters
from adapter_verify.checks import Check, Checks, Failed, Skipped
from adapter_verify.refusal import Refusal
from adapter_verify.server import LostError, Server, Target, connected
from adapter_verify.subject import MODALITIES, Choices, Subject
from voicera.ai.v1 import adapter_catalog_service_pb2 as pb

SERVER = "server"
NOT_COVERED: Mapping[str, str] = {
    "voicera.ai.v1.RealtimeService/Talk tool_result, update": "tools of realtime models, and what changes in a call"
}
FAMILIES: Mapping[int, Checks[Subject]] = {
    pb.MODALITY_SPEECH_TO_TEXT: speech_to_text.checks,
    pb.MODALITY_TEXT_TO_SPEECH: text_to_speech.checks,
    pb.MODALITY_LANGUAGE_MODEL: language_model.checks,
    pb.MODALITY_TRANSLATION: translation.checks,
    pb.MODALITY_REALTIME: realtime.checks,
}
_LEISURE_S = 0.05
_LONGEST_CHECK = 12
"""How often the timeout fits into a check."""
_LONGEST_CHECK_S = 60.0
"""What a check may take however short the timeout is."""

Thing = TypeVar("Thing")


class NothingToVerify(Exception):  # noqa: N818 - what is wrong with the question
    """What was asked for is not offered."""


class Outcome(StrEnum):
    PASS = "pass"  # noqa: S105 - no password
    FAIL = "FAIL"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Result:
    """`expected` and `came` belong to a failure, `why` to a skip; `about` is "server" or "text_to_speech/morse"."""

    about: str
    check: str
    rule: str
    outcome: Outcome
    seconds: float
    expected: str = ""
    came: str = ""
    why: str = ""


async def verify(
    target: Target, choices: Choices, adapter: str = "", modality: str = ""
) -> AsyncGenerator[Result]:
    """Yield what each check came to. Raises NothingToVerify where no adapter fits what was asked for."""
    async with connected(target) as server:
        async for result in _run(server, server, SERVER, health):
            yield result
        try:
            listed = await list_adapters(server)
        except (Refusal, Failed) as error:
            came = error.came if isinstance(error, Failed) else str(error)
            yield Result(SERVER, "catalogue.lists", "", Outcome.FAIL, 0, "adapters from ListAdapters", came)
            return
        async for result in _run(server, Offer(server, listed), SERVER, catalogue):
            yield result
        chosen = _chosen(listed, adapter, modality)
        if not chosen and (adapter or modality):
            offered = ", ".join(about(each) for each in listed) or "nothing"
            raise NothingToVerify(
                f"no {'/'.join(filter(None, (modality, adapter)))} there; offered: {offered}"
            )
        for each in chosen:
            subject = Subject(server, each, choices)
            checks = [*describe, *FAMILIES.get(each.modality, ())]
            async for result in _run(server, subject, about(each), checks):
                yield result


def about(adapter: pb.Adapter) -> str:
    return f"{MODALITIES.get(adapter.modality, 'no modality')}/{adapter.id}"


def _chosen(listed: Sequence[pb.Adapter], adapter: str, modality: str) -> list[pb.Adapter]:
    return [
        each
        for each in listed
        if adapter in {"", each.id} and modality in {"", MODALITIES.get(each.modality)}
    ]


async def _run(
    server: Server, subject: Thing, name: str, checks: Iterable[Check[Thing]]
) -> AsyncGenerator[Result]:
    for check in checks:
        began = time.monotonic()
        try:
            outcome, told = await _outcome(server, subject, check)
        except LostError:
            outcome, told = await _outcome_at_leisure(server, subject, check)
        yield Result(name, check.name, check.rule, outcome, time.monotonic() - began, **told)


async def _outcome(server: Server, subject: Thing, check: Check[Thing]) -> tuple[Outcome, dict[str, str]]:
    longest_s = max(server.timeout_s * _LONGEST_CHECK, _LONGEST_CHECK_S)
    try:
        async with asyncio.timeout(longest_s):
            await check.run(subject)
    except Failed as failed:
        return Outcome.FAIL, {"expected": failed.expected, "came": failed.came}
    except Skipped as skipped:
        return Outcome.SKIP, {"why": str(skipped)}
    except Refusal as refusal:
        return Outcome.FAIL, {"expected": check.rule, "came": str(refusal)}
    except TimeoutError:
        return Outcome.FAIL, {"expected": check.rule, "came": f"no end within {longest_s:g} s"}
    return Outcome.PASS, {}


async def _outcome_at_leisure(
    server: Server, subject: Thing, check: Check[Thing]
) -> tuple[Outcome, dict[str, str]]:
    """Ask again, so slowly that the end of a call is heard before the next message is sent."""
    server.pause_s = _LEISURE_S
    try:
        return await _outcome(server, subject, check)
    except LostError:
        return Outcome.FAIL, {"expected": check.rule, "came": "the end of the call, without a reason"}
    finally:
        server.pause_s = 0.0
