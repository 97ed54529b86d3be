"""Translates in requests as large as a vendor takes, several at once, and puts the translations back in order."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from voicera_adapters.contract import Translation
from voicera_adapters.languages import code_in
from voicera_adapters.net import not_understood, telling_failures

AT_ONCE: Final = 8


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may hold; a single text may be longer, which is the vendor's to refuse."""

    texts: int
    characters: int


Ask = Callable[[Sequence[str]], Awaitable[Sequence[str]]]
"""Makes one request; anything but a ServiceError that it raises means that the answer was not understood."""


def pair_of(table: Mapping[str, str], translation: Translation) -> tuple[str, str]:
    """Return the vendor's codes of the languages translated from and to."""
    return code_in(table, translation.source_language), code_in(table, translation.target_language)


async def in_requests(texts: Sequence[str], limits: Limits, ask: Ask, answer_s: float) -> tuple[str, ...]:
    """Return one translation for each text; those of blank texts are the texts."""
    at_once = asyncio.Semaphore(AT_ONCE)

    async def translate(request: Sequence[str]) -> Sequence[str]:
        async with at_once:
            return await _answered(request, ask, answer_s)

    requests = list(_requests([text for text in texts if text.strip()], limits))
    try:
        async with asyncio.TaskGroup() as tasks:
            asked = [tasks.create_task(translate(request)) for request in requests]
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
    translated = chain.from_iterable(task.result() for task in asked)
    return tuple(next(translated) if text.strip() else text for text in texts)


async def _answered(request: Sequence[str], ask: Ask, answer_s: float) -> Sequence[str]:
    with telling_failures():
        async with asyncio.timeout(answer_s):
            translated = await ask(request)
        if len(translated) != len(request) or not all(isinstance(each, str) for each in translated):
            raise not_understood()
    return translated


def _requests(texts: Sequence[str], limits: Limits) -> Iterator[Sequence[str]]:
    request: list[str] = []
    characters = 0
    for text in texts:
        characters += len(text)
        if request and (len(request) == limits.texts or characters > limits.characters):
            yield request
            request, characters = [], len(text)
        request.append(text)
    if request:
        yield request
