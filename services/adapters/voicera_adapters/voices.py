"""Lists the voices of an adapter: those the account has, where the vendor can be asked, or else the catalogue's."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import structlog

from voicera_adapters.account import Account
from voicera_adapters.accounts import Accounts
from voicera_adapters.contract import Adapter, Description, Modality, Voice, VoiceLister
from voicera_adapters.net import telling_failures
from voicera_kit.errors import ServiceError

ASK_S: Final = 6.0
"""How long a vendor may take for the whole list."""
REMEMBERED_S: Final = 300.0
FAILED_S: Final = 15.0
"""How long a vendor that failed is not asked again."""
_REMEMBERED: Final = 64
_LONGEST_ID: Final = 256

_log = structlog.get_logger(__name__)

Key = tuple[str, str, Modality, Account]


@dataclass(frozen=True, slots=True)
class Listed:
    """The voices by language and name; `live` if the vendor told them."""

    voices: tuple[Voice, ...]
    live: bool


@dataclass(frozen=True, slots=True)
class _Answer:
    """`voices` is done with None where the vendor failed."""

    asked_at: float
    voices: "asyncio.Task[tuple[Voice, ...] | None]"


class Voices:
    """Whoever asks for the same at the same time shares one question to the vendor."""

    def __init__(self, accounts: Accounts, clock: Callable[[], float] = time.monotonic) -> None:
        self._accounts = accounts
        self._clock = clock
        self._known: OrderedDict[Key, _Answer] = OrderedDict()

    async def of(self, adapter: Adapter, organization_id: str) -> Listed:
        """Return the voices of whoever calls, who is of this organization."""
        told = await self._told(adapter, organization_id) if isinstance(adapter, VoiceLister) else None
        if told is None:
            return Listed(in_order(adapter.description.voices), live=False)
        return Listed(told, live=True)

    async def _told(self, adapter: VoiceLister, organization_id: str) -> tuple[Voice, ...] | None:
        description = adapter.description
        try:
            account = await self._accounts.of(description)
        except ServiceError as error:
            _log.info("voices.no_account", adapter=description.id, reason=error.reason)
            return None
        key = (organization_id, description.id, description.modality, account)
        answer = self._known.get(key)
        if answer is None or not self._is_fresh(answer):
            answer = _Answer(self._clock(), asyncio.create_task(_ask(adapter, account)))
            self._remember(key, answer)
        return await asyncio.shield(answer.voices)

    def _is_fresh(self, answer: _Answer) -> bool:
        if not answer.voices.done():
            return True
        has_failed = answer.voices.cancelled() or answer.voices.exception() or answer.voices.result() is None
        return self._clock() < answer.asked_at + (FAILED_S if has_failed else REMEMBERED_S)

    def _remember(self, key: Key, answer: _Answer) -> None:
        self._known[key] = answer
        self._known.move_to_end(key)
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)


async def _ask(adapter: VoiceLister, account: Account) -> tuple[Voice, ...] | None:
    """Return what the vendor tells; None if it fails."""
    try:
        with telling_failures():
            async with asyncio.timeout(ASK_S):
                told = await adapter.voices(account)
            return in_order(_usable(told, adapter.description))
    except ServiceError as error:
        _log.warning("voices.not_told", adapter=adapter.description.id, reason=error.reason)
        return None


def _usable(told: Sequence[Voice], description: Description) -> Iterator[Voice]:
    """Leave out languages the adapter does not work in, and voices that have no other; raises ValueError for no id."""
    for voice in told:
        if not (isinstance(voice.id, str) and 0 < len(voice.id) <= _LONGEST_ID):
            raise ValueError("a voice that cannot be named")
        named = replace(voice, display_name=str(voice.display_name or voice.id))
        spoken = [each for each in (voice.language, *voice.also) if each and description.speaks(each)]
        if spoken:
            yield replace(named, language=spoken[0], also=tuple(dict.fromkeys(spoken[1:])))
        elif not voice.language:
            yield named


def in_order(voices: Iterable[Voice]) -> tuple[Voice, ...]:
    """Return them by language, name and id, none twice."""
    return tuple(sorted({each.id: each for each in voices}.values(), key=position))


def position(voice: Voice) -> tuple[str, str, str]:
    return voice.language.lower(), voice.display_name.casefold(), voice.id
