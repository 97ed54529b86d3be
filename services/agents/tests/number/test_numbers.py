"""One organization has each number, written in one way, and it leads to one of its agents."""

import asyncio

import grpc
import pytest
from google.protobuf.field_mask_pb2 import FieldMask

from voicera.agents.v1 import agent_service_pb2 as agents_pb
from voicera.agents.v1 import number_service_pb2 as pb
from voicera_agents.agent.store import AgentStore
from voicera_agents.number.service import NumberService
from voicera_agents.number.store import DIRECTORY, NumberDirectory, NumberStore
from voicera_kit.clock import VirtualClock
from voicera_kit.documents import SYSTEM_ORGANIZATION, DocumentStore
from voicera_kit.errors import InvalidArgument, NotFound, RevisionConflict, ServiceError

E164 = "+918000000002"


async def create(agents, e164: str = E164, organization_id: str = "org_1", **values: str) -> pb.Number:
    request = pb.CreateNumberRequest(number=pb.Number(e164=e164, **values))
    return await agents.numbers.CreateNumber(request, metadata=agents.member(organization_id))


async def update(agents, number: pb.Number, *paths: str) -> pb.Number:
    request = pb.UpdateNumberRequest(number=number, update_mask=FieldMask(paths=paths))
    return await agents.numbers.UpdateNumber(request, metadata=agents.member())


async def delete(agents, number: pb.Number, organization_id: str = "org_1") -> None:
    request = pb.DeleteNumberRequest(number_id=number.id)
    await agents.numbers.DeleteNumber(request, metadata=agents.member(organization_id))


async def make_agent(agents, organization_id: str = "org_1", name: str = "Reception") -> str:
    request = agents_pb.CreateAgentRequest(agent=agents_pb.Agent(display_name=name))
    created = await agents.agents.CreateAgent(request, metadata=agents.member(organization_id))
    return created.id


async def listed(agents, organization_id: str = "org_1", **request) -> list[str]:
    found, token = [], ""
    while True:
        page = await agents.numbers.ListNumbers(
            pb.ListNumbersRequest(page_token=token, **request), metadata=agents.member(organization_id)
        )
        found += [number.e164 for number in page.numbers]
        token = page.next_page_token
        if not token:
            return found


@pytest.mark.parametrize("written", ["+918000000002", "08000000002", "8000000002", "+91 (80000) 00-002"])
async def test_a_number_is_kept_in_one_form(agents, written: str) -> None:
    created = await create(agents, written, display_name="Front desk")
    assert (created.e164, created.display_name, created.revision) == (E164, "Front desk", 1)
    got = await agents.numbers.GetNumber(pb.GetNumberRequest(number_id=created.id), metadata=agents.member())
    assert got == created


