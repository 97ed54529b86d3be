"""Rules of numbers: one organization has each, and they lead to its own agents."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import grpc

from voicera_agents.limits import MAX_NAME
from voicera_agents.mask import require_mask
from voicera_agents.number.e164 import parse
from voicera_agents.number.model import Number
from voicera_agents.number.store import NumberDirectory, NumberStore
from voicera_kit.errors import AlreadyExists, ServiceError, invalid
from voicera_kit.ids import new_id
from voicera_kit.paging import Listing, Page

CHANGEABLE = ("display_name", "agent_id")


class Agents(Protocol):
    async def exists(self, organization_id: str, agent_id: str) -> bool: ...


class NumberService:
    def __init__(
        self, numbers: NumberStore, directory: NumberDirectory, agents: Agents, default_region: str
    ) -> None:
        self._numbers = numbers
        self._directory = directory
        self._agents = agents
        self._default_region = default_region

    async def create(self, organization_id: str, number: Number) -> Number:
        """Register a number written in any form; NUMBER_TAKEN if any organization has it.

        If the number cannot be kept after it was reserved, the entry stays: whether it was kept is not always known.
        Its organization may try again at once, others after a minute.
        """
        e164 = parse(number.e164, self._default_region)
        if e164 is None:
            raise invalid("number.e164", "is not a phone number; write it with its country code")
        number = replace(number, id=new_id("number"), e164=e164)
        await self._require_sound(organization_id, number)
        if await self._numbers.by_e164(organization_id, e164) is not None:
            raise number_taken()
        if not await self._directory.reserve(organization_id, e164):
            raise number_taken()
        try:
            return await self._numbers.add(organization_id, number)
        except AlreadyExists:
            raise number_taken() from None

    async def get(self, organization_id: str, number_id: str) -> Number:
        return await self._numbers.get(organization_id, number_id)

    async def find(self, organization_id: str, agent_id: str, page: Page) -> Listing[Number]:
        return await self._numbers.find(organization_id, agent_id, page)

    async def update(self, organization_id: str, change: Number, mask: Sequence[str]) -> Number:
        """Change the named fields; InvalidArgument names a bad one."""
        require_mask(mask, CHANGEABLE)
        if change.revision <= 0:
            raise invalid("number.revision", "must be the revision last read")
        current = await self._numbers.get(organization_id, change.id)
        changed = replace(current, revision=change.revision, **{path: getattr(change, path) for path in mask})
        await self._require_sound(organization_id, changed)
        return await self._numbers.replace(organization_id, changed)

    async def delete(self, organization_id: str, number_id: str) -> None:
        """Remove the number, then its directory entry: while a number is listed here, nobody else can take it.

        An entry that a crash leaves behind blocks others for a minute at most.
        """
        number = await self._numbers.get(organization_id, number_id)
        revision = await self._directory.revision(organization_id, number.e164)
        await self._numbers.delete(organization_id, number_id)
        await self._directory.release(number.e164, revision)

    async def _require_sound(self, organization_id: str, number: Number) -> None:
        if len(number.display_name) > MAX_NAME:
            raise invalid("number.display_name", f"must have at most {MAX_NAME} characters")
        if number.agent_id and not await self._agents.exists(organization_id, number.agent_id):
            raise invalid("number.agent_id", "there is no such agent")


def number_taken() -> ServiceError:
    return ServiceError(
        "the number is registered already",
        reason="NUMBER_TAKEN",
        code=grpc.StatusCode.ALREADY_EXISTS,
        metadata={"kind": "number", "field": "e164"},
    )
