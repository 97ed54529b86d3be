"""Runs the checks against a server, one after the other."""

import asyncio
import time
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from adapter_verify import language_model, speech_to_text, text_to_speech, translation
from adapter_verify.catalogue import Offer, catalogue, describe, health, list_adapters
from adapter_verify.checks import Check, Checks, Failed, Skipped
from adapter_verify.refusal import Refusal
from adapter_verify.server import Target, connected
from adapter_verify.subject import MODALITIES, Choices, Subject
from voicera.ai.v1 import adapter_catalog_service_pb2 as pb

SERVER = "server"
NOT_COVERED: Mapping[str, str] = {
    "voicera.ai.v1.RealtimeService/Talk": "conversations with models that hear and speak by themselves"
}
FAMILIES: Mapping[int, Checks[Subject]] = {
    pb.MODALITY_SPEECH_TO_TEXT: speech_to_text.checks,
    pb.MODALITY_TEXT_TO_SPEECH: text_to_speech.checks,
    pb.MODALITY_LANGUAGE_MODEL: language_model.checks,
    pb.MODALITY_TRANSLATION: translation.checks,
}
_LONGEST_CHECK = 12
"""How often the timeout fits into a check."""

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
        async for result in _run(server, SERVER, health, server.timeout_s):
            yield result
        try:
            listed = await list_adapters(server)
        except (Refusal, Failed) as error:
            came = error.came if isinstance(error, Failed) else str(error)
            yield Result(SERVER, "catalogue.lists", "", Outcome.FAIL, 0, "adapters from ListAdapters", came)
            return
        async for result in _run(Offer(server, listed), SERVER, catalogue, server.timeout_s):
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
            async for result in _run(subject, about(each), checks, server.timeout_s):
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
    subject: Thing, name: str, checks: Iterable[Check[Thing]], timeout_s: float
) -> AsyncGenerator[Result]:
    for check in checks:
        began = time.monotonic()
        outcome, told = await _outcome(subject, check, timeout_s * _LONGEST_CHECK)
        yield Result(name, check.name, check.rule, outcome, time.monotonic() - began, **told)


async def _outcome(subject: Thing, check: Check[Thing], longest_s: float) -> tuple[Outcome, dict[str, str]]:
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