@pytest.mark.parametrize(
    "written", ["", "12", "+9180000", "1800FLOWERS", "+918000000002;ext=3", "tel:+1", "x"]
)
async def test_what_is_no_phone_number_is_refused(agents, written: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        await create(agents, written)
    assert caught.value.violations[0].field == "number.e164"


async def test_a_number_belongs_to_one_organization(agents) -> None:
    await create(agents)
    for organization_id in ("org_1", "org_2"):
        with pytest.raises(ServiceError) as caught:
            await create(agents, "08000000002", organization_id)
        assert caught.value.code is grpc.StatusCode.ALREADY_EXISTS
        assert caught.value.reason == "NUMBER_TAKEN"
    assert await listed(agents, "org_2") == []


async def test_of_many_organizations_that_want_a_number_one_gets_it(agents) -> None:
    outcomes = await asyncio.gather(
        *(create(agents, organization_id=f"org_{index}") for index in range(8)), return_exceptions=True
    )
    assert sum(isinstance(each, pb.Number) for each in outcomes) == 1
    assert {each.reason for each in outcomes if isinstance(each, ServiceError)} == {"NUMBER_TAKEN"}


async def test_a_deleted_number_is_free(agents) -> None:
    await delete(agents, await create(agents))
    assert (await create(agents, organization_id="org_2")).e164 == E164
    assert await listed(agents) == []


class CutShort(NumberStore):
    """A store whose process dies before or after it deletes a number."""

    def __init__(self, documents: DocumentStore, *, before: bool) -> None:
        super().__init__(documents)
        self._before = before

    async def delete(self, organization_id: str, number_id: str) -> None:
        if not self._before:
            await super().delete(organization_id, number_id)
        raise ConnectionError


def cut_short(documents: DocumentStore, clock: VirtualClock, *, before: bool) -> NumberService:
    numbers, directory = CutShort(documents, before=before), NumberDirectory(documents, clock)
    return NumberService(numbers, directory, AgentStore(documents), "IN")


async def test_a_number_that_is_still_listed_stays_its_organizations(agents, documents, clock) -> None:
    number = await create(agents)
    with pytest.raises(ConnectionError):
        await cut_short(documents, clock, before=True).delete("org_1", number.id)
    await clock.advance(3600)
    with pytest.raises(ServiceError):
        await create(agents, organization_id="org_2")
    assert await listed(agents) == [E164]


async def test_a_number_whose_deletion_was_cut_short_is_free(agents, documents, clock) -> None:
    number = await create(agents)
    await clock.advance(61)
    with pytest.raises(ConnectionError):
        await cut_short(documents, clock, before=False).delete("org_1", number.id)
    assert await listed(agents) == []
    assert (await create(agents, organization_id="org_2")).e164 == E164


async def test_a_number_registered_again_while_it_is_deleted_keeps_its_entry(
    agents, documents, clock
) -> None:
    number, directory = await create(agents), NumberDirectory(documents, clock)
    revision = await directory.revision("org_1", E164)
    await NumberStore(documents).delete("org_1", number.id)
    await create(agents)
    await directory.release(E164, revision)
    assert await directory.owner(E164) == "org_1"


async def test_a_registration_cut_short_can_be_repeated_by_its_organization(agents, documents) -> None:
    await documents.insert(SYSTEM_ORGANIZATION, DIRECTORY, E164, {"organization_id": "org_1"})
    with pytest.raises(ServiceError):
        await create(agents, organization_id="org_2")
    assert (await create(agents)).e164 == E164


async def test_a_registration_cut_short_blocks_others_for_a_minute(agents, documents, clock) -> None:
    await documents.insert(SYSTEM_ORGANIZATION, DIRECTORY, E164, {"organization_id": "org_gone"})
    await clock.advance(61)
    assert (await create(agents)).e164 == E164
    entry = await documents.get(SYSTEM_ORGANIZATION, DIRECTORY, E164)
    assert entry.body == {"organization_id": "org_1"}


async def test_a_number_in_use_is_never_taken_over(agents, clock) -> None:
    await create(agents)
    await clock.advance(3600)
    with pytest.raises(ServiceError):
        await create(agents, organization_id="org_2")


async def test_a_number_whose_entry_is_another_s_is_deleted_without_it(agents, documents) -> None:
    number = await create(agents)
    entry = await documents.get(SYSTEM_ORGANIZATION, DIRECTORY, E164)
    other = {"organization_id": "org_2"}
    await documents.replace(SYSTEM_ORGANIZATION, DIRECTORY, E164, other, if_revision=entry.revision)
    await delete(agents, number)
    assert (await documents.get(SYSTEM_ORGANIZATION, DIRECTORY, E164)).body == other


async def test_a_number_leads_to_an_agent_of_its_organization(agents) -> None:
    agent_id, foreign = await make_agent(agents), await make_agent(agents, "org_2")
    number = await create(agents, agent_id=agent_id)
    assert number.agent_id == agent_id
    for unknown in (foreign, "agent_none"):
        number.agent_id = unknown
        with pytest.raises(InvalidArgument) as caught:
            await update(agents, number, "agent_id")
        assert caught.value.violations[0].field == "number.agent_id"
    with pytest.raises(InvalidArgument):
        await create(agents, "+918000000003", agent_id=foreign)


async def test_a_refused_registration_leaves_the_number_free(agents) -> None:
    with pytest.raises(InvalidArgument):
        await create(agents, agent_id="agent_none")
    assert (await create(agents, organization_id="org_2")).e164 == E164


async def test_only_the_named_fields_change(agents) -> None:
    number = await create(agents, display_name="Front desk")
    number.display_name, number.e164 = "Back office", "+918000000009"
    changed = await update(agents, number, "display_name")
    assert (changed.display_name, changed.e164, changed.revision) == ("Back office", E164, 2)
    with pytest.raises(RevisionConflict):
        await update(agents, number, "display_name")


@pytest.mark.parametrize("paths", [(), ("e164",), ("display_name", "revision")])
async def test_a_mask_names_fields_that_can_change(agents, paths: tuple[str, ...]) -> None:
    number = await create(agents)
    with pytest.raises(InvalidArgument) as caught:
        await update(agents, number, *paths)
    assert caught.value.violations[0].field == "update_mask"


@pytest.mark.parametrize(("field", "value"), [("display_name", "x" * 121), ("revision", 0)])
async def test_bad_values_are_named(agents, field: str, value: object) -> None:
    number = await create(agents)
    setattr(number, field, value)
    with pytest.raises(InvalidArgument) as caught:
        await update(agents, number, "display_name")
    assert caught.value.violations[0].field == f"number.{field}"


async def test_numbers_are_listed_newest_first_and_by_agent(agents, clock) -> None:
    agent_id = await make_agent(agents)
    for index in range(5):
        await create(agents, f"+91800000000{index}", agent_id=agent_id if index % 2 else "")
        await clock.advance(1)
    assert await listed(agents, page_size=2) == [f"+91800000000{index}" for index in (4, 3, 2, 1, 0)]
    assert await listed(agents, page_size=1, agent_id=agent_id) == ["+918000000003", "+918000000001"]
    assert await listed(agents, agent_id="agent_none") == []


async def test_another_organization_finds_nothing(agents) -> None:
    number = await create(agents)
    stranger = agents.member("org_2")
    with pytest.raises(NotFound):
        await agents.numbers.GetNumber(pb.GetNumberRequest(number_id=number.id), metadata=stranger)
    with pytest.raises(NotFound):
        await agents.numbers.UpdateNumber(
            pb.UpdateNumberRequest(number=number, update_mask=FieldMask(paths=["display_name"])),
            metadata=stranger,
        )
    with pytest.raises(NotFound):
        await delete(agents, number, "org_2")
