"""Looks at the carrier account that nobody asked for are in the audit log only when they find something new."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from vobiz_sim import Faults, Route
from voicera.telephony.v1 import carrier_service_pb2 as pb
from voicera.telephony.v1.carrier_service_pb2_grpc import CarrierServiceStub
from voicera_gateway.carrier.standings import Standings
from voicera_kit.audit import AuditEntry
from voicera_kit.bus import MemoryBus
from voicera_kit.client import Mesh, open_channel
from voicera_kit.errors import NotFound, Unavailable
from voicera_kit.settings import Settings
from voicera_kit.testing import running_server

from .conftest import World
from .fakes.agents import NUMBER
from .test_carrier import KEYS, asking


class Log:
    """An audit log."""

    def __init__(self) -> None:
        self.entries: list[AuditEntry] = []

    async def add(self, entry: AuditEntry) -> None:
        self.entries.append(entry)


@asynccontextmanager
async def audited(world: World, log: Log) -> AsyncIterator[CarrierServiceStub]:
    async with (
        running_server(
            world.gateway.register, Settings(), verifier=world.signer.verifier(), audit=log
        ) as server,
        Mesh(open_channel(f"127.0.0.1:{server.port}"), world.signer.tokens("test")) as mesh,
    ):
        yield mesh.stub(CarrierServiceStub)


async def test_only_what_a_person_asks_or_what_changed_is_recorded(world: World):
    log = Log()
    async with asking(world, {NUMBER: Route()}) as asked, audited(world, log) as stub:

        async def check(**fields) -> int:
            request = pb.CheckCarrierRequest(**fields)
            await stub.CheckCarrier(request, metadata=world.member(role="admin"))
            return len(log.entries)

        assert await check(background=True) == 0, "what stood before is not known"
        assert await check(background=True) == 0
        assert await check() == 1
        asked.sim.faults = Faults(balance_low=True)
        assert await check(background=True) == 2
        assert await check(background=True) == 2
        asked.sim.faults = Faults()
        assert await check() == 3
        assert await check(background=True, **KEYS) == 4, "keys are only ever given by a person"
    [_, worse, better, _] = log.entries
    assert worse.details["request"] == {"background": True}
    assert "low on balance" in worse.details["after"]["problems"][0]
    assert "low on balance" in better.details["before"]["problems"][0]
    assert all(secret not in str(log.entries) for secret in KEYS.values())


async def test_a_look_without_keys_is_nothing_to_record(world: World):
    log = Log()
    async with asking(world), audited(world, log) as stub:
        world.credentials.accounts.clear()
        for request in (pb.CheckCarrierRequest(background=True), pb.CheckCarrierRequest()):
            with pytest.raises(NotFound):
                await stub.CheckCarrier(request, metadata=world.member(role="admin"))
    [entry] = log.entries
    assert entry.outcome == "NOT_FOUND CREDENTIAL_MISSING"


async def test_another_balance_is_no_other_standing():
    standings = Standings(MemoryBus())
    low = pb.CheckCarrierResponse(ok=True, took_ms=3, problems=["low on balance: 3.00 INR are left."])
    lower = pb.CheckCarrierResponse(ok=True, took_ms=9, problems=["low on balance: 2.50 INR are left."])
    assert await standings.exchange("org_1", low) is None
    assert await standings.exchange("org_2", lower) is None, "organizations know nothing of each other"
    before = await standings.exchange("org_1", lower)
    assert before == await standings.exchange("org_1", lower)


async def test_without_the_bus_nothing_is_known(monkeypatch):
    bus = MemoryBus()

    async def away(*_, **__):
        raise Unavailable("away")

    standings = Standings(bus)
    await standings.exchange("org_1", pb.CheckCarrierResponse(ok=True))
    monkeypatch.setattr(bus, "get", away)
    assert await standings.exchange("org_1", pb.CheckCarrierResponse(ok=False)) is None
